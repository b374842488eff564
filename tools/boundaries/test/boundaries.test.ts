import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkRepository } from '../violations.ts';

// A small repository that crosses every boundary; the files whose names begin with "fine" do everything right.
const { violations } = checkRepository(fileURLToPath(new URL('fixtures/trespass', import.meta.url)));
const found = violations.map(({ file, line, rule }) => `${file}:${line} ${rule}`);

const crossings = [
  ['packages/atomics/src/upward.ts:1', 'arrows-only-down'],
  ['packages/atomics/src/type-query.ts:1', 'arrows-only-down'],
  ['packages/atomics/test/reaches-up.test.ts:1', 'arrows-only-down'],
  ['packages/shared-queue/src/sideways.ts:1', 'arrows-only-down'],
  ['packages/threads/src/tool.ts:1', 'arrows-only-down'],
  ['packages/orphan/src/lonely.ts:1', 'every-package-has-its-layer'],
  ['packages/threads/src/reaches.ts:1', 'meet-at-exports'],
  ['packages/shared-queue/test/peeks.test.ts:1', 'meet-at-exports'],
  ['examples/01-inside.ts:1', 'meet-at-exports'],
  ['tools/interleave/src/reaches.ts:1', 'meet-at-exports'],
  ['packages/threads/src/deep.ts:1', 'no-deep-imports'],
  ['packages/atomics/src/needs-test.ts:1', 'source-imports-only-source'],
  ['packages/shared-queue/src/undeclared-package.ts:1', 'declare-what-you-import'],
  ['packages/shared-queue/src/undeclared-library.ts:1', 'declare-what-you-import'],
] as const;

test.each(crossings)('%s breaks %s', (place, rule) => {
  expect(found).toContain(`${place} ${rule}`);
});

test('nothing else is reported', () => {
  expect(found).toHaveLength(crossings.length);
});
