import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Example } from './examples.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const compiler = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc');

/** Inside the repository, so that examples find the packages by their published names. */
const folder = join(here, 'dist');

/** What a careful user's own project looks like. */
const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2024', 'ESNext.Disposable'],
    module: 'NodeNext',
    moduleDetection: 'force',
    types: ['node'],
    strict: true,
    rootDir: '.',
    outDir: 'js',
  },
  include: ['*.ts'],
};

/** Type-checks and compiles all examples at once. What the compiler objects to is the error's message. */
export async function compileExamples(examples: readonly Example[]): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  for (const example of examples) writeFileSync(join(folder, `${fileName(example)}.ts`), example.code);
  if (examples.length === 0) return;
  await run(process.execPath, [compiler, '--project', folder]).catch(({ stdout }) => {
    throw new Error(stdout);
  });
}

/** Runs a compiled example to its end and returns the lines that it printed. */
export async function runExample(example: Example): Promise<string[]> {
  const file = join(folder, 'js', `${fileName(example)}.js`);
  const { stdout } = await run(process.execPath, ['--enable-source-maps', file], {
    timeout: 30_000,
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  return stdout.split('\n').slice(0, -1);
}

function fileName({ place }: Example): string {
  return place.replaceAll(/[^a-z0-9]+/gi, '-');
}
