import { Worker } from 'node:worker_threads';
import { type BridgeOrders, RUNNING } from './orders.js';

/** The worker of a bridge, seen from the thread that is going to be blocked. */
export class BridgeWorker {
  readonly #state: Int32Array;
  #worker: Worker | undefined;

  constructor(orders: BridgeOrders) {
    this.#state = orders.state;
    try {
      this.#worker = new Worker(new URL('./main.js', import.meta.url), {
        name: 'weft selector bridge',
        workerData: orders,
        // Whatever the program's threads are to load or to trace, this one is not part of the program.
        execArgv: [],
      });
    } catch {
      // No threads can be had here: the selector is looked at now and then instead.
      return;
    }
    this.#worker.unref();
    this.#worker.on('error', () => this.#forget());
    this.#worker.on('exit', () => this.#forget());
  }

  /** Whether it has ended, or could not be had; as far as this thread's event loop has come to know. */
  get ended(): boolean {
    return this.#worker === undefined;
  }

  isRunning(): boolean {
    return Atomics.load(this.#state, 0) === RUNNING;
  }

  end(): void {
    void this.#worker?.terminate();
    this.#forget();
  }

  #forget(): void {
    this.#worker = undefined;
    Atomics.store(this.#state, 0, 0);
  }
}
