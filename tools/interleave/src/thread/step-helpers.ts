/** What rewritten code calls to ask for a step: each fills in the thread's one record. */
import { KIND, type SharedArray } from '../machine/op.js';
import type { Signals } from './stepper.js';

type Value = number | bigint;

/** By their names in rewritten code; the expressions that they stand in yield what they return, nothing. */
export interface StepHelpers {
  readonly $load: (array: SharedArray, index: number, site: number) => void;
  readonly $store: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $exchange: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $compareExchange: (
    array: SharedArray,
    index: number,
    expected: Value,
    value: Value,
    site: number,
  ) => void;
  readonly $add: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $sub: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $and: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $or: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $xor: (array: SharedArray, index: number, value: Value, site: number) => void;
  readonly $wait: (
    array: SharedArray,
    index: number,
    expected: Value,
    timeout: number | undefined,
    site: number,
  ) => void;
  readonly $waitAsync: (array: SharedArray, index: number, expected: Value, site: number) => void;
  readonly $notify: (array: SharedArray, index: number, count: number | undefined, site: number) => void;
  readonly $read: (array: SharedArray, index: number, count: number, site: number) => void;
  readonly $write: (array: SharedArray, index: number, count: number, value: Value, site: number) => void;
  readonly $pause: (site: number) => void;
  readonly $idle: (timeout: number, listens: number) => void;
}

export function stepHelpers({ op }: Signals): StepHelpers {
  const changing =
    (kind: (typeof KIND)['STORE' | 'EXCHANGE' | 'ADD' | 'SUB' | 'AND' | 'OR' | 'XOR']) =>
    (array: SharedArray, index: number, value: Value, site: number) => {
      op.kind = kind;
      op.array = array;
      op.index = index;
      op.count = 1;
      op.value = value;
      op.site = site;
    };
  return {
    $load(array, index, site) {
      op.kind = KIND.LOAD;
      op.array = array;
      op.index = index;
      op.count = 1;
      op.site = site;
    },
    $store: changing(KIND.STORE),
    $exchange: changing(KIND.EXCHANGE),
    $compareExchange(array, index, expected, value, site) {
      op.kind = KIND.COMPARE_EXCHANGE;
      op.array = array;
      op.index = index;
      op.count = 1;
      op.expected = expected;
      op.value = value;
      op.site = site;
    },
    $add: changing(KIND.ADD),
    $sub: changing(KIND.SUB),
    $and: changing(KIND.AND),
    $or: changing(KIND.OR),
    $xor: changing(KIND.XOR),
    $wait(array, index, expected, timeout, site) {
      op.kind = KIND.WAIT;
      op.array = array;
      op.index = index;
      op.count = 1;
      op.expected = expected;
      op.timeout =
        timeout === undefined || Number.isNaN(timeout) ? Number.POSITIVE_INFINITY : Math.max(0, timeout);
      op.site = site;
    },
    $waitAsync(array, index, expected, site) {
      op.kind = KIND.WAIT_ASYNC;
      op.array = array;
      op.index = index;
      op.count = 1;
      op.expected = expected;
      op.timeout = Number.POSITIVE_INFINITY;
      op.site = site;
    },
    $notify(array, index, count, site) {
      op.kind = KIND.NOTIFY;
      op.array = array;
      op.index = index;
      op.count = 1;
      op.value = count === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Math.trunc(count));
      op.site = site;
    },
    $read(array, index, count, site) {
      op.kind = KIND.READ;
      op.array = array;
      op.index = index;
      op.count = count;
      op.site = site;
    },
    $write(array, index, count, value, site) {
      op.kind = KIND.WRITE;
      op.array = array;
      op.index = index;
      op.count = count;
      op.value = value;
      op.site = site;
    },
    $pause(site) {
      op.kind = KIND.PAUSE;
      op.array = undefined;
      op.site = site;
    },
    $idle(timeout, listens) {
      op.kind = KIND.IDLE;
      op.array = undefined;
      op.timeout = timeout;
      op.value = listens;
      op.site = 0;
    },
  };
}
