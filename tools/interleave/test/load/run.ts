/** Runs loaded programs without exploring them: one thread after the other, or in a random order with a seed. */
import {
  KIND,
  type Op,
  type SharedArray,
  type Subject,
  type ThreadCode,
  WAITED,
} from '../../dist/machine/op.js';

/** What a step does to memory, where that does not depend on who waits. */
export function act(op: Op): number | bigint {
  const array = op.array as Int32Array;
  const value = op.value as number;
  switch (op.kind) {
    case KIND.LOAD:
      return Atomics.load(array, op.index);
    case KIND.STORE:
      return Atomics.store(array, op.index, value);
    case KIND.EXCHANGE:
      return Atomics.exchange(array, op.index, value);
    case KIND.COMPARE_EXCHANGE:
      return Atomics.compareExchange(array, op.index, op.expected as number, value);
    case KIND.ADD:
      return Atomics.add(array, op.index, value);
    case KIND.SUB:
      return Atomics.sub(array, op.index, value);
    case KIND.AND:
      return Atomics.and(array, op.index, value);
    case KIND.OR:
      return Atomics.or(array, op.index, value);
    case KIND.XOR:
      return Atomics.xor(array, op.index, value);
    case KIND.READ:
      return op.count === 1 ? (array[op.index] as number) : 0;
    case KIND.WRITE:
      if (op.count === 1) array[op.index] = value;
      return 0;
    default:
      throw new Error(`no such step: ${op.kind}`);
  }
}

/** One step, as far as a reader wants to see it. */
export interface Seen {
  readonly kind: number;
  readonly index: number;
  readonly site: number;
}

/** Runs one thread to its end, as if nobody else were there; its timers come when they are due. */
export function runAlone(thread: ThreadCode, seen: Seen[] = []): unknown {
  const registered: { readonly array: SharedArray; readonly index: number; readonly number: number }[] = [];
  const woken: number[] = [];
  let op = thread.begin();
  while (op !== undefined && !isListening(op, woken)) {
    seen.push({ kind: op.kind, index: op.index, site: op.site });
    op = thread.resume(answerAlone(op));
  }
  return thread.result;

  function answerAlone(step: Op): number | bigint {
    switch (step.kind) {
      case KIND.WAIT:
        if (Atomics.load(step.array as Int32Array, step.index) !== step.expected) return WAITED.NOT_EQUAL;
        if (step.timeout === Number.POSITIVE_INFINITY)
          throw new Error('waits for ever: nobody else is there');
        thread.clock += step.timeout;
        return WAITED.TIMED_OUT;
      case KIND.WAIT_ASYNC: {
        if (Atomics.load(step.array as Int32Array, step.index) !== step.expected) return 0;
        const number = registered.length + 1;
        registered.push({ array: step.array as SharedArray, index: step.index, number });
        return number;
      }
      case KIND.NOTIFY:
        return notify(step);
      case KIND.IDLE: {
        const number = woken.shift();
        if (number !== undefined) return number;
        if (step.timeout === Number.POSITIVE_INFINITY)
          throw new Error('waits for ever: nobody else is there');
        thread.clock += step.timeout;
        return 0;
      }
      default:
        return act(step);
    }
  }

  function notify(step: Op): number {
    let count = 0;
    for (const each of [...registered]) {
      if (count >= Number(step.value)) break;
      if (each.array.buffer !== step.array?.buffer || each.index !== step.index) continue;
      registered.splice(registered.indexOf(each), 1);
      woken.push(each.number);
      count += 1;
    }
    return count;
  }
}

function isListening(op: Op, woken: readonly number[]): boolean {
  return op.kind === KIND.IDLE && op.value === 1 && woken.length === 0;
}

/** Copies of all memory, to put it back. */
export function memoryOf(subject: Subject): () => void {
  const copies = subject.buffers.map((buffer) => new Uint8Array(buffer).slice());
  return () => {
    for (const [at, copy] of copies.entries())
      new Uint8Array(subject.buffers[at] as SharedArrayBuffer).set(copy);
  };
}

/** Runs a thread for so many steps, and leaves it there. */
export function leaveAfter(steps: number, thread: ThreadCode): void {
  let left = steps;
  const leaving: ThreadCode = {
    get clock() {
      return thread.clock;
    },
    set clock(clock) {
      thread.clock = clock;
    },
    result: undefined,
    begin: () => thread.begin(),
    resume(answer) {
      left -= 1;
      return left <= 0 ? undefined : thread.resume(answer);
    },
    where: (site) => thread.where(site),
  };
  runAlone(leaving);
}
