/** The allocator of a region against a model: pieces never overlap, nothing is lost, contents stay. */
import { type Participant, Region } from '@weft/atomics';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { REGION, TOKEN_MASK } from '../dist/layout.js';
import { errorWith } from './support/outcome.js';
import { runSeed } from './support/random.js';
import { threadWorld } from './support/world.js';

const BYTES = 1024;
const HEADER_BYTES = 16;
const SEED = runSeed('heap');

/** What was allocated, and the pattern that was written there. */
interface Piece {
  readonly at: number;
  readonly bytes: number;
  readonly pattern: number;
}

/** A region beside what it must hold. */
class Model {
  readonly region = Region.create({ bytes: BYTES, maxParticipants: 1 });
  readonly bytes = new Uint8Array((this.region.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
  pieces: Piece[] = [];
  #pattern = 0;

  allocate(bytes: number): void {
    let at: number;
    try {
      at = this.region.allocate(bytes);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_WEFT_CAPACITY' });
      // Refused only if no free piece is large enough.
      expect(this.region.inspect().heap.largestFree).toBeLessThan(bytes + HEADER_BYTES);
      return;
    }
    expect(at % 8).toBe(0);
    expect(this.bytes.subarray(at, at + bytes).every((byte) => byte === 0)).toBe(true);
    for (const piece of this.pieces) {
      expect(at + bytes <= piece.at - HEADER_BYTES || piece.at + piece.bytes <= at - HEADER_BYTES).toBe(true);
    }
    this.#pattern = (this.#pattern % 255) + 1;
    this.bytes.fill(this.#pattern, at, at + bytes);
    this.pieces.push({ at, bytes, pattern: this.#pattern });
  }

  free(pick: number): void {
    if (this.pieces.length === 0) return;
    const [piece] = this.pieces.splice(pick % this.pieces.length, 1) as [Piece];
    this.#checkContents(piece);
    this.region.free(piece.at);
    expect(() => this.region.free(piece.at)).toThrowError(errorWith('ERR_WEFT_ARGUMENT') as Error);
  }

  /** Nothing but what `allocate` returned can be freed, whatever stands there. */
  freeNothing(at: number): void {
    if (this.pieces.some((piece) => piece.at === at)) return;
    expect(() => this.region.free(at)).toThrowError(errorWith('ERR_WEFT_ARGUMENT') as Error);
  }

  check(): void {
    const { total, used, largestFree } = this.region.inspect().heap;
    const needed = this.pieces.reduce((sum, { bytes }) => sum + HEADER_BYTES + Math.ceil(bytes / 8) * 8, 0);
    expect(total).toBe(BYTES);
    // A rest too small for a block stays with the piece before it.
    expect(used).toBeGreaterThanOrEqual(needed);
    expect(used).toBeLessThanOrEqual(needed + this.pieces.length * HEADER_BYTES);
    expect(used + largestFree).toBeLessThanOrEqual(total);
    for (const piece of this.pieces) this.#checkContents(piece);
  }

  end(): void {
    while (this.pieces.length > 0) this.free(0);
    expect(this.region.inspect().heap).toEqual({ total: BYTES, used: 0, largestFree: BYTES });
    // All of it can be had in one piece again.
    this.region.free(this.region.allocate(BYTES - HEADER_BYTES));
  }

  #checkContents({ at, bytes, pattern }: Piece): void {
    expect(this.bytes.subarray(at, at + bytes).every((byte) => byte === pattern)).toBe(true);
  }
}

type Step = readonly ['allocate' | 'free' | 'freeNothing', number];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('allocate' as const), fc.integer({ min: 1, max: 300 })),
  // A few small sizes that come again and again: pieces that nearly fit.
  fc.tuple(fc.constant('allocate' as const), fc.constantFrom(1, 8, 16, 24, 32, 40)),
  fc.tuple(fc.constant('free' as const), fc.nat()),
  fc.tuple(fc.constant('free' as const), fc.nat()),
  fc.tuple(fc.constant('freeNothing' as const), fc.integer({ min: 0, max: BYTES * 2 })),
);

const open: Region[] = [];
afterEach(() => {
  for (const region of open.splice(0)) region.close();
});

describe('the heap of a region', () => {
  it('gives pieces that are apart, zeroed and aligned, and takes them back', () => {
    fc.assert(
      fc.property(fc.array(step, { size: 'large', maxLength: 150 }), (steps) => {
        const model = new Model();
        open.push(model.region);
        for (const [verb, number] of steps) model[verb](number);
        model.check();
        model.end();
        model.region.close();
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('can be inspected while other threads allocate', async () => {
    const world = threadWorld();
    const region = Region.create({ bytes: BYTES });
    open.push(region);
    const actors = await Promise.all([world.actor(), world.actor()]);
    let running = actors.length;
    const churning = actors.map((actor) =>
      actor.run<number>('regions', 'churn', region, 20_000).finally(() => {
        running -= 1;
      }),
    );
    while (running > 0) {
      // Many times between two looks at whether they are done: it is about the moments in between.
      for (let i = 0; i < 200; i += 1) {
        const { total, used, largestFree } = region.inspect().heap;
        expect(used + largestFree).toBeLessThanOrEqual(total);
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await Promise.all(churning);
    expect(region.inspect().heap).toEqual({ total: BYTES, used: 0, largestFree: BYTES });
    await world.close();
  });

  it('is looked at only while nobody changes it', async () => {
    const world = threadWorld();
    const region = Region.create({ bytes: BYTES });
    open.push(region);
    const actor = await world.actor('allocating');
    await actor.run('regions', 'namesIn', region);
    const { token } = region.inspect().participants.find(({ name }) => name === 'allocating') as Participant;
    const monitor = new Int32Array((region.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
    // As if that thread were in the middle of an allocation; it leaves when somebody waits for that.
    Atomics.store(monitor, REGION.MONITOR, token);
    const leaving = actor.run('regions', 'leaveMonitorWhenAwaited', region);
    expect(region.inspect().objects).toEqual([]);
    expect(Atomics.load(monitor, REGION.MONITOR) & TOKEN_MASK).toBe(0);
    await leaving;
    await world.close();
  });

  it.each(['begin', 'inside', 'end'])('tells when it is overwritten, at its %s', (where) => {
    const region = Region.create({ bytes: BYTES });
    open.push(region);
    const words = new Int32Array((region.handle as unknown as { buffer: SharedArrayBuffer }).buffer);
    const heap = words[REGION.HEAP] as number;
    region.allocate(64);
    region.allocate(64);
    const header = { begin: heap, inside: heap + 20, end: heap + 40 }[where] as number;
    for (const garbage of [0, 2, 3, 1 << 30, -2]) {
      words[header] = garbage;
      expect(() => region.inspect()).toThrowError(errorWith('ERR_WEFT_CORRUPT_REGION') as Error);
      expect(() => {
        for (;;) region.allocate(512);
      }).toThrowError(errorWith('ERR_WEFT_CORRUPT_REGION') as Error);
    }
  });
});
