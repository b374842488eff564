/** What lists, dicts, queues and locks do when calls come one after the other. */
import type { Model, Operation } from './check.js';

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

interface QueueState {
  readonly queue: readonly number[];
  /** All that was put so far. */
  readonly put: ReadonlySet<number>;
}

/**
 * The same for a history in which no item is put twice: what was taken earlier had been put earlier. The plain model
 * would find out only when the items are taken, and try exponentially many orders of puts until then.
 */
export function queueModelOf(history: readonly Operation<Call, Result>[]): Model<QueueState, Call, Result> {
  const earlier = takenBefore(history);
  return {
    initial: { queue: [], put: new Set() },
    key: ({ queue }) => queueModel.key(queue),
    equal,
    apply(state, call) {
      const item = Number(call[1]);
      const isPut = call[0] === 'put';
      if (isPut && earlier(item).some((other) => !state.put.has(other))) return [state, 'out of order'];
      const [queue, result] = queueModel.apply(state.queue, call);
      return [{ queue, put: isPut ? new Set(state.put).add(item) : state.put }, result];
    },
  };
}

/** What was certainly taken before an item. Who was killed may have taken any. */
function takenBefore(history: readonly Operation<Call, Result>[]): (item: number) => readonly number[] {
  const takes = history.filter(({ call }) => call[0] === 'tryGet');
  const known = new Map(takes.map((take) => [take.result, take]));
  const unknown = takes.filter(({ result }) => result === undefined).map(({ begin }) => begin);
  return (item) => {
    const from = known.get(item)?.begin ?? Math.min(...unknown);
    return takes.flatMap(({ result, end }) => (typeof result === 'number' && end < from ? [result] : []));
  };
}

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
