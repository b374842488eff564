/** Weft's means to wake another thread, each as one side of a pair. */
import { type AtomicInt32, attach, type Event, type Semaphore } from '@weft/atomics';
import { type LatePlayer, latePlayer } from '../contenders/late.js';
import {
  type AsyncSide,
  asyncPingPongPlayer,
  type PingPongPlayer,
  pingPongPlayer,
  type Side,
} from '../contenders/ping-pong.js';

function mineAndOther<T>(signals: unknown, index: number): [T, T] {
  const [first, second] = attach(signals) as [T, T];
  return index === 0 ? [first, second] : [second, first];
}

function eventSide(signals: unknown, index: number): Side {
  const [mine, other] = mineAndOther<Event>(signals, index);
  return {
    wait: () => {
      mine.waitSync();
      mine.clear();
    },
    wake: () => other.set(),
  };
}

function semaphoreSide(signals: unknown, index: number): Side {
  const [mine, other] = mineAndOther<Semaphore>(signals, index);
  return { wait: () => mine.acquireSync(), wake: () => other.release() };
}

function cellSide(signals: unknown, index: number): Side {
  const [mine, other] = mineAndOther<AtomicInt32>(signals, index);
  return {
    wait: () => {
      mine.waitSync(0);
      mine.store(0);
    },
    wake: () => {
      other.store(1);
      other.notify(1);
    },
  };
}

function asyncEventSide(signals: unknown, index: number): AsyncSide {
  const [mine, other] = mineAndOther<Event>(signals, index);
  return {
    wait: async () => {
      await mine.wait();
      mine.clear();
    },
    wake: () => other.set(),
  };
}

function asyncSemaphoreSide(signals: unknown, index: number): AsyncSide {
  const [mine, other] = mineAndOther<Semaphore>(signals, index);
  return { wait: () => mine.acquire(), wake: () => other.release() };
}

export const event: PingPongPlayer = pingPongPlayer(eventSide);
export const semaphore: PingPongPlayer = pingPongPlayer(semaphoreSide);
export const cell: PingPongPlayer = pingPongPlayer(cellSide);
export const asyncEvent: PingPongPlayer = asyncPingPongPlayer(asyncEventSide);
export const asyncSemaphore: PingPongPlayer = asyncPingPongPlayer(asyncSemaphoreSide);
export const lateEvent: LatePlayer = latePlayer(eventSide);
export const lateSemaphore: LatePlayer = latePlayer(semaphoreSide);
