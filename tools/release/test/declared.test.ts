import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { undeclaredImports } from '../audit/declared.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-declared-'));
  mkdirSync(join(folder, 'dist'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(manifest: object, files: Readonly<Record<string, string>>): void {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: '@weft/example', exports: {}, ...manifest }),
  );
  for (const [file, code] of Object.entries(files)) writeFileSync(join(folder, 'dist', file), code);
}

it('accepts what is declared, built in, relative or the package itself', async () => {
  write(
    { dependencies: { one: '1' }, peerDependencies: { '@scope/two': '1' } },
    {
      'index.js':
        "import 'one/deep.js'; import './own.js'; import 'node:fs'; import 'fs'; await import('@scope/two/entry');",
      'index.d.ts': "export type { A } from '@weft/example/kit'; export type B = import('one').B;",
    },
  );
  expect(await undeclaredImports(folder)).toEqual([]);
});

it('names what is not declared, in code and in types', async () => {
  write(
    {},
    {
      'index.js': "const a = await import('one/deep.js');",
      'index.d.ts': "export type B = import('@scope/two').B;",
    },
  );
  expect((await undeclaredImports(folder)).sort()).toEqual([
    '@scope/two in dist/index.d.ts',
    'one/deep.js in dist/index.js',
  ]);
});
