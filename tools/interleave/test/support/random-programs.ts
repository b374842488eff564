/** Small random programs, to compare the explorer with brute force. */
import { RandomNumbers } from '../../dist/explore/random-numbers.js';
import type { Op } from '../../dist/machine/op.js';
import type { Body, HandWrittenProgram, Steps } from './threads.js';

/** What may turn up in a program. */
export type Ingredient =
  | 'access'
  | 'plain'
  | 'wait'
  | 'timed'
  | 'async'
  | 'timer'
  | 'pause'
  | 'coarse'
  | 'ask';

export interface Recipe {
  readonly ingredients: readonly Ingredient[];
  readonly threads: number;
  readonly steps: number;
  readonly words: number;
}

type Statement = (at: Steps) => Op | undefined;

export function randomProgram(seed: number, recipe: Recipe): HandWrittenProgram {
  const random = new RandomNumbers(seed);
  const below = (end: number) => random.below(end);
  const threads = Array.from({ length: recipe.threads }, () => {
    const count = 1 + below(recipe.steps);
    const statements = Array.from({ length: count }, () => randomStatement(recipe, below));
    // Some statements are left out after odd answers, so that what is read matters.
    return bodyOf(statements.map((statement) => ({ statement, onlyIfEven: below(3) === 0 })));
  });
  return { words: recipe.words, threads };
}

function bodyOf(lines: readonly { readonly statement: Statement; readonly onlyIfEven: boolean }[]): Body {
  return function* (at) {
    let answer = 0;
    for (const { statement, onlyIfEven } of lines) {
      if (onlyIfEven && answer % 2 !== 0) continue;
      const op = statement(at);
      if (op !== undefined) answer = yield op;
    }
    return answer;
  };
}

function randomStatement({ ingredients, threads, words }: Recipe, below: (end: number) => number): Statement {
  const word = below(words);
  const value = below(3);
  const other = below(3);
  switch (ingredients[below(ingredients.length)]!) {
    case 'access':
      return randomAccess(word, value, other, below(7));
    case 'plain':
      return below(2) === 0 ? (at) => at.read(word) : (at) => at.write(word, value);
    case 'wait':
      return below(2) === 0 ? (at) => at.wait(word, value) : (at) => at.notify(word, 1 + (value % 2));
    case 'timed':
      return below(2) === 0 ? (at) => at.wait(word, 0, 1) : (at) => at.notify(word, 1);
    case 'async':
      return below(2) === 0 ? (at) => at.waitAsync(word, 0) : (at) => at.idle();
    case 'timer':
      return (at) => at.idle(1);
    case 'pause':
      return (at) => at.pause();
    case 'coarse':
      return (at) => at.coarse();
    case 'ask': {
      const asked = below(threads);
      return (at) => {
        // Noted at once: what a thread sees is part of what it does.
        at.log.push(at.isAlive(asked) ? 'alive' : 'dead');
        return at.load(word);
      };
    }
  }
}

function randomAccess(word: number, value: number, other: number, kind: number): Statement {
  switch (kind) {
    case 0:
    case 1:
      return (at) => at.load(word);
    case 2:
    case 3:
      return (at) => at.store(word, value);
    case 4:
      return (at) => at.cas(word, value, other);
    case 5:
      return (at) => at.add(word, 1 + value);
    default:
      return (at) => at.exchange(word, value);
  }
}
