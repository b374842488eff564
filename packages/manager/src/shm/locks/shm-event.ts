import { Event, type WaitOptions } from '@weft/atomics';
import { Block, registerKind } from '@weft/atomics/kit';
import type { ManagedEvent } from '../../containers/locks.js';
import type { ContainerOptions } from '../container.js';
import { KIND, PRIMITIVE } from '../layout.js';
import { Primitive, placePrimitive } from '../primitive.js';

/** An `Event` of `@weft/atomics` in shared memory, in the shape of managers. */
export class ShmEvent extends Primitive<Event> implements ManagedEvent {
  constructor(options: ContainerOptions | Block) {
    super(
      options instanceof Block
        ? options
        : placePrimitive(EVENT_KIND, options, () => new Event({ in: options.in })),
    );
  }

  get kind(): 'event' {
    return 'event';
  }

  async set(): Promise<void> {
    this.inner.set();
  }

  async clear(): Promise<void> {
    this.inner.clear();
  }

  async isSet(): Promise<boolean> {
    return this.inner.isSet();
  }

  async wait(options?: WaitOptions): Promise<boolean> {
    return this.inner.wait(options);
  }
}

const EVENT_KIND = registerKind({
  number: KIND.Event,
  name: 'ShmEvent',
  words: PRIMITIVE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmEvent(block),
});
