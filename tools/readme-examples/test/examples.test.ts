import { expect, test } from 'vitest';
import { examplesIn } from '../examples.ts';

test('finds runnable blocks, their lines and their promises', () => {
  const markdown = [
    '# Title',
    '```ts runnable',
    "console.log('a'); // prints: a",
    'console.log(1 + 1); // prints: 2',
    '```',
    '```ts',
    'not(run);',
    '```',
    '```ts runnable',
    'quiet();',
    '```',
  ].join('\n');

  expect(examplesIn('README.md', markdown)).toEqual([
    {
      place: 'README.md:2',
      code: "console.log('a'); // prints: a\nconsole.log(1 + 1); // prints: 2\n",
      prints: ['a', '2'],
    },
    { place: 'README.md:9', code: 'quiet();\n', prints: [] },
  ]);
});
