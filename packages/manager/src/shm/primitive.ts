/**
 * Locks, queues and their like of a manager on shared memory. An object of `@weft/atomics` or `@weft/shared-queue` in the
 * same region does the work; the primitive leads to it, and gives it the shape that managers have.
 */
import { type Block, type Kind, place, SharedObject } from '@weft/atomics/kit';
import type { ContainerOptions } from './container.js';
import { PRIMITIVE } from './layout.js';
import { put } from './memory/store.js';
import { checkOpen } from './open.js';

export abstract class Primitive<Inner extends SharedObject> extends SharedObject {
  readonly #block: Block;
  readonly #inner: Inner;

  /** @param attach makes the object that does the work, where its kind does not do */
  protected constructor(block: Block, attach?: (inner: Block) => Inner) {
    super(block);
    this.#block = block;
    const inner = block.sibling(block.words[block.state + PRIMITIVE.INNER_AT] as number);
    this.#inner = attach === undefined ? (inner.kind.attach(inner) as Inner) : attach(inner);
  }

  /** Nothing to give up: what is in a region stays there as long as the region. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  describe(): Record<string, unknown> {
    return this.#inner.describe();
  }

  /** The object that does the work. @throws ClosedError once the manager that this came from is closed */
  protected get inner(): Inner {
    checkOpen(this.#block);
    return this.#inner;
  }

  protected get block(): Block {
    return this.#block;
  }
}

/**
 * The block of a new primitive over what `make` makes, or of the one that has the name.
 *
 * @param lockAt of a condition: the word of its lock
 */
export function placePrimitive(
  kind: Kind,
  options: ContainerOptions,
  make: () => SharedObject,
  lockAt: number = 0,
): Block {
  const { in: region, name } = options;
  const existing = name === undefined ? undefined : region.get(name);
  // If it is of another kind, `place` says so.
  const inner = existing === undefined ? wordAt(make()) : 0;
  const block = place(kind, options, PRIMITIVE.SIZE, (words, state) => {
    put(words, state + PRIMITIVE.INNER_AT, inner);
    put(words, state + PRIMITIVE.LOCK_AT, lockAt);
  });
  // Somebody was faster with the name.
  if (inner !== 0 && block.words[block.state + PRIMITIVE.INNER_AT] !== inner) region.discard(inner);
  return block;
}

/** The word at which the block of an object in a region begins. */
export function wordAt(object: SharedObject): number {
  return (object.handle as { readonly at: number }).at;
}
