/**
 * Contenders that read two words which writers always change together, and now and then write. A reader that was not
 * kept apart from a writer sees them differ; a writer that was not kept apart from another one loses a change.
 */
import {
  type Contender,
  expectResult,
  millionsPerSecond,
  type Pace,
  type Player,
  repeat,
  Team,
} from '@weft/bench';
import type { Section } from './counted.js';

/** Reads between two looks at the clock, and from one write to the next, if there are any. */
const BATCH = 1000;

/** What the threads of a team share. */
export interface Readable {
  readonly lock: unknown;
  /** Two plain words. */
  readonly pair: Int32Array;
  readonly writes: boolean;
}

/** What one thread did. */
export interface Reading extends Pace {
  /** How often the words differed. */
  readonly torn: number;
  readonly written: number;
}

export type ReadingPlayer = Player<Readable, Reading>;

export function readingPlayer<Read, Write>(
  sectionsOf: (lock: unknown) => { readonly read: Section<Read>; readonly write: Section<Write> },
): ReadingPlayer {
  return ({ lock, pair, writes }, { together }) => {
    const { read, write } = sectionsOf(lock);
    return () => {
      let torn = 0;
      let written = 0;
      together();
      const pace = repeat(BATCH, () => {
        if (writes) {
          const guard = write.acquire();
          pair[0]! += 1;
          pair[1]! += 1;
          write.release(guard);
          written += 1;
        }
        torn += readBatch(read, pair);
      });
      return { ...pace, torn, written };
    };
  };
}

function readBatch<Read>({ acquire, release }: Section<Read>, pair: Int32Array): number {
  let torn = 0;
  for (let i = 0; i < BATCH; i += 1) {
    const guard = acquire();
    if (pair[0] !== pair[1]) torn += 1;
    release(guard);
  }
  return torn;
}

export interface ReadingOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case: string;
  /** The module, relative to the bench's folder, and the exported player. */
  readonly module: string;
  readonly player: string;
  readonly threads: number;
  readonly writes: boolean;
  /** Makes what is posted to the threads as their lock. */
  readonly lock: () => unknown;
}

/** Millions of reads per second, of all threads together. */
export function reading(options: ReadingOptions): Contender {
  const { name, role, case: where, player, threads, writes } = options;
  return {
    name,
    role,
    case: where,
    async start() {
      const pair = new Int32Array(new SharedArrayBuffer(8));
      const shared: Readable = { lock: options.lock(), pair, writes };
      const module = new URL(`../${options.module}`, import.meta.url);
      const team = await Team.start<Reading>({ module, player, threads, shared });
      return {
        async round() {
          pair.fill(0);
          const readings = await team.play();
          const sum = (of: (reading: Reading) => number) =>
            readings.reduce((total, one) => total + of(one), 0);
          expectResult(
            'the number of torn reads',
            sum((one) => one.torn),
            0,
          );
          expectResult(
            'the number of writes',
            pair[0],
            sum((one) => one.written),
          );
          return millionsPerSecond(readings);
        },
        stop: () => team.stop(),
      };
    },
  };
}
