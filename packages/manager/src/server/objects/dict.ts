import { KeyError } from '../../errors.js';
import type { Objects } from '../objects.js';
import { type Bytes, bytesOf, ServedObject, type Stored, type Verbs, verbs } from '../served-object.js';
import { Snapshot } from './snapshot.js';

/** A dict, or a namespace, which is one whose keys are names. */
export class ServedDict extends ServedObject {
  readonly kind: 'dict' | 'namespace';
  readonly verbs: Verbs<ServedDict> = VERBS;
  readonly objects: Objects;
  readonly entries: Map<Bytes, Stored> = new Map();
  /**
   * Once somebody has asked for the last entry: keys in the order of their insertion, and among them some that were deleted.
   * A map has no way to its last entry but through all others.
   */
  #order: Bytes[] | undefined;

  /** @param init keys and values in turn */
  constructor(kind: 'dict' | 'namespace', objects: Objects, init: readonly Stored[]) {
    super();
    this.kind = kind;
    this.objects = objects;
    this.update(init);
  }

  describe(): Record<string, number> {
    return { size: this.entries.size };
  }

  override end(): void {
    this.clear();
  }

  update(pairs: readonly Stored[]): void {
    this.objects.keepAll(pairs);
    for (let i = 0; i + 1 < pairs.length; i += 2)
      this.put(bytesOf(pairs[i] as Stored), pairs[i + 1] as Stored);
  }

  /** Sets a value that is kept already. */
  put(key: Bytes, value: Stored): void {
    const before = this.entries.get(key);
    if (before === undefined) this.#noteInsertion(key);
    this.objects.drop(before);
    this.entries.set(key, value);
  }

  /** The key that was inserted last. */
  lastKey(): Bytes | undefined {
    this.#order ??= [...this.entries.keys()];
    let key = this.#order.at(-1);
    while (key !== undefined && !this.entries.has(key)) {
      this.#order.pop();
      key = this.#order.at(-1);
    }
    return key;
  }

  take(key: Bytes): Stored | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.objects.drop(value);
    return value;
  }

  clear(): void {
    this.objects.dropAll(this.entries.values());
    this.entries.clear();
    this.#order = undefined;
  }

  #noteInsertion(key: Bytes): void {
    if (this.#order === undefined) return;
    if (this.#order.length > 2 * this.entries.size + 64) this.#order = undefined;
    else this.#order.push(key);
  }
}

const VERBS: Verbs<ServedDict> = verbs<ServedDict>({
  size: (dict) => dict.entries.size,

  get: (dict, call) => dict.entries.get(call.bytes(0)) ?? null,

  set(dict, call) {
    const key = call.bytes(0);
    dict.put(key, dict.objects.keep(call.value(1)));
  },

  has: (dict, call) => dict.entries.has(call.bytes(0)),

  delete: (dict, call) => dict.take(call.bytes(0)) !== undefined,

  /** The value that was taken out, or nothing. */
  pop: (dict, call) => dict.take(call.bytes(0)) ?? null,

  popitem(dict) {
    const last = dict.lastKey();
    if (last === undefined) throw new KeyError('the dict is empty');
    return [last, dict.take(last) as Stored];
  },

  setDefault(dict, call) {
    const key = call.bytes(0);
    const there = dict.entries.get(key);
    if (there !== undefined) return there;
    const value = dict.objects.keep(call.value(1));
    dict.put(key, value);
    return value;
  },

  update(dict, call) {
    dict.update(call.values(0));
  },

  clear(dict) {
    dict.clear();
  },

  /** Replaces a value if the key has those bytes, or (without them) no value. Without a new one, deletes it. */
  swap(dict, call) {
    const key = call.bytes(0);
    const there = dict.entries.get(key);
    const expected = call.has(1) ? call.bytes(1) : undefined;
    if ((there === undefined ? undefined : bytesOf(there)) !== expected) return false;
    if (call.has(2)) dict.put(key, dict.objects.keep(call.value(2)));
    else dict.take(key);
    return true;
  },

  keys: (dict, call) => Snapshot.first(dict.objects, [...dict.entries.keys()], call),
  values: (dict, call) => Snapshot.first(dict.objects, [...dict.entries.values()], call),
  entries: (dict, call) => Snapshot.first(dict.objects, [...dict.entries].flat() as Stored[], call),
});
