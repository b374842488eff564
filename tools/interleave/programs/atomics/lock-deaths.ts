/** The lock: threads are killed at any point. */
import { type Guard, Lock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { sharing } from './attached.js';
import { fairAtOnce } from './constants.js';

interface Shared {
  readonly lock: Lock;
  /** Begun and ended sections: they differ if somebody died between. */
  readonly sections: Int32Array;
}

const BEGUN = 0;
const ENDED = 1;
const REPAIRED = 2;

const setup = (): Shared => ({ lock: new Lock(), sections: plainWords(3) });

function section(guard: Guard, { sections }: Shared): void {
  expect(sections[BEGUN] === sections[ENDED], 'nobody else is in, and what the dead began was repaired');
  addOne(sections, BEGUN);
  addOne(sections, ENDED);
  guard.release();
}

/** Takes over what a dead owner has left, and mends it; `undefined` if another thread was faster. */
function recover({ lock, sections }: Shared): Guard | undefined {
  try {
    const guard = lock.recover();
    sections[BEGUN] = sections[ENDED] as number;
    addOne(sections, REPAIRED);
    return guard;
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_NOT_OWNER', 'only the race against another rescuer fails');
    return undefined;
  }
}

function survive(local: Shared): void {
  for (;;) {
    try {
      section(local.lock.acquireSync(), local);
      return;
    } catch (error) {
      expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of an owner fails');
      const guard = recover(local);
      if (guard === undefined) continue;
      section(guard, local);
      return;
    }
  }
}

async function surviveLater(local: Shared): Promise<void> {
  for (;;) {
    try {
      section(await local.lock.acquire(), local);
      return;
    } catch (error) {
      expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of an owner fails');
      const guard = recover(local);
      if (guard === undefined) continue;
      section(guard, local);
      return;
    }
  }
}

function check({ lock, sections }: Shared, killed: readonly boolean[]): void {
  const survivors = killed.filter((wasKilled) => !wasKilled).length;
  const ended = sections[ENDED] as number;
  expect(ended >= survivors, `each of the ${survivors} survivors has had the lock, in all ${ended}`);
  expect((sections[REPAIRED] as number) <= killed.filter(Boolean).length, 'one rescuer for each that died');
  // A thread that is killed last of all leaves the lock for nobody to find: it says so when it is asked.
  try {
    expect(lock.tryAcquire() !== undefined, 'the lock is free');
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED' && killed.includes(true), 'or abandoned by the dead');
  }
}

export const ownerDies = sharing({
  name: 'lock/owner-dies',
  about:
    'A thread that is killed at any point hangs nobody: the next one gets the lock or the news, and recovers it.',
  setup,
  threads: [survive, survive],
  check: (local, { killed }) => check(local, killed),
  exploration: { kills: { threads: [0] } },
});

export const rescuersRace = sharing({
  name: 'lock/rescuers-race',
  about: 'Of two threads that find the owner dead one recovers the lock, and the other one waits for that.',
  setup,
  threads: [survive, survive, survive],
  check: (local, { killed }) => check(local, killed),
  exploration: { kills: { threads: [0] }, preemptions: 2 },
});

export const asyncRescuer = sharing({
  name: 'lock/async-rescuer',
  about: 'A task that awaits the lock of a thread that is killed learns of it.',
  setup,
  threads: [survive, surviveLater],
  check: (local, { killed }) => check(local, killed),
  exploration: { kills: { threads: [0] } },
});

export const asyncOwnerDies = sharing({
  name: 'lock/async-owner-dies',
  about: 'A thread that is killed while its task has or awaits the lock hangs nobody.',
  setup,
  threads: [surviveLater, survive],
  check: (local, { killed }) => check(local, killed),
  exploration: { kills: { threads: [0] } },
});

export const fairCallerDies = sharing({
  name: 'lock/fair-caller-dies',
  about: 'A fair round whose caller is killed is ended by those who wait in it.',
  setup,
  threads: [
    (local) => {
      survive(local);
      survive(local);
    },
    survive,
  ],
  check: (local, { killed }) => check(local, killed),
  exploration: { kills: { threads: [1] }, constants: fairAtOnce },
});

export const everybodyDies = sharing({
  name: 'lock/two-deaths',
  about: 'Also if the rescuer is killed, the third thread gets the lock.',
  setup,
  threads: [survive, survive, survive],
  check: (local, { killed }) => check(local, killed),
  exploration: { kills: { threads: [0, 1], atMost: 2 }, preemptions: 1 },
});
