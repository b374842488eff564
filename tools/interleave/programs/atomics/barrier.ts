/** Barriers: rounds, actions, and all the ways in which they break. */
import { Barrier, Region } from '@weft/atomics';
import { expect, program } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { attached, sharing } from './attached.js';
import { barriersHaveNoSpareRoom, monitorsPark } from './constants.js';

const constants = { ...monitorsPark, ...barriersHaveNoSpareRoom };

interface Shared {
  readonly barrier: Barrier;
  /** One word for each party, which it alone writes and which all read behind the barrier. */
  readonly arrived: Int32Array;
}

const setup = (parties: number) => (): Shared => ({
  barrier: new Barrier(parties),
  arrived: plainWords(parties),
});

/** Arrives, meets the others, and sees that all of them had arrived. */
function meet({ barrier, arrived }: Shared, party: number, round: number): number {
  addOne(arrived, party);
  const index = barrier.waitSync();
  for (let other = 0; other < arrived.length; other += 1) {
    const rounds = arrived[other] as number;
    expect(rounds === round, `party ${other} has arrived ${round} times, not ${rounds}`);
  }
  return index;
}

/** Indexes 0, 1, …: each was given once. */
function checkIndexes(indexes: readonly unknown[]): void {
  const sorted = [...indexes].sort();
  expect(
    sorted.every((index, place) => index === place),
    `each index once, not ${sorted.join()}`,
  );
}

function checkOpen({ barrier }: Shared): void {
  expect(!barrier.broken(), 'it is not broken');
  expect(barrier.waiting() === 0, 'nobody waits');
}

export const meeting = sharing({
  name: 'barrier/meeting',
  about: 'Two threads meet: neither goes on before the other has come, and each has an index of its own.',
  setup: setup(2),
  threads: [(local) => meet(local, 0, 1), (local) => meet(local, 1, 1)],
  check(local, { results }) {
    checkIndexes(results);
    checkOpen(local);
  },
  exploration: { constants },
});

export const meetingOfThree = sharing({
  name: 'barrier/meeting-of-three',
  about: 'The same with three threads.',
  setup: setup(3),
  threads: [(local) => meet(local, 0, 1), (local) => meet(local, 1, 1), (local) => meet(local, 2, 1)],
  check(local, { results }) {
    checkIndexes(results);
    checkOpen(local);
  },
  exploration: { constants, preemptions: 3 },
});

export const reuse = sharing({
  name: 'barrier/reuse',
  about:
    'A second round begins while somebody is slow to leave the first one: no round lets anybody through early.',
  // Each writes its word again only after all have read it, which takes a barrier of its own.
  setup: () => ({ barrier: new Barrier(2) }),
  threads: { count: 2, body: ({ barrier }) => [barrier.waitSync(), barrier.waitSync()] },
  check(local, { results }) {
    const rounds = results as [number, number][];
    checkIndexes(rounds.map(([first]) => first));
    checkIndexes(rounds.map(([, second]) => second));
    expect(local.barrier.waiting() === 0 && !local.barrier.broken(), 'it is ready for a third round');
  },
  exploration: { constants },
});

export const asyncParty = sharing({
  name: 'barrier/async-party',
  about: 'A task and a blocked thread meet, and each has an index of its own.',
  setup: () => ({ barrier: new Barrier(2) }),
  threads: [({ barrier }) => barrier.wait(), ({ barrier }) => barrier.waitSync()],
  check(local, { results }) {
    checkIndexes(results);
    expect(local.barrier.waiting() === 0 && !local.barrier.broken(), 'it is ready for another round');
  },
  exploration: { constants },
});

interface Gate {
  readonly barrier: Barrier;
  readonly ran: Int32Array;
}

function passGate({ barrier, ran }: Gate): void {
  barrier.waitSync();
  expect(ran[0] === 1, `the action has run once, not ${ran[0]} times`);
}

export const action = program({
  name: 'barrier/action',
  about: 'The action runs once a round, after all have come and before anybody goes on.',
  setup: () => ({ region: Region.create({ bytes: 1024, maxParticipants: 5 }), ran: plainWords() }),
  attach(shared): Gate {
    const { region, ran } = attached(shared);
    // An action belongs to the object of one thread: the shared part is found by its name.
    return { barrier: new Barrier(2, { in: region, name: 'gate', action: () => addOne(ran) }), ran };
  },
  threads: [passGate, passGate],
  exploration: { constants },
});

/** Meets once, and breaks the barrier for whoever is left over; tells the code of the error if that is oneself. */
function passGateOrNot({ barrier }: Gate): string {
  try {
    barrier.waitSync();
    return 'met';
  } catch (error) {
    return codeOf(error);
  } finally {
    barrier.abort();
  }
}

export const newcomer = program({
  name: 'barrier/newcomer',
  about: 'Who comes while the action of a round runs waits for its end, and is counted to the next round.',
  setup: () => ({ region: Region.create({ bytes: 1024, maxParticipants: 5 }), ran: plainWords() }),
  attach(shared): Gate {
    const { region, ran } = attached(shared);
    return { barrier: new Barrier(2, { in: region, name: 'gate', action: () => addOne(ran) }), ran };
  },
  threads: [passGateOrNot, passGateOrNot, passGateOrNot],
  check({ ran }, { results }) {
    expect(results.filter((result) => result === 'met').length === 2, `two have met, not ${results.join()}`);
    expect(ran[0] === 1, `the action has run once, not ${ran[0]} times`);
  },
  exploration: { constants, preemptions: 2 },
});

/** Meets, if nothing breaks the barrier; tells the code of the error else. */
function meetOrBreak({ barrier }: { readonly barrier: Barrier }, timeout?: number): string {
  try {
    barrier.waitSync({ timeout });
    return 'met';
  } catch (error) {
    return codeOf(error);
  }
}

const BROKEN = 'ERR_WEFT_BROKEN_BARRIER';

export const timeout = sharing({
  name: 'barrier/timeout',
  about: 'If one times out, either all met before or all find the barrier broken.',
  setup: () => ({ barrier: new Barrier(2) }),
  threads: [(local) => meetOrBreak(local, 1), (local) => meetOrBreak(local)],
  check({ barrier }, { results }) {
    expect(results[0] === results[1], `both say the same, not ${results.join(' and ')}`);
    expect(barrier.broken() === (results[0] === BROKEN), 'it is broken if they say so');
  },
  exploration: { timeoutsUpTo: 1, constants },
});

export const abort = sharing({
  name: 'barrier/abort',
  about:
    'A barrier that is aborted at any moment releases everybody: those of a full round as met, others as broken.',
  setup: () => ({ barrier: new Barrier(2) }),
  threads: [(local) => meetOrBreak(local), (local) => meetOrBreak(local), ({ barrier }) => barrier.abort()],
  check({ barrier }, { results }) {
    expect(results[0] === results[1], `both say the same, not ${results.slice(0, 2).join(' and ')}`);
    expect(barrier.broken(), 'it stays broken');
  },
  exploration: { constants, preemptions: 3 },
});

export const reset = sharing({
  name: 'barrier/reset',
  about: 'A reset breaks the round that goes on and no other; afterwards the barrier can be used.',
  setup: () => ({ barrier: new Barrier(2) }),
  threads: [
    (local) => meetOrBreak(local, 1),
    (local) => meetOrBreak(local, 1),
    ({ barrier }) => barrier.reset(),
  ],
  check({ barrier }, { results }) {
    expect(results[0] === results[1], `both say the same, not ${results.slice(0, 2).join(' and ')}`);
    barrier.reset();
    expect(barrier.waiting() === 0 && !barrier.broken(), 'it can be used again');
  },
  exploration: { timeoutsUpTo: 1, constants, preemptions: 3 },
});

export const partyDies = sharing({
  name: 'barrier/party-dies',
  about: 'If a party is killed at any point, the other one has met it or finds the barrier broken.',
  setup: () => ({ barrier: new Barrier(2) }),
  threads: [
    (local) => meetOrBreak(local),
    // Killed before it came it is not missed: a limit ends the wait then.
    (local) => meetOrBreak(local, 1),
  ],
  check(_local, { results, killed }) {
    if (!killed[0]) expect(results[0] === results[1], `both say the same, not ${results.join(' and ')}`);
  },
  exploration: { kills: { threads: [0] }, timeoutsUpTo: 1, constants },
});

export const waitingPartyDies = sharing({
  name: 'barrier/waiting-party-dies',
  about: 'Who waits for more parties beside one that is killed finds out, and that the barrier is broken.',
  setup: () => ({ barrier: new Barrier(3) }),
  threads: [
    // The third party never comes: nothing ends this wait but its limit, or death.
    (local) => meetOrBreak(local, 1),
    (local) => (local.barrier.waiting() === 1 ? meetOrBreak(local) : BROKEN),
  ],
  check: (_local, { results }) => expect(results[1] === BROKEN, 'nobody has met'),
  exploration: { kills: { threads: [0] }, timeoutsUpTo: 1, constants },
});
