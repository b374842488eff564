import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { MatrixProblem } from './problem.ts';
import { root } from './repository.ts';
import type { JobThread } from './runtimes/engine.ts';

/** One test file of a package. */
export interface Suite {
  /** Its source, relative to its package. */
  readonly file: string;
  /** What was built of it, relative to the repository. */
  readonly module: string;
  readonly thread: JobThread;
  readonly stress: boolean;
}

/** The folder of a workspace package, relative to the repository. */
export function folderOf(packageName: string): string {
  const manifest = globSync('packages/*/package.json', { cwd: root }).find(
    (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).name === packageName,
  );
  if (manifest !== undefined) return posix.dirname(manifest.replaceAll('\\', '/'));
  throw new MatrixProblem(
    `There is no package "${packageName}".`,
    'Name one of the packages in packages/ as its package.json does, for example @weft/atomics.',
  );
}

/**
 * The test files of a package, stress suites first: they take longest, and the short ones fill the gaps. Found by
 * their sources, because what a deleted test once emitted may still lie there.
 */
export function suitesOf(packageFolder: string): Suite[] {
  const sources = globSync('test/**/*.test.ts', { cwd: join(root, packageFolder) });
  const suites = sources.map((source): Suite => {
    const file = source.replaceAll('\\', '/');
    return {
      file,
      module: posix.join(packageFolder, file.replace(/^test/, 'dist-test').replace(/\.ts$/, '.js')),
      thread: file.startsWith('test/main-thread/') ? 'main' : 'worker',
      stress: file.startsWith('test/stress/'),
    };
  });
  return suites.sort((a, b) => Number(b.stress) - Number(a.stress) || a.file.localeCompare(b.file));
}

/** @throws MatrixProblem if a suite is not built */
export function checkBuilt(suites: readonly Suite[]): void {
  const missing = suites.find(({ module }) => !existsSync(join(root, module)));
  if (missing === undefined) return;
  throw new MatrixProblem(`${missing.module} is missing.`, 'Build the package first: npx tsc --build');
}

/** What answers for features in a package's tests, if it has such a module: `test/support/runtime.ts`, as built. */
export function featureModuleOf(packageFolder: string): string | undefined {
  const module = posix.join(packageFolder, 'dist-test/support/runtime.js');
  return existsSync(join(root, module)) ? module : undefined;
}
