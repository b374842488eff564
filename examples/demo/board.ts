/** What the workers share while they work: a queue, cells and an event in one region. */
import { AtomicInt32, AtomicInt64, Event, type Region } from '@weft/atomics';
import { Queue } from '@weft/shared-queue';
import type { TypeTotals } from './answer.js';
import type { FileFacts } from './tally.js';
import type { SourceFile } from './walk.js';

/** A file to be read, and its number. */
export interface QueuedFile extends SourceFile {
  readonly number: number;
}

/** Sums over the files of a type, to which every worker adds. */
export interface TypeCells {
  readonly files: AtomicInt32;
  readonly bytes: AtomicInt64;
  readonly lines: AtomicInt64;
}

export interface Board {
  /** Feeds the workers: it holds a few files for each of them, and whoever fills it waits while it is full. */
  readonly files: Queue<QueuedFile>;
  /** How many files are read. */
  readonly done: AtomicInt32;
  /** Set when the work is to end early; every worker looks before it takes a file. */
  readonly stop: Event;
  /** By type. */
  readonly totals: readonly TypeCells[];
}

/** Enough to keep a few hundred workers busy. */
const MOST_QUEUED = 1024;
const QUEUE_BYTES = 2 ** 17;

/** Generous for what objects need beside that: a header, a name, the state of a queue. */
const BYTES_PER_OBJECT = 96;
const BYTES_OF_STATE = 1024;

/** The bytes that a region needs to hold the board. */
export function boardBytes(types: readonly string[]): number {
  return QUEUE_BYTES + BYTES_OF_STATE + (3 + 3 * types.length) * BYTES_PER_OBJECT;
}

export function makeBoard(region: Region, types: readonly string[]): Board {
  return {
    files: new Queue({ in: region, name: 'files', maxsize: MOST_QUEUED, bytes: QUEUE_BYTES }),
    done: new AtomicInt32(0, { in: region, name: 'files done' }),
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
