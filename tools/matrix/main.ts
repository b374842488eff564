/** `npm run matrix -- <package>`: see README.md, or `--help`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { readCommandLine, type Wishes } from './command-line.ts';
import { runMatrix } from './matrix.ts';
import { MatrixProblem } from './problem.ts';
import { save } from './report/save.ts';
import { progress, tables } from './report/terminal.ts';
import { cacheFolder, root } from './repository.ts';
import { totalsOf } from './results.ts';
import { Stage } from './stage/stage.ts';
import { checkBuilt, featureModuleOf, folderOf, suitesOf } from './suites.ts';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A terminal's Ctrl-C may come more than once: the first one counts, and the way out is short.
  process.on(name, () => {
    process.exitCode ??= 128 + constants.signals[name];
    interrupted.abort();
  });
}

const wishes = readCommandLine(process.argv.slice(2));
mkdirSync(join(cacheFolder, 'matrix'), { recursive: true });
const stage = new Stage(mkdtempSync(join(cacheFolder, 'matrix', `stage-${process.pid}-`)));
try {
  const failed = await run(wishes);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (interrupted.signal.aborted) console.error('Interrupted.');
  else if (error instanceof MatrixProblem) {
    console.error(`${error.message}\n${error.remedy}`);
    process.exitCode = 1;
  } else throw error;
} finally {
  rmSync(stage.folder, { recursive: true, force: true });
}

/** Runs everything and tells about it; returns how much has failed. */
async function run({ packageName, filter, quick, allRequired, output, ...rest }: Wishes): Promise<number> {
  const folder = folderOf(packageName);
  const all = suitesOf(folder);
  const suites = all.filter(({ file, stress }) => file.includes(filter) && !(quick && stress));
  if (suites.length === 0) {
    throw new MatrixProblem(
      `${packageName} has no test files for this.`,
      'Try without --filter and --quick.',
    );
  }
  checkBuilt(suites);
  await stage.fill(folder, ['dist', 'dist-test']);
  console.log(`${suites.length} of ${all.length} test files of ${packageName}`);

  const featureModule = featureModuleOf(folder);
  const options = { ...rest, packageName, suites, featureModule, stage, signal: interrupted.signal };
  const result = await runMatrix(options, progress(suites.length));

  const resultFolder = output ?? join(root, folder, 'test-results');
  save(result, resultFolder);
  console.log(`\n${tables(result)}\n\nIn full: ${join(resultFolder, 'matrix.json')} and matrix.md`);
  const { passed, failed } = totalsOf(result, allRequired);
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}
