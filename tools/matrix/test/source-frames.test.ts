import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SourceFrames } from '../report/source-frames.ts';

let stage: string;
beforeAll(() => {
  stage = mkdtempSync(join(tmpdir(), 'stage-'));
  mkdirSync(join(stage, 'packages/p/dist-test'), { recursive: true });
  // Line 2, column 5 of the emitted file is line 11, column 3 of the source.
  const map = { version: 3, sources: ['../test/a.test.ts'], names: [], mappings: ';IAUE' };
  writeFileSync(join(stage, 'packages/p/dist-test/a.test.js.map'), JSON.stringify(map));
});
afterAll(() => rmSync(stage, { recursive: true }));

it.each([
  ['Node', 'file://STAGE/packages/p/dist-test/a.test.js:2:5'],
  ['Bun', 'STAGE/packages/p/dist-test/a.test.js:2:5'],
  ['a runtime that follows the map by itself', 'file://STAGE/packages/p/test/a.test.ts:11:3'],
  ['a page', 'http://127.0.0.1:4711/packages/p/dist-test/a.test.js:2:5'],
])('finds the source of a frame as %s writes it', (_who, place) => {
  const stack = `Error: no\n    at f (${place.replace('STAGE', stage)})\n    at node:internal/x:1:2`;
  const mapped = new SourceFrames(stage).mapped({ message: '\u001b[31mno\u001b[39m', stack });
  expect(mapped).toEqual({ message: 'no', stack: '    at f (packages/p/test/a.test.ts:11:3)' });
});

it('keeps what it cannot find', () => {
  const frames = new SourceFrames(stage);
  const unmapped = frames.mapped({ message: '', stack: `at ${stage}/packages/p/dist/b.js:1:2` });
  expect(unmapped.stack).toBe('    at packages/p/dist/b.js:1:2');
  const ofHost = frames.mapped({ message: '', stack: `at ${stage}/host/process.js:1:2` });
  expect(ofHost.stack).toBe(`    at ${stage}/host/process.js:1:2`);
});
