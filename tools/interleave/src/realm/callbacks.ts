/** Methods of arrays that call back, for callbacks that can stop. Objects of other classes have methods of their own. */
import { offer } from './intrinsics.js';

type Callback = (this: unknown, ...args: unknown[]) => unknown;
type Items = unknown[];

/** What has such a method of its own. */
function own(target: object, name: string, ...args: unknown[]): unknown {
  const method = (target as Record<string, Callback>)[name] as Callback;
  return method.apply(target, args);
}

function map(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'map', callback, self);
  const results: unknown[] = [];
  for (let i = 0; i < target.length; i += 1) results[i] = callback.call(self, target[i], i, target);
  return results;
}

function filter(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'filter', callback, self);
  const results: unknown[] = [];
  for (let i = 0; i < target.length; i += 1) {
    const item: unknown = target[i];
    if (callback.call(self, item, i, target)) results.push(item);
  }
  return results;
}

function some(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'some', callback, self);
  for (let i = 0; i < target.length; i += 1) if (callback.call(self, target[i], i, target)) return true;
  return false;
}

function every(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'every', callback, self);
  for (let i = 0; i < target.length; i += 1) if (!callback.call(self, target[i], i, target)) return false;
  return true;
}

function find(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'find', callback, self);
  for (let i = 0; i < target.length; i += 1) {
    const item: unknown = target[i];
    if (callback.call(self, item, i, target)) return item;
  }
  return undefined;
}

function findIndex(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'findIndex', callback, self);
  for (let i = 0; i < target.length; i += 1) if (callback.call(self, target[i], i, target)) return i;
  return -1;
}

function flatMap(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'flatMap', callback, self);
  const results = map(target, callback, self) as unknown[];
  return results.flat();
}

function forEach(target: Items, callback: Callback, self?: unknown): unknown {
  if (!Array.isArray(target)) return own(target, 'forEach', callback, self);
  for (let i = 0; i < target.length; i += 1) callback.call(self, target[i], i, target);
  return undefined;
}

function reduce(target: Items, callback: Callback, ...initial: unknown[]): unknown {
  if (!Array.isArray(target)) return own(target, 'reduce', callback, ...initial);
  if (target.length === 0 && initial.length === 0)
    throw new TypeError('Reduce of empty array with no initial value');
  let result = initial.length > 0 ? initial[0] : target[0];
  for (let i = initial.length > 0 ? 0 : 1; i < target.length; i += 1) {
    result = callback.call(undefined, result, target[i], i, target);
  }
  return result;
}

/** By insertion, which is stable as the language wants it; what is sorted here is short. */
function sort(target: Items, compare?: Callback): unknown {
  if (!Array.isArray(target)) return own(target, 'sort', compare);
  const order =
    compare ?? ((a: unknown, b: unknown) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0));
  for (let i = 1; i < target.length; i += 1) {
    const item: unknown = target[i];
    let at = i;
    while (at > 0 && Number(order.call(undefined, target[at - 1], item)) > 0) {
      target[at] = target[at - 1];
      at -= 1;
    }
    target[at] = item;
  }
  return target;
}

offer('callbacks', { map, filter, some, every, find, findIndex, flatMap, forEach, reduce, sort });
