import { KeyError } from '../../errors.js';
import type { Objects } from '../objects.js';
import { type Bytes, bytesOf, ServedObject, type Stored, type Verbs, verbs } from '../served-object.js';
import { Snapshot } from './snapshot.js';

export class ServedSet extends ServedObject {
  readonly kind = 'set';
  readonly verbs: Verbs<ServedSet> = VERBS;
  readonly objects: Objects;
  readonly members: Map<Bytes, Stored> = new Map();

  constructor(objects: Objects, init: readonly Stored[]) {
    super();
    this.objects = objects;
    for (const value of init) this.add(value);
  }

  describe(): Record<string, number> {
    return { size: this.members.size };
  }

  override end(): void {
    this.clear();
  }

  add(value: Stored): boolean {
    const bytes = bytesOf(value);
    if (this.members.has(bytes)) return false;
    this.members.set(bytes, this.objects.keep(value));
    return true;
  }

  take(bytes: Bytes): Stored | undefined {
    const value = this.members.get(bytes);
    this.members.delete(bytes);
    this.objects.drop(value);
    return value;
  }

  clear(): void {
    this.objects.dropAll(this.members.values());
    this.members.clear();
  }
}

const VERBS: Verbs<ServedSet> = verbs<ServedSet>({
  size: (set) => set.members.size,
  add: (set, call) => set.add(call.value(0)),
  has: (set, call) => set.members.has(bytesOf(call.value(0))),
  delete: (set, call) => set.take(bytesOf(call.value(0))) !== undefined,

  pop(set) {
    for (const bytes of set.members.keys()) return set.take(bytes) as Stored;
    throw new KeyError('the set is empty');
  },

  update(set, call) {
    let added = 0;
    for (const value of call.values(0)) if (set.add(value)) added += 1;
    return added;
  },

  clear(set) {
    set.clear();
  },

  values: (set, call) => Snapshot.first(set.objects, [...set.members.values()], call),
});
