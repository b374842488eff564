import { expect, it } from 'vitest';
import { checkBudget } from '../audit/published.ts';
import { budgets } from '../audit/sizes.ts';
import { ReleaseProblem } from '../problem.ts';
import { publicPackages, root } from '../workspace.ts';

const budget = { packed: 100, unpacked: 400, bundled: 10 };

it('accepts sizes up to the budget', () => {
  expect(() => checkBudget('@weft/example', budget, budget)).not.toThrow();
});

it.each(['packed', 'unpacked', 'bundled'] as const)('says what is too large: %s', (key) => {
  const sizes = { ...budget, [key]: budget[key] + 0.1 };
  expect(() => checkBudget('@weft/example', sizes, budget)).toThrow(
    `@weft/example is ${sizes[key]} KiB ${key}, more than the ${budget[key]} KiB`,
  );
});

it('wants a line for every package, and tells what to write there', () => {
  expect(() => checkBudget('@weft/example', budget, undefined)).toThrow(ReleaseProblem);
  expect(Object.keys(budgets)).toEqual(publicPackages(root).map(({ manifest }) => manifest.name));
});
