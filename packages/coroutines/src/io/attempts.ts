/**
 * The I/O loop of the thread: attempts that would have blocked are repeated when the selector says that their file is
 * ready. It has one selector, which watches only files that somebody waits for, so an idle one keeps nothing alive.
 */
import {
  DefaultSelector,
  EVENT_READ,
  EVENT_WRITE,
  type EventMask,
  type FileObject,
} from '@weft/native-epoll';
import { Line } from '../waiting/line.js';
import { Waiting, type WaitOptions } from '../waiting/wait.js';

/** Tries something that does not block; `undefined` if it would have to. */
export type Attempt<T> = () => T | undefined;

/** Those who wait for one file, in the order of their coming. */
class Watched {
  readonly readers: Line = new Line(undefined, () => this.#changed());
  readonly writers: Line = new Line(undefined, () => this.#changed());
  /** What the selector watches it for. */
  events: EventMask = 0;
  /** By which the selector finds it even if it is closed meanwhile. */
  fd = -1;
  readonly #changed: () => void;

  constructor(changed: (watched: Watched) => void) {
    this.#changed = () => changed(this);
  }

  get wanted(): EventMask {
    return (this.readers.size > 0 ? EVENT_READ : 0) | (this.writers.size > 0 ? EVENT_WRITE : 0);
  }
}

const files = new Map<FileObject, Watched>();
let selector: DefaultSelector<Watched> | undefined;
let pause: AbortController | undefined;

/**
 * Tries at once, unless others wait for the same already; then whenever the file is ready for `event`.
 *
 * @throws what the attempt throws
 */
export function attempt<T>(
  file: FileObject,
  event: EventMask,
  tryOnce: Attempt<T>,
  options: WaitOptions | undefined,
  late: (wait: Waiting<unknown>) => void,
): Waiting<T> {
  const wait = new Waiting<T>(options);
  if (!wait.pending) return wait;
  wait.load = tryOnce;
  const known = files.get(file);
  const isFirst = known === undefined || lineOf(known, event).size === 0;
  if (isFirst && tryFor(wait)) return wait;
  try {
    const watched = known ?? new Watched((changed) => watch(file, changed));
    const line = lineOf(watched, event);
    line.push(wait);
    wait.waitFor(line, options, late);
    watch(file, watched);
  } catch (error) {
    wait.fail(error);
  }
  return wait;
}

function lineOf({ readers, writers }: Watched, event: EventMask): Line {
  return event === EVENT_READ ? readers : writers;
}

/** Whether the wait is over by that. */
function tryFor(wait: Waiting<unknown>): boolean {
  try {
    const result = (wait.load as Attempt<unknown>)();
    if (result !== undefined) wait.settle(result);
    return result !== undefined;
  } catch (error) {
    wait.fail(error);
    return true;
  }
}

/** Makes the selector watch a file for what is wanted of it now. @throws what the first registration throws */
function watch(file: FileObject, watched: Watched): void {
  const { wanted, events } = watched;
  if (wanted === events) return;
  selector ??= new DefaultSelector<Watched>();
  if (events === 0) {
    watched.fd = selector.register(file, wanted, watched).fd;
    files.set(file, watched);
  } else if (wanted === 0) {
    files.delete(file);
    selector.unregister(watched.fd);
  } else rearm(selector, file, watched);
  watched.events = watched.wanted;
  if (files.size === 0) pause?.abort();
  else if (pause === undefined) void look();
}

/** Of a file that was closed while somebody waits for it, all who do are told. */
function rearm(selector: DefaultSelector<Watched>, file: FileObject, watched: Watched): void {
  try {
    selector.modify(watched.fd, watched.wanted, watched);
  } catch (error) {
    files.delete(file);
    failAll(watched, error);
  }
}

/** Selects for as long as somebody waits. */
async function look(): Promise<void> {
  while (files.size > 0) {
    pause = new AbortController();
    try {
      for (const [{ fileobj, data }, mask] of await (selector as DefaultSelector<Watched>).selectAsync({
        signal: pause.signal,
      })) {
        serve(fileobj, data, mask);
      }
    } catch (error) {
      if (error !== pause.signal.reason) giveUp(error);
    }
  }
  pause = undefined;
}

function serve(file: FileObject, watched: Watched, mask: EventMask): void {
  if ((mask & EVENT_READ) !== 0) serveLine(watched.readers);
  if ((mask & EVENT_WRITE) !== 0) serveLine(watched.writers);
  watch(file, watched);
}

/** One after the other, until one would have to wait again. */
function serveLine(line: Line): void {
  for (let { first } = line; first !== undefined; first = line.first) {
    const { load } = first;
    let result: unknown;
    try {
      result = (load as Attempt<unknown>)();
    } catch (error) {
      line.shift();
      first.fail(error);
      continue;
    }
    if (result === undefined) return;
    line.shift();
    first.settle(result);
  }
}

function failAll({ readers, writers }: Watched, error: unknown): void {
  for (const line of [readers, writers]) {
    for (let wait = line.shift(); wait !== undefined; wait = line.shift()) wait.fail(error);
  }
}

/** The selector itself has failed: nobody would ever be told. The next attempt gets a new one. */
function giveUp(error: unknown): void {
  const all = [...files.values()];
  files.clear();
  selector?.close();
  selector = undefined;
  for (const watched of all) failAll(watched, error);
}
