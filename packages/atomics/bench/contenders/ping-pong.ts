/**
 * Contenders that wake each other in turn. Both sides keep a plain count that only the one whose turn it is may
 * change: a wake-up that comes early, twice or not at all shows in it.
 */
import type { MessagePort } from 'node:worker_threads';
import {
  type Contender,
  expectResult,
  nanosecondsEach,
  type Pace,
  type Place,
  type Player,
  repeat,
  repeatAsync,
  Team,
} from '@weft/bench';

/** Round trips between two looks at the clock. */
const BATCH = 16;

/** What the two sides share. */
export interface PingPong<Signals = unknown> {
  /** What the sides wake each other with, as posted. */
  readonly signals: Signals;
  /** `TURNS` and `OVER`: plain words, ordered by the wake-ups alone. */
  readonly state: Int32Array;
}

const TURNS = 0;
const OVER = 1;

/** One side: waits until it is woken, and wakes the other one. */
export interface Side {
  readonly wait: () => unknown;
  readonly wake: () => void;
}

export interface AsyncSide {
  readonly wait: () => Promise<unknown>;
  readonly wake: () => void;
}

/** Thread 0 measures. */
export type PingPongPlayer<Signals = unknown> = Player<PingPong<Signals>, Pace | undefined>;

/** A player of blocking sides; `sideOf` makes the side of thread 0 or 1. */
export function pingPongPlayer<Signals>(
  sideOf: (signals: Signals, index: number) => Side,
): PingPongPlayer<Signals> {
  return ({ signals, state }, place) => {
    const side = sideOf(signals, place.index);
    return () => (place.index === 0 ? ping(place, state, side) : pong(place, state, side));
  };
}

function ping({ together }: Place, state: Int32Array, { wait, wake }: Side): Pace {
  together();
  const pace = repeat(BATCH, () => {
    for (let i = 0; i < BATCH; i += 1) {
      takeTurn(state, 0);
      wake();
      wait();
    }
  });
  state[OVER] = 1;
  wake();
  return pace;
}

function pong({ together }: Place, state: Int32Array, { wait, wake }: Side): undefined {
  together();
  for (;;) {
    wait();
    if (state[OVER] === 1) return;
    takeTurn(state, 1);
    wake();
  }
}

/** A player of sides that await. */
export function asyncPingPongPlayer<Signals>(
  sideOf: (signals: Signals, index: number, port: MessagePort | undefined) => AsyncSide,
): PingPongPlayer<Signals> {
  return ({ signals, state }, place) => {
    const side = sideOf(signals, place.index, place.port);
    return () => (place.index === 0 ? pingAsync(place, state, side) : pongAsync(place, state, side));
  };
}

async function pingAsync({ together }: Place, state: Int32Array, { wait, wake }: AsyncSide): Promise<Pace> {
  together();
  const pace = await repeatAsync(BATCH, async () => {
    for (let i = 0; i < BATCH; i += 1) {
      takeTurn(state, 0);
      wake();
      await wait();
    }
  });
  state[OVER] = 1;
  wake();
  return pace;
}

async function pongAsync(
  { together }: Place,
  state: Int32Array,
  { wait, wake }: AsyncSide,
): Promise<undefined> {
  together();
  for (;;) {
    await wait();
    if (state[OVER] === 1) return;
    takeTurn(state, 1);
    wake();
  }
}

function takeTurn(state: Int32Array, parity: number): void {
  if ((state[TURNS]! & 1) !== parity) throw new Error('woken when it was not its turn');
  state[TURNS]! += 1;
}

export interface PingPongOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case?: string;
  /** The module, relative to the bench's folder, and the exported player. */
  readonly module: string;
  readonly player: string;
  /** Makes what is posted to both sides. */
  readonly signals: () => unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the sides talk through the ports of a channel. */
  readonly channel?: boolean;
  readonly processors?: readonly [number, number];
}

/** Microseconds per round trip, which is two wake-ups. */
export function pingPong(options: PingPongOptions): Contender {
  const { name, role, case: where, player, signals, env, channel, processors } = options;
  return {
    name,
    role,
    case: where,
    async start() {
      const state = new Int32Array(new SharedArrayBuffer(8));
      const shared: PingPong = { signals: signals(), state };
      const module = new URL(`../${options.module}`, import.meta.url);
      const team = await Team.start<Pace>({ module, player, threads: 2, shared, env, channel, processors });
      return {
        async round() {
          state.fill(0);
          const [pace] = (await team.play()) as [Pace, undefined];
          expectResult('the number of turns', state[TURNS], 2 * pace.operations);
          return nanosecondsEach([pace]) / 1e3;
        },
        stop: () => team.stop(),
      };
    },
  };
}
