/**
 * Ends of executions that have passed the program's check. It hangs on what memory holds, on what the threads have
 * returned, and on who was killed; most executions end like one before, which then need not be checked again. An end
 * counts by a hash of 53 bits, so that an accident is out of the question.
 */
import type { Memory } from './memory.js';
import { isPlain, textOf } from './plain-data.js';
import { scramble } from './shared-space.js';

const SEEDS = [0x3ad8025f, 0x1f83d9ab] as const;

/** Of some 40 bytes each. */
const MOST = 1_000_000;

export class PassedEnds {
  readonly #passed = new Set<number>();

  has(end: number): boolean {
    return this.#passed.has(end);
  }

  add(end: number): void {
    if (this.#passed.size >= MOST) this.#passed.clear();
    this.#passed.add(end);
  }
}

/** A number for an end; `NaN` if there is a result that is no plain data, and may hold anything. */
export function numberOfEnd(memory: Memory, results: readonly unknown[], dead: number): number {
  for (const result of results) if (!isPlain(result)) return Number.NaN;
  const told = `${dead} ${textOf(results)}`;
  return (hashOf(memory, told, SEEDS[0]) >>> 0) * 2 ** 21 + (hashOf(memory, told, SEEDS[1]) >>> 11);
}

function hashOf(memory: Memory, told: string, seed: number): number {
  let hash = memory.hash(seed);
  for (let i = 0; i < told.length; i += 1) hash = scramble(Math.imul(hash, 31) + told.charCodeAt(i) + seed);
  return hash;
}
