/**
 * The heart of the matter: on hundreds of random programs the reduced search must see every end that brute force
 * sees, and no others.
 */
import { describe, expect, it } from 'vitest';
import { Bounded } from '../../dist/explore/bounded.js';
import { Dpor } from '../../dist/explore/dpor.js';
import { Executions } from '../../dist/explore/executions.js';
import { LearningError } from '../../dist/explore/questions.js';
import type { Search } from '../../dist/explore/search.js';
import type { Exploration } from '../../dist/program/program.js';
import { endOf, enumerate, TooManyError } from '../support/brute-force.js';
import { type Recipe, randomProgram } from '../support/random-programs.js';
import { type Body, type HandWrittenSubject, subjects } from '../support/threads.js';

const MOST = 20_000;

function reduced(makeSubject: () => HandWrittenSubject, exploration: Exploration): Set<string> {
  const executions = new Executions(makeSubject, exploration);
  return endsOf(executions, () => new Dpor(executions, { races: EVERYTHING }));
}

function bounded(makeSubject: () => HandWrittenSubject, exploration: Exploration): Set<string> {
  const executions = new Executions(makeSubject, exploration);
  const within = { ...exploration, races: EVERYTHING };
  return endsOf(executions, () => new Bounded(executions, within, exploration.preemptions!));
}

/** Plain accesses are to end like others here, whether they race or not. */
const EVERYTHING = [{ within: '', why: 'races are the subject of other tests' }];

/** Runs a search to its end, anew as often as it learns something. */
function endsOf(executions: Executions, makeSearch: () => Search): Set<string> {
  for (;;) {
    const search = makeSearch();
    const ends = new Set<string>();
    try {
      do {
        const end = search.run();
        if (end !== 'redundant') ends.add(endOf(executions.machine, end));
      } while (search.backtrack());
      return ends;
    } catch (error) {
      if (!(error instanceof LearningError)) throw error;
    }
  }
}

interface Family {
  readonly about: string;
  readonly recipe: Recipe;
  readonly exploration?: Exploration;
}

const two = { threads: 2, steps: 4, words: 2 };
const three = { threads: 3, steps: 3, words: 2 };

const families: readonly Family[] = [
  { about: 'accesses of two threads', recipe: { ...two, steps: 5, ingredients: ['access'] } },
  { about: 'accesses of three threads', recipe: { ...three, words: 3, ingredients: ['access'] } },
  { about: 'accesses of many words', recipe: { ...three, words: 7, ingredients: ['access'] } },
  {
    about: 'a death among accesses of many words',
    recipe: { ...three, words: 7, ingredients: ['access', 'access', 'wait', 'ask'] },
    exploration: { kills: { threads: [0, 1] } },
  },
  { about: 'waits and notifications', recipe: { ...three, ingredients: ['access', 'wait', 'wait'] } },
  {
    about: 'waits that may time out',
    recipe: { ...three, ingredients: ['access', 'wait', 'timed', 'timed'] },
    exploration: { timeoutsUpTo: 1 },
  },
  { about: 'registrations', recipe: { ...three, ingredients: ['access', 'wait', 'async', 'async'] } },
  {
    about: 'registrations and timers',
    recipe: { ...three, ingredients: ['access', 'wait', 'async', 'timer'] },
    exploration: { timeoutsUpTo: 1 },
  },
  { about: 'pauses', recipe: { ...three, ingredients: ['access', 'access', 'pause'] } },
  { about: 'steps in one go', recipe: { ...two, ingredients: ['access', 'access', 'coarse'] } },
  {
    about: 'a death',
    recipe: { ...three, ingredients: ['access', 'wait', 'ask'] },
    exploration: { kills: { threads: [0, 1] } },
  },
  {
    about: 'two deaths',
    recipe: { ...three, steps: 2, ingredients: ['access', 'wait', 'ask'] },
    exploration: { kills: { threads: [0, 1, 2], atMost: 2 } },
  },
  {
    about: 'a death among registrations and waits that time out',
    recipe: { ...three, steps: 2, ingredients: ['wait', 'timed', 'async', 'timer', 'ask'] },
    exploration: { kills: { threads: [1] }, timeoutsUpTo: 1 },
  },
  {
    about: 'a death among waits that end by a pulse',
    recipe: { ...three, steps: 2, ingredients: ['access', 'timed', 'ask'] },
    exploration: { kills: { threads: [0, 1] } },
  },
  {
    about: 'everything at once',
    recipe: {
      ...two,
      ingredients: ['access', 'wait', 'timed', 'async', 'timer', 'pause', 'coarse', 'ask'],
    },
    exploration: { kills: { threads: [0] }, timeoutsUpTo: 1 },
  },
  {
    about: 'everything at once in three threads',
    recipe: {
      ...three,
      steps: 2,
      ingredients: ['access', 'wait', 'timed', 'async', 'timer', 'pause', 'coarse', 'ask', 'plain'],
    },
    exploration: { kills: { threads: [0, 2] }, timeoutsUpTo: 1 },
  },
];

const bounds = families.flatMap((family) =>
  [0, 1, 2].map((preemptions) => ({
    ...family,
    preemptions,
    exploration: { ...family.exploration, preemptions },
  })),
);

const PROGRAMS = Number(process.env.PROGRAMS ?? 60);
const SEED = Number(process.env.SEED ?? 1);

describe.each(families)('against brute force: $about', ({ recipe, exploration = {} }) => {
  it(`ends alike in ${PROGRAMS} random programs`, () => {
    let compared = 0;
    for (let seed = SEED; compared < PROGRAMS; seed += 1) {
      const makeSubject = subjects(randomProgram(seed, recipe));
      try {
        const { ends } = enumerate(makeSubject, exploration, MOST);
        compared += 1;
        expect({ seed, ends: [...reduced(makeSubject, exploration)].sort() }).toEqual({
          seed,
          ends: [...ends.keys()].sort(),
        });
      } catch (error) {
        if (!(error instanceof TooManyError)) throw error;
      }
    }
  });
});

describe.each(bounds)(
  'bounded by $preemptions preemptions, against brute force: $about',
  ({ recipe, exploration }) => {
    it(`ends alike in ${PROGRAMS} random programs`, () => {
      let compared = 0;
      for (let seed = SEED; compared < PROGRAMS; seed += 1) {
        const makeSubject = subjects(randomProgram(seed, recipe));
        try {
          const { ends } = enumerate(makeSubject, exploration, MOST);
          compared += 1;
          expect({ seed, ends: [...bounded(makeSubject, exploration)].sort() }).toEqual({
            seed,
            ends: [...ends.keys()].sort(),
          });
        } catch (error) {
          if (!(error instanceof TooManyError)) throw error;
        }
      }
    });
  },
);

describe('programs for which footprints or alternatives must be chosen with care, against brute force', () => {
  const cases: readonly { about: string; threads: readonly Body[]; exploration?: Exploration }[] = [
    {
      about:
        'whether a wait queues up hangs on a store that the notification before it does not conflict with',
      threads: [
        function* (at) {
          yield at.wait(1, 0);
        },
        function* (at) {
          yield at.notify(0);
          yield at.store(1, 2);
        },
        function* (at) {
          yield at.notify(0);
          yield at.notify(1);
        },
      ],
    },
    {
      about: 'whether a thread asks who is alive hangs on a store that the death does not conflict with',
      threads: [
        function* (at) {
          if ((yield at.load(0)) === 0) at.log.push(at.isAlive(1) ? 'alive' : 'dead');
          yield at.load(1);
        },
        function* (at) {
          yield at.store(2, 1);
          yield at.store(2, 2);
        },
        function* (at) {
          yield at.store(0, 1);
        },
      ],
      exploration: { kills: { threads: [1] } },
    },
    {
      about: 'an event loop may hear of a registration that is woken before its timer, or after it',
      threads: [
        function* (at) {
          yield at.waitAsync(0, 0);
          yield at.idle(1);
          yield at.idle(1);
        },
        function* (at) {
          yield at.notify(0);
        },
      ],
      exploration: { timeoutsUpTo: 1 },
    },
    {
      about: 'a thread that pauses takes the last resort from another one',
      threads: [
        function* (at) {
          yield at.pause();
          yield at.add(1, 1);
        },
        function* (at) {
          yield at.load(1);
          yield at.pause();
        },
        function* (at) {
          yield at.pause();
          yield at.store(1, 5);
        },
      ],
    },
  ];

  it.each(cases)('$about', ({ threads, exploration = {} }) => {
    const makeSubject = subjects({ threads });
    const { ends } = enumerate(makeSubject, exploration, MOST);
    expect([...reduced(makeSubject, exploration)].sort()).toEqual([...ends.keys()].sort());
  });
});

describe('data races against brute force', () => {
  const recipe: Recipe = {
    threads: 2,
    steps: 5,
    words: 3,
    ingredients: ['access', 'access', 'plain', 'wait'],
  };

  it.each([
    { about: 'of two threads', recipe },
    { about: 'of three threads', recipe: { ...recipe, threads: 3, steps: 3 } },
  ])(
    `$about are found where two accesses can be next to each other, in ${PROGRAMS} random programs`,
    ({ recipe }) => {
      let compared = 0;
      for (let seed = SEED; compared < PROGRAMS; seed += 1) {
        const makeSubject = subjects(randomProgram(seed, recipe));
        try {
          const { hasRace } = enumerate(makeSubject, {}, MOST);
          compared += 1;
          expect({ seed, hasRace: findsRace(makeSubject) }).toEqual({ seed, hasRace });
        } catch (error) {
          if (!(error instanceof TooManyError)) throw error;
        }
      }
    },
  );
});

function findsRace(makeSubject: () => HandWrittenSubject): boolean {
  const executions = new Executions(makeSubject, {});
  const search = new Dpor(executions, {});
  let found = false;
  do {
    search.run();
    found ||= search.problem?.kind === 'race';
  } while (search.backtrack());
  return found;
}
