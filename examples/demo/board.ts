/** What the threads share while they work: cells and an event in one region. */
import { AtomicInt32, AtomicInt64, Event, type Region } from '@weft/atomics';
import type { TypeTotals } from './answer.js';
import type { FileFacts } from './tally.js';

/** Sums over the files of a type, to which every thread adds. */
export interface TypeCells {
  readonly files: AtomicInt32;
  readonly bytes: AtomicInt64;
  readonly lines: AtomicInt64;
}

export interface Board {
  /** The number of the next file that nobody has taken. Drawing one is one atomic step, so nobody gets it twice. */
  readonly nextFile: AtomicInt32;
  /** Set when the work is to end early; every thread looks before it draws. */
  readonly stop: Event;
  /** By type. */
  readonly totals: readonly TypeCells[];
}

/** Generous for a cell with its header and a name of 32 letters. */
const BYTES_PER_OBJECT = 96;

/** The bytes that a region needs to hold the board. */
export function boardBytes(types: readonly string[]): number {
  return (2 + 3 * types.length) * BYTES_PER_OBJECT;
}

export function makeBoard(region: Region, types: readonly string[]): Board {
  return {
    nextFile: new AtomicInt32(0, { in: region, name: 'next file' }),
    stop: new Event({ in: region, name: 'stop' }),
    // Named by number: an extension may be longer than a name can be.
    totals: types.map((_, number) => ({
      files: new AtomicInt32(0, { in: region, name: `files of type ${number}` }),
      bytes: new AtomicInt64(0n, { in: region, name: `bytes of type ${number}` }),
      lines: new AtomicInt64(0n, { in: region, name: `lines of type ${number}` }),
    })),
  };
}

export function addTo(cells: TypeCells, { bytes, lines }: FileFacts): void {
  cells.files.add(1);
  cells.bytes.add(BigInt(bytes));
  cells.lines.add(BigInt(lines));
}

export function readTotals({ files, bytes, lines }: TypeCells): TypeTotals {
  return { files: files.load(), bytes: Number(bytes.load()), lines: Number(lines.load()) };
}
