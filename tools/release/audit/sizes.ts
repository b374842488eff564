/** How large the packages are, and how large they may be (`budgets.json`). */
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { entriesOf, type Manifest } from '../workspace.ts';

export interface Sizes {
  /** KiB of the tarball. */
  readonly packed: number;
  /** KiB on disk. */
  readonly unpacked: number;
  /** KiB that a bundle with all of the package, but nothing of others, has: minified and compressed with Brotli. */
  readonly bundled: number;
}

export const budgets = JSON.parse(
  readFileSync(new URL('../budgets.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Sizes>>;

/** KiB of a bundle of all that an installed package exports. */
export async function bundledSize(project: string, manifest: Manifest): Promise<number> {
  const others = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const contents = entriesOf(manifest).map((entry, i) => `export * as entry${i} from '${entry}';`);
  const { outputFiles } = await build({
    stdin: { contents: contents.join('\n'), resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: others.flatMap((name) => [name, `${name}/*`]),
    write: false,
    logLevel: 'silent',
  });
  return kib(brotliCompressSync(outputFiles[0]?.contents ?? new Uint8Array()).length);
}

export function kib(bytes: number): number {
  return Math.round(bytes / 102.4) / 10;
}
