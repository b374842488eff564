import { rolldown } from 'rolldown';

/** Bundles modules into files that run on every runtime of the matrix, sharing what they have in common. */
export async function bundle(entries: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const build = await rolldown({
    input: entries,
    // "browser" takes the entry of a package that needs no Node; built-in modules stay imports.
    platform: 'browser',
    external: /^node:/,
    // The oldest engine is Node 20's.
    transform: { target: 'es2022' },
    logLevel: 'silent',
  });
  try {
    await build.write({ dir: folder, format: 'esm', chunkFileNames: 'shared-[hash].js' });
  } finally {
    await build.close();
  }
}
