/**
 * A thread that asks another one for something that takes a while, and waits for it: here spinning cannot help, it
 * can only burn. The answer is a count that must be right.
 */
import { type Contender, expectResult, type Pace, type Place, type Player, repeat, Team } from '@weft/bench';
import type { Side } from './ping-pong.js';

/** How long every answer takes, in milliseconds: far longer than anybody spins. */
const WORK_MS = 0.2;

const BATCH = 4;

/** What the two threads share. */
export interface Late<Signals = unknown> {
  readonly signals: Signals;
  /** `ANSWERS` and `OVER`: plain words, ordered by the wake-ups alone. */
  readonly state: Int32Array;
}

const ANSWERS = 0;
const OVER = 1;

/** What the waiting thread measured. */
export interface Waited extends Pace {
  /** Processor time that it used, in microseconds. */
  readonly burnt: number;
}

/** Thread 0 asks, waits and measures; thread 1 works and answers. */
export type LatePlayer<Signals = unknown> = Player<Late<Signals>, Waited | undefined>;

export function latePlayer<Signals>(sideOf: (signals: Signals, index: number) => Side): LatePlayer<Signals> {
  return ({ signals, state }, place) => {
    const side = sideOf(signals, place.index);
    return () => (place.index === 0 ? ask(place, state, side) : work(place, state, side));
  };
}

function ask({ together }: Place, state: Int32Array, { wait, wake }: Side): Waited {
  together();
  const before = process.threadCpuUsage();
  const pace = repeat(BATCH, () => {
    for (let i = 0; i < BATCH; i += 1) {
      wake();
      wait();
    }
  });
  const { user, system } = process.threadCpuUsage(before);
  state[OVER] = 1;
  wake();
  return { ...pace, burnt: user + system };
}

function work({ together }: Place, state: Int32Array, { wait, wake }: Side): undefined {
  together();
  for (;;) {
    wait();
    if (state[OVER] === 1) return;
    for (const end = performance.now() + WORK_MS; performance.now() < end; );
    state[ANSWERS]! += 1;
    wake();
  }
}

export interface LateOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case: string;
  readonly module: string;
  readonly player: string;
  readonly signals: () => unknown;
  readonly value: (waited: Waited) => number;
}

/** Microseconds per wait beyond the work itself. */
export function latency({ operations, from, to }: Waited): number {
  return ((to - from) / operations - WORK_MS) * 1e3;
}

/** Processor time per wait, in microseconds. */
export function processorTime({ operations, burnt }: Waited): number {
  return burnt / operations;
}

export function late({ name, role, case: where, module, player, signals, value }: LateOptions): Contender {
  return {
    name,
    role,
    case: where,
    async start() {
      const state = new Int32Array(new SharedArrayBuffer(8));
      const shared: Late = { signals: signals(), state };
      const team = await Team.start<Waited>({
        module: new URL(`../${module}`, import.meta.url),
        player,
        threads: 2,
        shared,
      });
      return {
        async round() {
          state.fill(0);
          const [waited] = (await team.play()) as [Waited, undefined];
          expectResult('the number of answers', state[ANSWERS], waited.operations);
          return value(waited);
        },
        stop: () => team.stop(),
      };
    },
  };
}
