/** An object that stands for something which is not in shared memory. */
import { registerStandIn, StandIn, type StandInHandle } from '@weft/atomics/kit';

interface LampHandle extends StandInHandle {
  readonly number: number;
}

export class Lamp extends StandIn {
  readonly handle: LampHandle;

  constructor(number: number) {
    super();
    this.handle = { '@weft': 'Lamp', standIn: true, number };
  }
}

registerStandIn({
  name: 'Lamp',
  module: import.meta.url,
  attach: (handle) => new Lamp((handle as LampHandle).number),
});
