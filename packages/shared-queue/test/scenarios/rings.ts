/** What actors do with rings. */
import type { Latch } from '@weft/atomics';
import type { SpscRing } from '@weft/shared-queue';
import { Random } from '../../../atomics/dist-test/support/random.js';

type NumberRing = SpscRing<'int32'>;

/** Pushes 0, 1, 2 … in every way; idles now and then with something unpublished. */
export function pushSequence(ring: NumberRing, count: number, seed: number): void {
  const random = new Random(seed);
  using producer = ring.producer();
  for (let next = 0; next < count; ) {
    const amount = Math.min(count - next, random.below(90));
    switch (random.below(4)) {
      case 0: {
        const batch = Int32Array.from({ length: amount }, (_, i) => next + i);
        next += producer.pushMany(batch);
        break;
      }
      case 1:
        for (let i = 0; i < amount; i += 1, next += 1) producer.putSync(next);
        if (random.below(50) === 0) idle(4);
        break;
      case 2:
        for (let i = 0; i < amount && producer.push(next); i += 1) next += 1;
        break;
      default:
        if (producer.push(next)) next += 1;
        if (random.below(3) === 0) producer.flush();
    }
  }
}

/** Takes as many in every way; the first number out of sequence, or -1. */
export function popSequence(ring: NumberRing, count: number, seed: number): number {
  const random = new Random(seed);
  using consumer = ring.consumer();
  const out = new Int32Array(77);
  for (let next = 0; next < count; ) {
    if (random.below(2) === 0) {
      const taken = consumer.popMany(out.subarray(0, Math.min(out.length, count - next)));
      for (let i = 0; i < taken; i += 1, next += 1) if (out[i] !== next) return next;
    } else {
      const item = random.below(2) === 0 ? consumer.pop() : consumer.getSync();
      if (item === undefined) continue;
      if (item !== next) return next;
      next += 1;
    }
  }
  return -1;
}

/** Pushes numbers without publishing them, and then does nothing until it is killed. */
export function pushAndIdle(ring: NumberRing, items: readonly number[], began: Latch): never {
  const producer = ring.producer();
  for (const item of items) producer.push(item);
  began.countDown();
  for (;;) idle(1000);
}

/** Takes one item in a blocking way. */
export function takeOne(ring: NumberRing): number {
  using consumer = ring.consumer();
  return consumer.getSync();
}

/** Pushes until it is killed; counts `began` down first. */
export function pushForEver(ring: NumberRing, began: Latch): never {
  const producer = ring.producer();
  began.countDown();
  for (let next = 0; ; ) if (producer.push(next)) next += 1;
}

function idle(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
