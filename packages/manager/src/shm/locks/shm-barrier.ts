import { Barrier, type WaitOptions } from '@weft/atomics';
import { Block, registerKind } from '@weft/atomics/kit';
import type { ManagedBarrier, ManagedBarrierOptions } from '../../containers/locks.js';
import type { ContainerOptions } from '../container.js';
import { KIND, PRIMITIVE } from '../layout.js';
import { Primitive, placePrimitive } from '../primitive.js';

/** How a barrier is made. */
export interface ShmBarrierOptions extends ContainerOptions {
  readonly parties: number;
}

/** A `Barrier` of `@weft/atomics` in shared memory, in the shape of managers. */
export class ShmBarrier extends Primitive<Barrier> implements ManagedBarrier {
  /** @param local what concerns only this object: its action and timeout */
  constructor(options: ShmBarrierOptions | Block, local: ManagedBarrierOptions = {}) {
    const block =
      options instanceof Block
        ? options
        : placePrimitive(BARRIER_KIND, options, () => new Barrier(options.parties, { in: options.in }));
    super(block, (inner) => new Barrier(inner, { action: local.action, timeout: local.timeout }));
  }

  get kind(): 'barrier' {
    return 'barrier';
  }

  get parties(): number {
    return this.inner.parties;
  }

  async wait(options?: WaitOptions): Promise<number> {
    return this.inner.wait(options);
  }

  async reset(): Promise<void> {
    this.inner.reset();
  }

  async abort(): Promise<void> {
    this.inner.abort();
  }

  async waiting(): Promise<number> {
    return this.inner.waiting();
  }

  async broken(): Promise<boolean> {
    return this.inner.broken();
  }
}

const BARRIER_KIND = registerKind({
  number: KIND.Barrier,
  name: 'ShmBarrier',
  words: PRIMITIVE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmBarrier(block),
});
