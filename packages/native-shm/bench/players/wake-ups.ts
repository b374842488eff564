/** Two who wake each other in turn. Member 0 measures. */
import '@weft/native-shm';
import { type AtomicInt32, attach, type Event, type Semaphore } from '@weft/atomics';
import { type Pace, type Player, repeat, repeatAsync } from '@weft/bench';
import type { ProcessRegion } from '@weft/native-shm';

const BATCH = 16;

/** What each side waits for. */
export interface Pair<T> {
  readonly region: ProcessRegion;
  readonly sides: readonly [T, T];
  /** 1: the other one is to stop. */
  readonly over: AtomicInt32;
}

interface Side {
  wait(): unknown;
  wake(): void;
}

function blocking<T>(
  sideOf: (mine: T, other: T, region: ProcessRegion) => Side,
): Player<unknown, Pace | undefined> {
  return (shared, { index, together }) => {
    const { region, sides, over } = attach<Pair<T>>(shared);
    const [mine, other] = index === 0 ? sides : [sides[1], sides[0]];
    const { wait, wake } = sideOf(mine, other, region);
    const ping = () => {
      const pace = repeat(BATCH, () => {
        for (let i = 0; i < BATCH; i += 1) {
          wake();
          wait();
        }
      });
      over.store(1);
      wake();
      return pace;
    };
    const pong = () => {
      for (;;) {
        wait();
        if (over.load() === 1) break;
        wake();
      }
      over.store(0);
      return undefined;
    };
    return () => {
      together();
      return index === 0 ? ping() : pong();
    };
  };
}

/** Parking and waking without spinning first, as the bare futex does; a side is a byte offset. */
export const memory: Player<unknown, Pace | undefined> = blocking<number>((mine, other, region) => {
  const { memory } = region.segment;
  const [own, theirs] = [mine / 4, other / 4];
  return {
    wait() {
      while (Atomics.load(memory.words, own) === 0) memory.wait(own, 0);
      Atomics.store(memory.words, own, 0);
    },
    wake() {
      Atomics.store(memory.words, theirs, 1);
      memory.notify(theirs, 1);
    },
  };
});

export const cell: Player<unknown, Pace | undefined> = blocking<AtomicInt32>((mine, other) => ({
  wait() {
    mine.waitSync(0);
    mine.store(0);
  },
  wake() {
    other.store(1);
    other.notify(1);
  },
}));

export const semaphore: Player<unknown, Pace | undefined> = blocking<Semaphore>((mine, other) => ({
  wait: () => mine.acquireSync(),
  wake: () => other.release(),
}));

/** The same for sides that await. */
export const asyncEvent: Player<unknown, Pace | undefined> = (shared, { index, together }) => {
  const { sides, over } = attach<Pair<Event>>(shared);
  const [mine, other] = index === 0 ? sides : [sides[1], sides[0]];
  const wait = async () => {
    await mine.wait();
    mine.clear();
  };
  return async () => {
    together();
    if (index === 1) {
      for (;;) {
        await wait();
        if (over.load() === 1) break;
        other.set();
      }
      over.store(0);
      return undefined;
    }
    const pace = await repeatAsync(BATCH, async () => {
      for (let i = 0; i < BATCH; i += 1) {
        other.set();
        await wait();
      }
    });
    over.store(1);
    other.set();
    return pace;
  };
};
