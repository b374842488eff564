/** The three signals of a queue. */
import type { Block } from '@weft/atomics/kit';
import { QUEUE } from '../layout.js';
import { Signal } from './signal.js';

export class Signals {
  readonly putters: Signal;
  readonly getters: Signal;
  readonly joiners: Signal;

  constructor(block: Block) {
    this.putters = new Signal(block, block.state + QUEUE.PUTTERS);
    this.getters = new Signal(block, block.state + QUEUE.GETTERS);
    this.joiners = new Signal(block, block.state + QUEUE.JOINERS);
  }

  raiseAll(): void {
    this.putters.raiseAll();
    this.getters.raiseAll();
    this.joiners.raiseAll();
  }
}
