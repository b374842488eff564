import { boundOf, needPlace, placeOf, sliceOf, spliceOf } from '../../containers/positions.js';
import { ValueError } from '../../errors.js';
import type { Call } from '../call.js';
import type { Objects } from '../objects.js';
import { bytesOf, ServedObject, type Stored, type Verbs, verbs } from '../served-object.js';
import { Snapshot } from './snapshot.js';

export class ServedList extends ServedObject {
  readonly kind = 'list';
  readonly verbs: Verbs<ServedList> = VERBS;
  readonly objects: Objects;
  items: Stored[];
  /** Changes with every change of the list. */
  version = 0;

  constructor(objects: Objects, init: Stored[]) {
    super();
    this.objects = objects;
    this.items = init;
    objects.keepAll(init);
  }

  describe(): Record<string, number> {
    return { length: this.items.length };
  }

  override end(): void {
    this.objects.dropAll(this.items);
    this.items = [];
  }

  find(call: Call, bytes: string, start: number): number {
    for (let i = start; i < this.items.length; i += 1)
      if (bytesOf(this.items[i] as Stored) === bytes) return i;
    throw new ValueError(`the value is not in the list${call.has(1) ? ' from there on' : ''}`);
  }

  replace(place: number, value: Stored): void {
    this.objects.keep(value);
    this.objects.drop(this.items[place]);
    this.items[place] = value;
    this.version += 1;
  }
}

const VERBS: Verbs<ServedList> = verbs<ServedList>({
  length: (list) => list.items.length,

  at(list, call) {
    const place = placeOf(call.integer(0), list.items.length);
    return place === undefined ? null : (list.items[place] as Stored);
  },

  get: (list, call) => list.items[needPlace(call.integer(0), list.items.length)] as Stored,

  set(list, call) {
    list.replace(needPlace(call.integer(0), list.items.length), call.value(1));
  },

  push(list, call) {
    if (call.count === 1) list.items.push(list.objects.keep(call.value(0)));
    else for (const value of list.objects.keepAll(call.values(0))) list.items.push(value);
    list.version += 1;
    return list.items.length;
  },

  insert(list, call) {
    const value = list.objects.keep(call.value(1));
    list.items.splice(boundOf(call.integer(0), list.items.length), 0, value);
    list.version += 1;
  },

  pop(list, call) {
    const { items } = list;
    const place = needPlace(call.integer(0), items.length);
    const value = place === items.length - 1 ? items.pop() : items.splice(place, 1)[0];
    list.version += 1;
    list.objects.drop(value);
    return value as Stored;
  },

  remove(list, call) {
    const place = list.find(call, bytesOf(call.value(0)), 0);
    list.objects.dropAll(list.items.splice(place, 1));
    list.version += 1;
  },

  index(list, call) {
    return list.find(call, bytesOf(call.value(0)), boundOf(call.integer(1), list.items.length));
  },

  count(list, call) {
    const bytes = bytesOf(call.value(0));
    let count = 0;
    for (const item of list.items) if (bytesOf(item) === bytes) count += 1;
    return count;
  },

  reverse(list) {
    list.items.reverse();
    list.version += 1;
  },

  slice(list, call) {
    const end = call.has(1) ? call.integer(1) : undefined;
    return list.items.slice(...sliceOf(call.integer(0), end, list.items.length));
  },

  splice(list, call) {
    const deleteCount = call.has(1) ? call.integer(1) : undefined;
    const [start, deleted] = spliceOf(call.integer(0), deleteCount, list.items.length);
    const values = list.objects.keepAll(call.values(2));
    const taken = spliceIn(list, start, deleted, values);
    list.objects.dropAll(taken);
    list.version += 1;
    return taken;
  },

  clear(list) {
    list.objects.dropAll(list.items);
    list.items = [];
    list.version += 1;
  },

  /** Replaces an element if it still has those bytes. */
  swap(list, call) {
    const place = needPlace(call.integer(0), list.items.length);
    if (bytesOf(list.items[place] as Stored) !== call.bytes(1)) return false;
    list.replace(place, call.value(2));
    return true;
  },

  /** The whole, and its version. */
  read: (list) => [list.version, ...list.items],

  /** Puts the elements in another order, given by their places, unless the list has changed. */
  arrange(list, call) {
    const { items } = list;
    if (call.integer(0) !== list.version) return false;
    const taken = new Set<number>();
    for (let i = 1; i < call.count; i += 1) taken.add(call.integer(i, 0, items.length - 1));
    // Each place once: nothing is doubled and nothing gets lost.
    if (taken.size !== items.length) return false;
    list.items = Array.from(taken, (place) => items[place] as Stored);
    list.version += 1;
    return true;
  },

  snapshot: (list, call) => Snapshot.first(list.objects, list.items.slice(), call),
});

/** As `splice`, of any number of values: more than there can be arguments, too. */
function spliceIn(list: ServedList, start: number, deleted: number, values: readonly Stored[]): Stored[] {
  const { items } = list;
  if (values.length < 1000) return items.splice(start, deleted, ...values);
  const taken = items.slice(start, start + deleted);
  list.items = [...items.slice(0, start), ...values, ...items.slice(start + deleted)];
  return taken;
}
