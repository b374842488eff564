/** Waits for time, and for others. */
import { checkMilliseconds } from '../checks.js';
import { inLaterTurn } from '../running/runtime.js';
import { isIdle, schedule } from '../running/scheduler.js';
import { Alarm } from './alarm.js';
import { failLate } from './late.js';
import { type Wait, Waiting, type WaitOptions } from './wait.js';

const settle = (wait: Waiting<void>) => wait.settle(undefined);
const nobody = { leave() {} };
const lateSleep = failLate('sleep()');
const lateIdle = failLate('idle()');

/**
 * Waits for a time, while others run. `sleep(0)` lets everyone else who can go on take a step first. Never blocks the
 * thread; the timer keeps the process alive.
 *
 * @param ms milliseconds, 0 or more; `Infinity` sleeps until it is interrupted, and keeps nothing alive
 * @throws ArgumentError; the signal's reason
 */
export function sleep(ms: number, options?: WaitOptions): Wait<void> {
  const time = checkMilliseconds('ms', ms);
  const wait = new Waiting<void>(options);
  if (!wait.pending) return wait;
  if (time > 0) return wait.waitFor(new Alarm(time, settle, wait), options, lateSleep);
  schedule({ run: () => settle(wait) });
  return wait.waitFor(nobody, options, lateSleep);
}

/**
 * Waits until the thread has nothing else to do: every task waits, and the event loop has gone round once. Never
 * blocks the thread.
 *
 * @throws TimeoutError; the signal's reason
 */
export function idle(options?: WaitOptions): Wait<void> {
  const wait = new Waiting<void>(options);
  const look = () => {
    if (!wait.pending) return;
    if (isIdle()) settle(wait);
    else inLaterTurn(look);
  };
  inLaterTurn(look);
  return wait.waitFor(nobody, options, lateIdle);
}
