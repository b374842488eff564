/** Timers, and the loop that runs a thread's jobs, timers and woken waits. */
import { type Context, currentContext, enterContext } from './context.js';
import { idle, listen, now, offer } from './intrinsics.js';
import { hasJobs, runJobs } from './jobs.js';
import { throwUnheard, Promise as VirtualPromise } from './promise.js';

type Callback = (...args: unknown[]) => unknown;

class Timer {
  readonly callback: Callback;
  readonly args: readonly unknown[];
  readonly every: number | undefined;
  readonly context: Context = currentContext();
  due: number;

  constructor(callback: Callback, ms: number, args: readonly unknown[], repeats: boolean) {
    // As in browsers and in Node: less than a millisecond is one.
    const wait = Math.max(1, Number(ms) || 1);
    this.callback = callback;
    this.args = args;
    this.every = repeats ? wait : undefined;
    this.due = now() + wait;
  }

  /** The thread ends when its body does, whatever timers there are. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

/** In the order in which they are due. */
let timers: readonly Timer[] = [];
/** Who waits for registrations that are not woken yet, by their numbers. */
const waits = new Map<number, (outcome: string) => void>();

function start(timer: Timer): Timer {
  const later = timers.findIndex(({ due }) => due > timer.due);
  const at = later < 0 ? timers.length : later;
  timers = [...timers.slice(0, at), timer, ...timers.slice(at)];
  return timer;
}

export function setTimeout(callback: Callback, ms: number, ...args: unknown[]): Timer {
  return start(new Timer(callback, ms, args, false));
}

export function setInterval(callback: Callback, ms: number, ...args: unknown[]): Timer {
  return start(new Timer(callback, ms, args, true));
}

export function setImmediate(callback: Callback, ...args: unknown[]): Timer {
  return start(new Timer(callback, 0, args, false));
}

function stop(timer: Timer | undefined): void {
  timers = timers.filter((each) => each !== timer);
}

export { stop as clearImmediate, stop as clearInterval, stop as clearTimeout };

/** A registration was made: the promise of its end. */
function registered(number: number): unknown {
  const { promise, resolve } = VirtualPromise.withResolvers();
  waits.set(number, resolve);
  return promise;
}

/** Runs the loop until a promise is settled; gives its value, or throws its reason. */
function runUntilSettled(promise: unknown): unknown {
  const end = { isThere: false, isFailure: false, value: undefined as unknown };
  VirtualPromise.resolve(promise).react({
    fulfilled: (value) => {
      end.isThere = true;
      end.value = value;
    },
    rejected: (reason) => {
      end.isThere = true;
      end.isFailure = true;
      end.value = reason;
    },
    context: currentContext(),
    derived: undefined,
  });
  for (;;) {
    runJobs();
    throwUnheard();
    if (end.isThere) break;
    turn();
  }
  if (end.isFailure) throw end.value;
  return end.value;
}

/** Waits for the next thing to happen, and does what it asks for. */
function turn(): void {
  const [next] = timers;
  const woken = idle(next === undefined ? Number.POSITIVE_INFINITY : Math.max(0, next.due - now()));
  if (woken !== 0) {
    wake(woken);
    return;
  }
  const due = timers.filter((timer) => timer.due <= now());
  for (const timer of due) {
    if (timers.includes(timer)) fire(timer);
    runJobs();
  }
}

function wake(number: number): void {
  const resolve = waits.get(number);
  waits.delete(number);
  if (resolve !== undefined) resolve('ok');
}

/**
 * What the loop does once the body has ended: registrations that nobody uses any more still stand in queues, and what
 * wakes them has to be passed on.
 */
function linger(): void {
  for (;;) {
    runJobs();
    throwUnheard();
    if (waits.size === 0) return;
    wake(listen());
  }
}

function fire(timer: Timer): void {
  stop(timer);
  if (timer.every !== undefined) {
    timer.due = now() + timer.every;
    start(timer);
  }
  const { callback } = timer;
  enterContext(timer.context);
  callback(...timer.args);
}

offer('registered', registered);
offer('runUntilSettled', runUntilSettled);
offer('hasRest', () => waits.size > 0 || hasJobs());
offer('linger', linger);
