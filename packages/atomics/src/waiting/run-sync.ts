/** Runs an operation by blocking the thread. */
import { deadlineAfter, now } from '../clock.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { Membership } from '../region/membership.js';
import { checkSelf, DeadlockWatch } from './deadlock.js';
import { type Operation, PARK } from './operation.js';
import type { Spin } from './spin.js';
import { tryOnce } from './try-once.js';

/** Where an operation waits and how errors call it. */
export interface Site {
  readonly memory: SharedMemory;
  readonly members: Membership;
  readonly label: string;
}

/**
 * A parked thread looks around first after this long, then at growing intervals up to its `pulseMs`: soon enough for a
 * deadlock to be told within a blink, rarely enough to cost nothing.
 */
const FIRST_PULSE_MS = 6;

/**
 * Blocks until `operation` finishes or `timeout` milliseconds have passed.
 *
 * Waits without a timeout take part in deadlock detection; one with a timeout ends by itself.
 */
export function runSync<T>(site: Site, operation: Operation<T>, spin: Spin, timeout: number): T {
  const outcome = timeout === 0 ? tryOnce(operation) : spin.run(operation);
  if (outcome !== PARK) return outcome;
  if (timeout === 0) return operation.timedOut();
  return spin.learn(() => park(site, operation, timeout));
}

function park<T>(site: Site, operation: Operation<T>, timeout: number): T {
  const deadline = deadlineAfter(timeout);
  const endless = timeout === Number.POSITIVE_INFINITY;
  let watch: DeadlockWatch | undefined;
  let pulse = Math.min(FIRST_PULSE_MS, operation.pulseMs);
  try {
    for (;;) {
      const outcome = operation.attempt(true);
      if (outcome !== PARK) return outcome;
      if (endless) checkSelf(site, operation);
      const left = deadline === Number.POSITIVE_INFINITY ? deadline : deadline - now();
      if (left <= 0) return giveUp(operation);
      const slept = site.memory.wait(operation.word, operation.expected, Math.min(left, pulse));
      operation.woken = slept === 'ok';
      if (slept === 'not-equal') continue;
      operation.parked = true;
      if (slept === 'ok') continue;
      pulse = Math.min(pulse * 2, operation.pulseMs);
      operation.pulse();
      if (endless) {
        // Most waits are over before the first pulse and never need a watch.
        watch ??= new DeadlockWatch(site, operation);
        watch.look();
      }
    }
  } catch (error) {
    operation.abandon();
    throw error;
  } finally {
    watch?.end();
  }
}

function giveUp<T>(operation: Operation<T>): T {
  const result = operation.timedOut();
  operation.abandon();
  return result;
}
