/** Where the next extent of a heap comes from, how large it is, and what it holds at first. */
import { CapacityError, type Region } from '@weft/atomics';
import { BLOCK, BLOCK_KIND, REF } from '../layout.js';
import { Extent } from './extent.js';
import type { Segments } from './segments.js';
import { roundedUp } from './size-classes.js';
import { put } from './store.js';

/** Extents double from the first on, so that small heaps stay small, up to what is cleared in a blink. */
const FIRST_WORDS = 2 ** 14;
const USUAL_WORDS = 2 ** 20;

/** From this number on they are as large as references allow, as their numbers run out. */
const MANY = 128;
const MOST_WORDS = (REF.GRANULE + 1) * REF.GRANULE_WORDS;

/** Fences, and what rounding may take. */
const EXTRA_WORDS = 8;

const FIRST_SEGMENT_BYTES = 2 ** 24;
const MOST_SEGMENT_BYTES = 2 ** 30;

/** Beside the extents of a segment it holds their headers and names. */
const SEGMENT_SLACK_BYTES = 2 ** 16;

export interface ExtentPlan {
  readonly segment: number;
  readonly extent: Extent;
}

/**
 * An extent of that number which has room for a block of so many granules; or one that somebody had made who died before
 * the heap knew of it, of whatever size.
 *
 * @param last the segment of the extent before, 0 if there is none
 * @throws CapacityError if there is no room, and the region cannot grow
 */
export function planExtent(segments: Segments, last: number, number: number, granules: number): ExtentPlan {
  const least = roundedUp(granules) * REF.GRANULE_WORDS + EXTRA_WORDS;
  if (least > MOST_WORDS)
    throw new CapacityError(`a value takes at most ${MOST_WORDS * 4 - EXTRA_WORDS * 4} bytes`);
  const usual = number < MANY ? Math.min(FIRST_WORDS * 2 ** (number - 1), USUAL_WORDS) : MOST_WORDS;
  const wanted = Math.max(least, usual);
  let refusal: unknown;
  for (let segment = Math.max(last, segments.first); ; segment += 1) {
    const region = segments.make(segment, segmentBytes(segment, wanted));
    if (region === undefined) throw refusal;
    const extent = Extent.find(region, number);
    if (extent !== undefined) return { segment, extent };
    try {
      return { segment, extent: tryToFit(region, number, wanted, least) };
    } catch (error) {
      if (!(error instanceof CapacityError)) throw error;
      refusal = error;
    }
  }
}

/** Makes it as large as wanted, or as there is room for. */
function tryToFit(region: Region, number: number, wanted: number, least: number): Extent {
  for (let words = wanted; ; words = Math.max(words >>> 1, least)) {
    try {
      return new Extent(region, number, words);
    } catch (error) {
      if (!(error instanceof CapacityError) || words === least) throw error;
    }
  }
}

function segmentBytes(segment: number, wantedWords: number): number {
  const usual = Math.min(FIRST_SEGMENT_BYTES * 2 ** (segment - 1), MOST_SEGMENT_BYTES);
  return Math.max(usual, wantedWords * 4) + SEGMENT_SLACK_BYTES;
}

/**
 * Writes an extent as one block in use between two fences, which never are free, so that every block has neighbours.
 *
 * @returns the granule of that block
 */
export function formatExtent(words: Int32Array, start: number, length: number): number {
  const granules = length / REF.GRANULE_WORDS;
  const size = (count: number, kind: number) => (count << BLOCK.SIZE_SHIFT) | (kind << BLOCK.KIND_SHIFT);
  put(words, start + BLOCK.SIZE, size(1, BLOCK_KIND.FENCE));
  put(words, start + REF.GRANULE_WORDS + BLOCK.SIZE, size(granules - 2, BLOCK_KIND.BYTES));
  put(words, start + length - REF.GRANULE_WORDS + BLOCK.SIZE, size(1, BLOCK_KIND.FENCE));
  return 1;
}
