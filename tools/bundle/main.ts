/**
 * Bundles the package in whose folder it is called: each entry of its `exports` becomes one file in `dist`, and what
 * entries have in common goes into chunks beside them. Arguments name further entries, for tests that look inside.
 *
 * Every thread loads a package anew, and most of that time goes by for each file: sixty of them take three times as
 * long as three.
 */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { normalize } from 'node:path';
import { build } from 'esbuild';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

const published = Object.values(exports).flatMap((target) => {
  const source = /^\.\/dist\/(.+)\.js$/.exec(typeof target === 'string' ? target : target.default)?.[1];
  return source === undefined ? [] : [source];
});

const { metafile } = await build({
  entryPoints: [...published, ...process.argv.slice(2)].map((entry) => `src/${entry}.ts`),
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  packages: 'external',
  target: 'es2022',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
});

const made = new Set(Object.keys(metafile.outputs).map(normalize));
for (const file of globSync('dist/**/*.{js,js.map}')) if (!made.has(normalize(file))) rmSync(file);
