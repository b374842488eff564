/**
 * Stands in for `Atomics.waitAsync` in engines without it: looks at the watched words every few milliseconds. A
 * notification cannot be seen this way, only a changed value; every wait of Weft is on a word whose value changes
 * before it is notified.
 */
import { addPulse, type Pulsed, removePulse } from './keep-alive.js';

const POLL_MS = 2;

interface Watch {
  readonly words: Int32Array;
  readonly word: number;
  readonly expected: number;
  readonly changed: () => void;
}

const watches = new Set<Watch>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The regular pulse keeps the timer going where it was throttled away, as browsers do with hidden pages. */
const reviver: Pulsed = { pulse: look };

function look(): void {
  if (timer !== undefined) clearTimeout(timer);
  timer = undefined;
  for (const watch of watches) {
    if (Atomics.load(watch.words, watch.word) === watch.expected) continue;
    watches.delete(watch);
    watch.changed();
  }
  if (watches.size > 0) lookSoon();
  else removePulse(reviver);
}

function lookSoon(): void {
  timer = setTimeout(look, POLL_MS);
  (timer as { unref?(): unknown }).unref?.();
}

/** Calls `changed` once, soon after `word` no longer holds `expected`. */
export function pollWord(words: Int32Array, word: number, expected: number, changed: () => void): void {
  watches.add({ words, word, expected, changed });
  if (timer !== undefined) return;
  addPulse(reviver);
  lookSoon();
}
