/** The table of what holds of CPython's suites names tests that there are. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const sources = new URL('../../test/', import.meta.url);
const table = new URL('conformance/README.md', sources);

it('the table of conformance names tests that there are', () => {
  // Where only what was emitted is taken along, there is nothing that could be wrong.
  if (!existsSync(table)) return;
  const rows = [...readFileSync(table, 'utf8').matchAll(/^\| .*`test_.* \| `(.+)` \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(70);
  const missing = rows.filter(
    ([, file = '', title]) => !readFileSync(new URL(file, sources), 'utf8').includes(`'${title}'`),
  );
  expect(missing.map(([row]) => row)).toEqual([]);
});
