/**
 * Contenders that move a number of items from producers to consumers. Every item carries a number; what consumers
 * add up must be what producers put in, so a lost, doubled or broken item shows.
 */
import type { ObjectOptions } from '@weft/atomics';
import { type Contender, expectResult, type Role, runProgram, Team } from '@weft/bench';
import { ProcessRegion } from '@weft/native-shm';

/** Room for the largest channel. */
const REGION_BYTES = 4 * 2 ** 20;

/** What the members of a team are given. */
export interface Moving<Channel = unknown> {
  /** As it was posted to them. */
  readonly channel: Channel;
  readonly producers: number;
  /** Items of each producer, and of each consumer. */
  readonly put: number;
  readonly take: number;
  /** Items of a batch, or bytes of an item, where the player asks. */
  readonly size: number;
}

/** What one thread did, in milliseconds of a clock that all threads share. */
export interface Share {
  readonly sum: number;
  readonly from: number;
  readonly to: number;
}

export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Times `work`, which returns the sum of the numbers that it moved. */
export function timed(work: () => number): Share {
  const from = clock();
  const sum = work();
  return { sum, from, to: clock() };
}

export async function timedAsync(work: () => Promise<number>): Promise<Share> {
  const from = clock();
  const sum = await work();
  return { sum, from, to: clock() };
}

/** The number in the `i`th item of a producer. */
export function numberOf(i: number): number {
  return i & 0xffff;
}

export interface MovedOptions {
  readonly name: string;
  readonly role: Role;
  readonly case?: string;
  /** The module, relative to the bench's folder, and the exported player that has the loops. */
  readonly module: string;
  readonly player: string;
  readonly producers?: number;
  readonly consumers?: number;
  /** Items in all, for a round of about a fifth of a second. */
  readonly items: number;
  readonly size?: number;
  /** Default `threads`. */
  readonly kind?: 'threads' | 'processes';
  /** Makes what is posted to the threads, or sent to the processes: in the region that these have in common. */
  readonly channel?: (at: ObjectOptions) => unknown;
  /** Whether the two threads get a message channel. */
  readonly ports?: boolean;
}

export function moved(options: MovedOptions): Contender {
  const { name, role, case: where, kind, player, producers = 1, consumers = 1, items, size = 1 } = options;
  const put = Math.ceil(items / producers / consumers / 256) * 256 * consumers;
  const take = (put * producers) / consumers;
  return {
    name,
    role,
    case: where,
    async start() {
      const region = kind === 'processes' ? ProcessRegion.anonymous({ bytes: REGION_BYTES }) : undefined;
      const channel = options.channel?.(region === undefined ? {} : { in: region });
      const shared: Moving = { channel, producers, put, take, size };
      const module = new URL(`../${options.module}`, import.meta.url);
      const threads = producers + consumers;
      const team = await Team.start<Share>({ kind, module, player, threads, shared, channel: options.ports });
      return {
        async round() {
          const shares = await team.play();
          checkSums(shares, producers);
          return (put * producers) / wallMicroseconds(shares);
        },
        async stop() {
          await team.stop();
          region?.close();
        },
      };
    },
  };
}

export function checkSums(shares: readonly Share[], producers: number): void {
  const sumOf = (some: readonly Share[]) => some.reduce((sum, each) => sum + each.sum, 0);
  expectResult('the sum that was taken', sumOf(shares.slice(producers)), sumOf(shares.slice(0, producers)));
}

export function wallMicroseconds(shares: readonly Share[]): number {
  const from = Math.min(...shares.map((share) => share.from));
  const to = Math.max(...shares.map((share) => share.to));
  return (to - from) * 1e3;
}

/** The same in another language: a program that prints what it did as JSON. */
export function movedByProgram(options: {
  readonly name: string;
  readonly case?: string;
  readonly program: () => Promise<string>;
  readonly args: readonly string[];
  readonly help: string;
}): Contender {
  const { name, case: where, args, help } = options;
  return {
    name,
    role: 'peer',
    case: where,
    async start() {
      const program = await options.program();
      const round = async () => {
        const output = await runProgram<{ items: number; put: number; taken: number; nanoseconds: number }>(
          program,
          args,
          help,
        );
        expectResult('the sum that was taken', output.taken, output.put);
        return (output.items / output.nanoseconds) * 1e3;
      };
      // The first run tells whether there is such a program.
      await round();
      return { round };
    },
  };
}
