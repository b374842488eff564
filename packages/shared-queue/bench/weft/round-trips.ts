/** Two threads that wake each other in turn, through queues and by the bare means of the platform. */
import '@weft/shared-queue';
import { attach } from '@weft/atomics';
import { type Pace, type Player, repeat } from '@weft/bench';
import type { Queue } from '@weft/shared-queue';

const BATCH = 64;

/** One queue each way. Thread 1 answers until it gets -1. */
export const queues: Player<readonly unknown[], Pace | undefined> = (handles, { index, together }) => {
  const [there, back] = attach<[Queue<number>, Queue<number>]>(handles);
  if (index === 1) {
    return () => {
      together();
      for (let item = there.getSync(); item >= 0; item = there.getSync()) back.putSync(item);
      return undefined;
    };
  }
  const batch = () => {
    for (let i = 0; i < BATCH; i += 1) {
      there.putSync(i);
      if (back.getSync() !== i) throw new Error('an answer to another question');
    }
  };
  return () => {
    together();
    const pace = repeat(BATCH, batch);
    there.putSync(-1);
    return pace;
  };
};

/** One word each way, parked on. */
export const words: Player<Int32Array, Pace | undefined> = (shared, { index, together }) => {
  const changed = (word: number, seen: number): number => {
    while (Atomics.load(shared, word) === seen) Atomics.wait(shared, word, seen);
    return Atomics.load(shared, word);
  };
  const wake = (word: number, value: number) => {
    Atomics.store(shared, word, value);
    Atomics.notify(shared, word);
  };
  let turn = 0;
  if (index === 1) {
    return () => {
      together();
      for (;;) {
        turn = changed(0, turn);
        wake(32, turn);
        if (turn % 2 === 1) return undefined;
      }
    };
  }
  const roundTrip = (step: number) => {
    const before = turn;
    turn += step;
    wake(0, turn);
    if (changed(32, before) !== turn) throw new Error('an answer to another question');
  };
  const batch = () => {
    for (let i = 0; i < BATCH; i += 1) roundTrip(2);
  };
  return () => {
    together();
    if (turn % 2 === 1) throw new Error('the round begins at an odd turn');
    const pace = repeat(BATCH, batch);
    // An odd number ends the round; the next one makes it even again.
    roundTrip(1);
    turn += 1;
    Atomics.store(shared, 0, turn);
    Atomics.store(shared, 32, turn);
    return pace;
  };
};
