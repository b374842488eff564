import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { findExamples } from '../examples.ts';
import { compileExamples, runExample } from '../run.ts';

const examples = findExamples(fileURLToPath(new URL('../../..', import.meta.url)));

describe('the examples in the READMEs', () => {
  beforeAll(() => compileExamples(examples));

  test('there are some', () => {
    expect(examples).not.toHaveLength(0);
  });

  test.each(examples)('$place prints what it promises', async (example) => {
    const printed = await runExample(example);
    if (example.prints.length > 0) expect(printed).toEqual(example.prints);
  });
});
