/**
 * One client of a region: a participant of its own, beside the thread's. So two managers in one thread exclude each other
 * as those in two processes do, and when one closes, what it holds is abandoned and what it waits for rejects.
 */
import { ClosedError, type Region } from '@weft/atomics';
import {
  Block,
  HANDLE_MARK,
  Inhabitants,
  Membership,
  ParticipantTable,
  readHeader,
  type SharedObject,
} from '@weft/atomics/kit';
import { Heap } from './memory/heap.js';
import { wordAt } from './primitive.js';

export class Client {
  readonly region: Region;
  readonly #heap: Heap;
  readonly #members: Membership;
  readonly #inhabitants = new Inhabitants();
  #closed = false;

  /** @throws CapacityError if all participants of the region are alive */
  constructor(region: Region) {
    this.region = region;
    this.#heap = Heap.in(region);
    const { words } = this.#heap;
    const { participants, capacity } = readHeader(words);
    this.#members = new Membership(new ParticipantTable(words, participants, capacity));
  }

  /** An object of the region as this client has it. */
  mine<T extends SharedObject>(object: T): T {
    const block = this.blockOf(object);
    return block.kind.attach(block) as T;
  }

  /** The block of an object of the region as this client has it. */
  blockOf(object: SharedObject): Block {
    return this.#own(this.region.blockAt(wordAt(object)));
  }

  #own(block: Block): Block {
    this.checkOpen();
    const { region } = this;
    return new Block(
      {
        memory: block.memory,
        members: this.#members,
        bell: block.bell,
        handleAt: (kind, at) => ({ ...block.handle, [HANDLE_MARK]: kind, region: region.handle, at }),
        adopt: (object) => this.#inhabitants.add(object),
      },
      block.at,
    );
  }

  /** @throws ClosedError */
  checkOpen(): void {
    if (this.#closed) throw new ClosedError('this manager is closed: connect again');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#members.leave();
    this.#inhabitants.endWaits(() => new ClosedError('the manager of this object was closed: connect again'));
  }
}
