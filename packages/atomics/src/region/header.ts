/** The header of a region: written once, checked by everyone who opens it. */
import { CapacityError, CorruptRegionError } from '../errors.js';
import { BLOCK, BLOCK_ALIGN, LAYOUT_VERSION, REGION, REGION_MAGIC, SLOT } from '../layout.js';
import { identityText } from '../threads/this-thread.js';

/** The most participants a table may have: lock words leave room for 32,768 generations of each. */
export const MOST_PARTICIPANTS = 4096;

const MOST_WORDS = 2 ** 29;

/** What the header says. */
export interface RegionHeader {
  readonly id: string;
  /** Participant table: first word and number of slots. */
  readonly participants: number;
  readonly capacity: number;
  /** Heap: first word and the word behind it. */
  readonly heap: number;
  readonly end: number;
}

/** Words that a region with so many participants and heap words takes; a heap has room for a block's header at least. */
export function regionWords(capacity: number, heapWords: number): number {
  const heap = heapWords === 0 ? 0 : Math.max(heapWords, BLOCK.HEADER);
  const words = REGION.SIZE + capacity * SLOT.SIZE + Math.ceil(heap / BLOCK_ALIGN) * BLOCK_ALIGN;
  if (words > MOST_WORDS) throw new CapacityError(`a region holds at most ${MOST_WORDS * 4} bytes`);
  return words;
}

/** Makes zeroed memory a region. The magic is stored last: half a header is no region. */
export function formatRegion(words: Int32Array, capacity: number): void {
  const heap = REGION.SIZE + capacity * SLOT.SIZE;
  const id = crypto.getRandomValues(new Int32Array(2));
  Atomics.store(words, REGION.VERSION, LAYOUT_VERSION);
  Atomics.store(words, REGION.WORDS, words.length);
  Atomics.store(words, REGION.ID_HIGH, id[0] as number);
  Atomics.store(words, REGION.ID_LOW, id[1] as number);
  Atomics.store(words, REGION.PARTICIPANTS, REGION.SIZE);
  Atomics.store(words, REGION.CAPACITY, capacity);
  Atomics.store(words, REGION.HEAP, heap);
  Atomics.store(words, REGION.ROVER, heap);
  if (words.length - heap >= BLOCK.HEADER)
    Atomics.store(words, heap + BLOCK.SIZE_USED, (words.length - heap) << 1);
  Atomics.store(words, REGION.MAGIC, REGION_MAGIC);
}

/**
 * Reads and checks a header; nothing is read beyond `words`.
 *
 * @throws CorruptRegionError if the memory is not a region of this layout version, or not all of one
 */
export function readHeader(words: Int32Array): RegionHeader {
  if (words.length < REGION.SIZE || Atomics.load(words, REGION.MAGIC) !== REGION_MAGIC) {
    throw new CorruptRegionError(
      'this memory is no Weft region, or was written on a machine of other endianness',
    );
  }
  const version = Atomics.load(words, REGION.VERSION);
  if (version !== LAYOUT_VERSION) {
    throw new CorruptRegionError(
      `the region has layout version ${version}, this package reads ${LAYOUT_VERSION}: use one version of Weft everywhere`,
    );
  }
  const size = Atomics.load(words, REGION.WORDS);
  if (size !== words.length) {
    throw new CorruptRegionError(
      `the region was made with ${size * 4} bytes, but ${words.length * 4} are here`,
    );
  }
  const participants = Atomics.load(words, REGION.PARTICIPANTS);
  const capacity = Atomics.load(words, REGION.CAPACITY);
  const heap = Atomics.load(words, REGION.HEAP);
  const sound =
    participants === REGION.SIZE &&
    capacity >= 1 &&
    capacity <= MOST_PARTICIPANTS &&
    heap === participants + capacity * SLOT.SIZE &&
    heap <= size;
  if (!sound) throw new CorruptRegionError('the header of the region contradicts itself: it was overwritten');
  const id = identityText(Atomics.load(words, REGION.ID_HIGH), Atomics.load(words, REGION.ID_LOW));
  return { id, participants, capacity, heap, end: size };
}
