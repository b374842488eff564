/** What the platform itself offers to wake another thread. */
import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { type LatePlayer, latePlayer } from '../contenders/late.js';
import {
  type AsyncSide,
  asyncPingPongPlayer,
  type PingPongPlayer,
  pingPongPlayer,
  type Side,
} from '../contenders/ping-pong.js';

/** Two words far enough apart not to share a cache line. */
const DISTANCE = 32;

export function signalWords(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(2 * DISTANCE * 4));
}

function waitSide(words: Int32Array<SharedArrayBuffer>, index: number): Side {
  const mine = index * DISTANCE;
  const other = DISTANCE - mine;
  return {
    wait: () => {
      // A notify may come late, after its store was seen without it: then the word says so.
      while (Atomics.load(words, mine) === 0) Atomics.wait(words, mine, 0);
      Atomics.store(words, mine, 0);
    },
    wake: () => {
      Atomics.store(words, other, 1);
      Atomics.notify(words, other, 1);
    },
  };
}

function waitAsyncSide(words: Int32Array<SharedArrayBuffer>, index: number): AsyncSide {
  const { wake } = waitSide(words, index);
  const mine = index * DISTANCE;
  return {
    wait: async () => {
      while (Atomics.load(words, mine) === 0) await Atomics.waitAsync(words, mine, 0).value;
      Atomics.store(words, mine, 0);
    },
    wake,
  };
}

/** `Atomics.wait` and `Atomics.notify`: parks at once. */
export const waitAndNotify: PingPongPlayer<Int32Array<SharedArrayBuffer>> = pingPongPlayer(waitSide);

/** The same where the other side takes its time. */
export const lateWaitAndNotify: LatePlayer<Int32Array<SharedArrayBuffer>> = latePlayer(waitSide);

/** `Atomics.waitAsync` and `Atomics.notify`. */
export const waitAsyncAndNotify: PingPongPlayer<Int32Array<SharedArrayBuffer>> =
  asyncPingPongPlayer(waitAsyncSide);

function portSide(_: unknown, _index: number, port: MessagePort | undefined): AsyncSide {
  if (port === undefined) throw new Error('this player needs a port');
  return { wait: () => once(port, 'message'), wake: () => port.postMessage(0) };
}

/** A message to and fro. */
export const message: PingPongPlayer = asyncPingPongPlayer(portSide);
