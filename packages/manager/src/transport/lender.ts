/** What a server has of memory for its clients. */
import { LimitError, UnsupportedError } from '../errors.js';
import { loadNative } from '../load-native.js';
import type { Transport } from './choice.js';
import { type Offer, offerMemory } from './memory.js';

/** Memory for one client, until that is gone. */
export interface Loan {
  readonly offer: Offer;
  end(): void;
}

export class Lender {
  readonly #transport: Transport;
  readonly #most: number;
  #count = 0;

  /** @param most clients that have memory at a time */
  constructor(transport: Transport, most: number) {
    this.#transport = transport;
    this.#most = most;
  }

  /** @throws BackendMissingError if there must be memory, and cannot */
  async check(): Promise<void> {
    if (this.#transport !== 'shared-memory') return;
    const { SharedMemoryBlock } = await loadNative("transport 'shared-memory'");
    new SharedMemoryBlock(undefined, 1).close();
  }

  /** @throws UnsupportedError, LimitError; as `offerMemory` */
  async lend(): Promise<Loan> {
    if (this.#transport === 'socket') throw new UnsupportedError('the server shares no memory with clients');
    if (this.#count >= this.#most) {
      throw new LimitError(`the server shares memory with ${this.#most} clients already`);
    }
    this.#count += 1;
    let ended = false;
    const end = () => {
      if (!ended) this.#count -= 1;
      ended = true;
    };
    try {
      const offer = await offerMemory();
      return {
        offer,
        end() {
          offer.close();
          end();
        },
      };
    } catch (error) {
      end();
      throw error;
    }
  }
}
