import { rolldown } from 'rolldown';

/**
 * Bundles modules into files that run on every runtime of the matrix, sharing what they have in common.
 *
 * @param platform `browser` takes the entry of a package that needs no Node, `node` lets CommonJS require built-in modules
 */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  folder: string,
  platform: 'node' | 'browser' = 'browser',
): Promise<void> {
  const build = await rolldown({
    input: entries,
    platform,
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
