/** An object that stands for something which is not in shared memory. */
import { registerStandIn, StandIn, type StandInHandle } from '@weft/atomics/kit';

interface RowHandle extends StandInHandle {
  readonly id: number;
}

export class Row extends StandIn {
  readonly handle: RowHandle;
  readonly #secret = 'stays here';

  constructor(id: number) {
    super();
    this.handle = { '@weft': 'Row', standIn: true, id };
  }

  get secret(): string {
    return this.#secret;
  }
}

registerStandIn({
  name: 'Row',
  module: import.meta.url,
  attach: (handle) => new Row((handle as RowHandle).id),
});
