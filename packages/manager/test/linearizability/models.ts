/** What lists, dicts, queues and locks do when calls come one after the other. */
import type { Model } from './check.js';

/** The verb, and what it was given. */
export type Call = readonly [verb: string, ...args: (number | string)[]];

/** What it gave: the code of an error, if it threw one. */
export type Result = number | string | boolean | null;

const INDEX = 'ERR_WEFT_INDEX';

const equal = (a: Result, b: Result) => a === b;

export const listModel: Model<readonly number[], Call, Result> = {
  initial: [],
  key: (list) => list.join(),
  equal,
  apply(list, [verb, first, second]) {
    const place = Number(first);
    switch (verb) {
      case 'append':
        return [[...list, place], list.length + 1];
      case 'pop':
        return list.length === 0 ? [list, INDEX] : [list.slice(0, -1), list.at(-1) as number];
      case 'shift':
        return list.length === 0 ? [list, INDEX] : [list.slice(1), list[0] as number];
      case 'get':
        return [list, list[place] ?? INDEX];
      case 'set':
        return place < list.length ? [list.with(place, Number(second)), null] : [list, INDEX];
      case 'increment':
        return place < list.length
          ? [list.with(place, (list[place] as number) + 1), (list[place] as number) + 1]
          : [list, INDEX];
      default:
        return [list, list.length];
    }
  },
};

/** One key of a dict: the others have nothing to do with it. */
export const entryModel: Model<number | null, Call, Result> = {
  initial: null,
  key: String,
  equal,
  apply(value, [verb, , given]) {
    switch (verb) {
      case 'set':
        return [Number(given), null];
      case 'delete':
        return [null, value !== null];
      case 'setDefault':
        return value === null ? [Number(given), Number(given)] : [value, value];
      case 'increment':
        return [(value ?? 0) + 1, (value ?? 0) + 1];
      default:
        return [value, value];
    }
  },
};

export const queueModel: Model<readonly number[], Call, Result> = {
  initial: [],
  key: (queue) => queue.join(),
  equal,
  apply(queue, [verb, item]) {
    switch (verb) {
      case 'put':
        return [[...queue, Number(item)], null];
      case 'tryGet':
        return queue.length === 0 ? [queue, null] : [queue.slice(1), queue[0] as number];
      default:
        return [queue, queue.length];
    }
  },
};

interface LockState {
  readonly holder: string | undefined;
  readonly abandoned: boolean;
}

/** The first argument is who calls; `die` is the end of one who held the lock, at a moment that nobody knows. */
export const lockModel: Model<LockState, Call, Result> = {
  initial: { holder: undefined, abandoned: false },
  key: ({ holder, abandoned }) => `${holder} ${abandoned}`,
  equal,
  apply(state, [verb, who]) {
    const { holder, abandoned } = state;
    switch (verb) {
      case 'tryAcquire':
        if (abandoned) return [state, 'ERR_WEFT_OWNER_DIED'];
        return holder === undefined ? [{ holder: String(who), abandoned }, true] : [state, false];
      case 'release':
        return holder === who ? [{ holder: undefined, abandoned }, null] : [state, 'not held'];
      case 'recover':
        return abandoned ? [{ holder: String(who), abandoned: false }, null] : [state, 'ERR_WEFT_NOT_OWNER'];
      default:
        return holder === who ? [{ holder: undefined, abandoned: true }, null] : [state, null];
    }
  },
};
