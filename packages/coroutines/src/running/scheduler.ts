/**
 * The run queue of the thread: what can go on, in the order in which it became able to.
 *
 * It is worked off in microtasks, so that a task goes on as soon as a promise would. Yet after `STEPS_PER_TURN` steps
 * the rest waits for a later turn of the event loop: tasks that never wait for anything cannot keep timers, I/O and
 * each other waiting for long.
 */
import { Deque } from './deque.js';
import { inLaterTurn } from './runtime.js';

/** Something that can go on. */
export interface Runnable {
  /** Goes on for a step. Must not throw. */
  run(): void;
}

/**
 * A turn of the event loop costs about a microsecond, so among that many steps it is lost, and they take some tens of
 * microseconds if they are short.
 */
export const STEPS_PER_TURN = 256;

const queue = new Deque<Runnable>();
let isComing = false;
let stepsLeft = STEPS_PER_TURN;

/** Puts something at the end of the queue. */
export function schedule(runnable: Runnable): void {
  queue.push(runnable);
  if (isComing) return;
  isComing = true;
  queueMicrotask(work);
}

/**
 * Takes a step that needed no wait. `false` if the turn has no steps left: then it is to be taken through the queue.
 */
export function mayGoOn(): boolean {
  if (stepsLeft <= 1) return false;
  stepsLeft -= 1;
  return true;
}

/** Whether nobody can go on now: all wait. */
export function isIdle(): boolean {
  return queue.size === 0;
}

function work(): void {
  while (queue.size > 0 && stepsLeft > 0) {
    stepsLeft -= 1;
    queue.shift().run();
  }
  if (queue.size === 0 && stepsLeft > 0) isComing = false;
  else inLaterTurn(newTurn);
}

/**
 * The count goes on between turns: a task that waits for a promise that is resolved already starts a microtask each
 * time, and would never see its end otherwise. So once in that many steps somebody waits for a turn in vain.
 */
function newTurn(): void {
  stepsLeft = STEPS_PER_TURN;
  work();
}
