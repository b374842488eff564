import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNode } from './support/run-program.js';

/** As Node finds it, wherever this file has been copied to. */
const { build } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');

let folder = '';
beforeAll(() => {
  // Away from all node_modules: what is not in the bundle is not there.
  folder = mkdtempSync(join(tmpdir(), 'weft-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['esm', { format: 'esm' }],
  ['esm, minified', { format: 'esm', minify: true }],
  ['esm, keeping names', { format: 'esm', minify: true, keepNames: true }],
  ['cjs', { format: 'cjs' }],
] as const)('works from one bundled file: %s', async (title, options) => {
  const file = join(folder, `${title.replace(/\W+/g, '-')}.${options.format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({
    ...options,
    entryPoints: [fileURLToPath(new URL('./programs/bundled.js', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'es2022',
    external: ['@weft/native-shm', 'msgpackr-extract'],
    // Packages of CommonJS in it ask for built-in modules.
    ...(options.format === 'esm' && {
      banner: {
        js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
      },
    }),
    logLevel: 'error',
  });
  const { code, stdout, stderr } = await startNode([file]).ending;
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: '[true,"through the queue",true,2,false,true,"ERR_WEFT_CLOSURE"]',
    stderr: '',
  });
});

it('works as TypeScript that Node runs as it is', async () => {
  if (process.features.typescript === undefined || process.features.typescript === false) return;
  const file = join(folder, 'plain.ts');
  const index = new URL('../dist/index.js', import.meta.url).href;
  writeFileSync(
    file,
    `import { Thread } from '${index}';
const target = (text: string, times: number): string => text.repeat(times as number);
const thread: Thread<string> = new Thread({ target, args: ['x', 3] }).start() as never;
console.log(await thread.result);
`,
  );
  const { stdout } = await startNode(['--no-warnings', file]).ending;
  expect(stdout).toBe('xxx');
});
