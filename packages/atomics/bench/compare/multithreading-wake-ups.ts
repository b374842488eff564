/** Waking another thread with the npm package `multithreading`: a flag under a mutex and a condition variable. */
import { Condvar, Mutex } from 'multithreading';
import {
  type AsyncSide,
  asyncPingPongPlayer,
  type PingPongPlayer,
  pingPongPlayer,
  type Side,
} from '../contenders/ping-pong.js';

/** Buffers of the mutex, of one condition variable for each side, and of their flags. */
export interface Buffers {
  readonly mutex: SharedArrayBuffer;
  readonly conditions: readonly [SharedArrayBuffer, SharedArrayBuffer];
  readonly flags: SharedArrayBuffer;
}

export function buffers(): Buffers {
  const word = () => new SharedArrayBuffer(4);
  return { mutex: word(), conditions: [word(), word()], flags: new SharedArrayBuffer(8) };
}

function open(buffers: Buffers, index: number) {
  const conditions = buffers.conditions.map((buffer) => new Condvar(buffer));
  return {
    mutex: new Mutex(undefined, buffers.mutex),
    flags: new Int32Array(buffers.flags),
    mine: conditions[index] as Condvar,
    other: conditions[1 - index] as Condvar,
  };
}

function side(shared: Buffers, index: number): Side {
  const { mutex, flags, mine, other } = open(shared, index);
  return {
    wait: () => {
      const guard = mutex.blockingLock();
      while (flags[index] === 0) mine.blockingWait(guard);
      flags[index] = 0;
      guard.dispose();
    },
    wake: () => {
      const guard = mutex.blockingLock();
      flags[1 - index] = 1;
      guard.dispose();
      other.notifyOne();
    },
  };
}

function asyncSide(shared: Buffers, index: number): AsyncSide {
  const { mutex, flags, mine, other } = open(shared, index);
  return {
    wait: async () => {
      const guard = await mutex.lock();
      while (flags[index] === 0) await mine.wait(guard);
      flags[index] = 0;
      guard.dispose();
    },
    wake: () => {
      const guard = mutex.blockingLock();
      flags[1 - index] = 1;
      guard.dispose();
      other.notifyOne();
    },
  };
}

export const condition: PingPongPlayer<Buffers> = pingPongPlayer(side);
export const asyncCondition: PingPongPlayer<Buffers> = asyncPingPongPlayer(asyncSide);
