/**
 * `Atomics` for code that cannot stop: set-up, attaching, the final check. What it does is done at once, and noted, so
 * that a check changes nothing. While a thread is explored such code must not touch shared memory.
 */
import { type Answer, KIND, type Op, WAITED } from '../machine/op.js';
import type { Realm } from './realm.js';
import type { StepHelpers } from './step-helpers.js';
import type { Steps } from './stepper.js';
import type { UndoLog } from './undo-log.js';

type Words = Int32Array;

/** The words by which `Atomics.wait` answers. */
export const OUTCOMES: readonly string[] = (() => {
  const outcomes: string[] = [];
  outcomes[WAITED.OK] = 'ok';
  outcomes[WAITED.NOT_EQUAL] = 'not-equal';
  outcomes[WAITED.TIMED_OUT] = 'timed-out';
  return outcomes;
})();

/** Whether code that cannot stop may touch shared memory now. */
export interface Permission {
  atOnce: boolean;
}

const CHANGING = ['store', 'exchange', 'compareExchange', 'add', 'sub', 'and', 'or', 'xor'] as const;

function twin<F extends object>(atOnce: F, steps: unknown): F {
  return Object.assign(atOnce, { $g: steps });
}

/** The `Atomics` of a virtual thread; each of its functions has a twin for calls through a variable. */
export function virtualAtomics(
  permission: Permission,
  undo: UndoLog,
  steps: StepHelpers,
  realm: Realm,
): typeof Atomics {
  const check = () => {
    if (permission.atOnce) return;
    throw new Error(
      'code that cannot be stopped came to shared memory: a getter, a parameter by default, or a callback of the runtime',
    );
  };
  const members: Record<string, unknown> = {
    load: twin(
      (array: Words, index: number) => {
        check();
        return Atomics.load(array, index);
      },
      function* (array: Words, index: number): Steps {
        return yield steps.$load(array, index, 0);
      },
    ),
    notify: twin(
      () => {
        check();
        return 0;
      },
      function* (array: Words, index: number, count?: number): Steps {
        return yield steps.$notify(array, index, count, 0);
      },
    ),
    wait: twin(
      (array: Words, index: number, expected: number) => {
        check();
        if (Atomics.load(array, index) !== expected) return 'not-equal';
        throw new Error('set-up and checks cannot wait: nobody else runs');
      },
      function* (array: Words, index: number, expected: number, timeout?: number): Steps {
        return OUTCOMES[(yield steps.$wait(array, index, expected, timeout, 0)) as number];
      },
    ),
    waitAsync: twin(
      (array: Words, index: number, expected: number) => {
        check();
        if (Atomics.load(array, index) !== expected) return { async: false, value: 'not-equal' };
        throw new Error('set-up, attaching and checks cannot wait: nobody else runs');
      },
      function* (array: Words, index: number, expected: number): Steps {
        const number = (yield steps.$waitAsync(array, index, expected, 0)) as number;
        return number === 0
          ? { async: false, value: 'not-equal' }
          : { async: true, value: realm.registered(number) };
      },
    ),
    pause: twin(
      () => undefined,
      function* (): Steps<void> {
        yield steps.$pause(0);
      },
    ),
    idle: twin(
      () => {
        throw new Error('set-up and checks cannot wait for promises');
      },
      function* (timeout: number, listens: number): Steps {
        return yield steps.$idle(timeout, listens);
      },
    ),
    isLockFree: Atomics.isLockFree,
  };
  for (const method of CHANGING) {
    const change = Atomics[method] as (array: Words, index: number, ...values: number[]) => number;
    const step = steps[`$${method}`] as (array: Words, index: number, ...rest: number[]) => void;
    members[method] = twin(
      (array: Words, index: number, ...values: number[]) => {
        check();
        undo.noteElement(array, index);
        return change(array, index, ...values);
      },
      function* (array: Words, index: number, ...values: number[]): Steps {
        return yield step(array, index, ...values, 0);
      },
    );
  }
  return members as unknown as typeof Atomics;
}

/** Does a step at once. */
export function perform(atomics: typeof Atomics, op: Op): Answer {
  const array = op.array as Words;
  const value = op.value as number;
  switch (op.kind) {
    case KIND.LOAD:
      return atomics.load(array, op.index);
    case KIND.STORE:
      return atomics.store(array, op.index, value);
    case KIND.EXCHANGE:
      return atomics.exchange(array, op.index, value);
    case KIND.COMPARE_EXCHANGE:
      return atomics.compareExchange(array, op.index, op.expected as number, value);
    case KIND.ADD:
      return atomics.add(array, op.index, value);
    case KIND.SUB:
      return atomics.sub(array, op.index, value);
    case KIND.AND:
      return atomics.and(array, op.index, value);
    case KIND.OR:
      return atomics.or(array, op.index, value);
    case KIND.XOR:
      return atomics.xor(array, op.index, value);
    case KIND.NOTIFY:
      return atomics.notify(array, op.index, value);
    case KIND.WAIT:
      return OUTCOMES.indexOf(atomics.wait(array, op.index, op.expected as number, op.timeout));
    default:
      throw new Error('set-up and checks cannot wait: nobody else runs');
  }
}
