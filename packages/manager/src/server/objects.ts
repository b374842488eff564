/** All objects of a server, with the references that clients and other objects have to them. */
import { NameTakenError, ObjectGoneError } from '../errors.js';
import type { Bytes, ServedObject, Stored } from './served-object.js';

export class Objects {
  readonly #byId = new Map<number, ServedObject>();
  readonly #byName = new Map<Bytes, ServedObject>();
  /** Objects that nobody refers to, and since when. A handle of theirs may be on its way to somebody. */
  readonly #lingering = new Map<ServedObject, number>();
  readonly #linger: number;
  #sweeper: NodeJS.Timeout | undefined;
  #lastId = 0;

  /** @param linger milliseconds for which an object without references is kept */
  constructor(linger: number) {
    this.#linger = linger;
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): Iterable<ServedObject> {
    return this.#byId.values();
  }

  named(): Iterable<ServedObject> {
    return this.#byName.values();
  }

  find(id: number): ServedObject | undefined {
    return this.#byId.get(id);
  }

  findNamed(name: Bytes): ServedObject | undefined {
    return this.#byName.get(name);
  }

  /** Makes an object known; it goes after a while unless somebody refers to it or it has a name. */
  add(object: ServedObject, name?: Bytes): void {
    this.#lastId += 1;
    object.id = this.#lastId;
    this.#byId.set(object.id, object);
    if (name !== undefined) {
      if (this.#byName.has(name)) throw new NameTakenError('the name is taken');
      object.name = name;
      object.references += 1;
      this.#byName.set(name, object);
    } else this.#letLinger(object);
  }

  /** @throws ObjectGoneError */
  retain(id: number): void {
    const object = this.#byId.get(id);
    if (object === undefined) throw gone(id);
    object.references += 1;
    this.#lingering.delete(object);
  }

  release(id: number, count: number = 1): void {
    const object = this.#byId.get(id);
    if (object === undefined) return;
    object.references = Math.max(0, object.references - count);
    if (object.references === 0) this.#letLinger(object);
  }

  /** Takes a name away from its object; whether there was one. */
  removeName(name: Bytes): boolean {
    const object = this.#byName.get(name);
    if (object === undefined) return false;
    this.#byName.delete(name);
    object.name = undefined;
    this.release(object.id);
    return true;
  }

  /** A value is stored: the objects in it stay. @throws ObjectGoneError, and then nothing is retained */
  keep(stored: Stored): Stored {
    if (typeof stored === 'string') return stored;
    for (const id of stored.ids) if (!this.#byId.has(id)) throw gone(id);
    for (const id of stored.ids) this.retain(id);
    return stored;
  }

  keepAll(values: readonly Stored[]): readonly Stored[] {
    for (const value of values) {
      if (typeof value === 'string') continue;
      for (const id of value.ids) if (!this.#byId.has(id)) throw gone(id);
    }
    for (const value of values) this.keep(value);
    return values;
  }

  /**
   * A value is not stored any more. What was only in it lingers, so a value may be dropped before it is sent to somebody who
   * then has it.
   */
  drop(stored: Stored | undefined): void {
    if (stored === undefined || typeof stored === 'string') return;
    for (const id of stored.ids) this.release(id);
  }

  dropAll(values: Iterable<Stored>): void {
    for (const value of values) this.drop(value);
  }

  /** Ends all objects. */
  close(): void {
    clearTimeout(this.#sweeper);
    for (const object of this.#byId.values()) object.end();
    this.#byId.clear();
    this.#byName.clear();
    this.#lingering.clear();
  }

  #letLinger(object: ServedObject): void {
    this.#lingering.set(object, performance.now());
    this.#scheduleSweep();
  }

  #scheduleSweep(): void {
    if (this.#sweeper !== undefined || this.#lingering.size === 0) return;
    this.#sweeper = setTimeout(() => this.#sweep(), this.#linger).unref();
  }

  #sweep(): void {
    this.#sweeper = undefined;
    const due = performance.now() - this.#linger;
    for (const [object, since] of this.#lingering) {
      // They were put in by time. A timer may come a moment early.
      if (since > due + 1) break;
      this.#lingering.delete(object);
      this.#byId.delete(object.id);
      object.end();
    }
    this.#scheduleSweep();
  }
}

export function gone(id: number): ObjectGoneError {
  return new ObjectGoneError(
    `the object ${id} is gone: nobody had a reference to it, or its server was started anew`,
  );
}
