import type { Region } from '../region/region.js';
import type { Block } from './block.js';
import type { ObjectHandle } from './handle.js';

/** Where a new object lives and what it is called: the last argument of every constructor. */
export interface ObjectOptions {
  /**
   * The region to live in; without one the object gets a small private buffer. In a region, a `name` that is taken
   * by an object of the same kind opens that object, so that all who share the region may construct it alike.
   */
  readonly in?: Region | undefined;
  /** 1 to 255 bytes of UTF-8. `region.get(name)` finds the object, and error messages show it. */
  readonly name?: string | undefined;
}

/**
 * What all shared objects have in common. The object itself is this thread's view; what is shared lies in memory.
 *
 * Its only enumerable property is `handle`, so an instance may be posted as it is: the other side gets
 * `{ handle }`, and `attach` makes it an object again.
 */
export abstract class SharedObject {
  /** Plain data that stands for the object; pass it to another thread and `attach` it there. */
  readonly handle: ObjectHandle;

  constructor(block: Block, handle: ObjectHandle = block.handle) {
    this.handle = handle;
    block.adopt?.(this);
  }

  /** A snapshot of the state, for `region.inspect()` and messages. */
  abstract describe(): Record<string, unknown>;

  /** What `describe` says, in one line for messages. */
  toString(): string {
    const facts = Object.entries(this.describe()).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    return `[${[this.constructor.name, ...facts].join(' ')}]`;
  }
}
