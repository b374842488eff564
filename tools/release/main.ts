/** `npm run release:rehearse`: see `--help`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf } from '@weft/matrix/runtimes/fetch';
import { type ProcessRuntime, runtimes } from '@weft/matrix/runtimes/table';
import Table from 'cli-table3';
import { Command } from 'commander';
import ora from 'ora';
import { ReleaseProblem } from './problem.ts';
import { type Outcome, rehearse } from './rehearsal.ts';

/** The oldest Node that is supported, and the one of the repository. */
const NODES = ['node20', 'node24'];

const { keep } = new Command('release:rehearse')
  .description(
    'Versions, publishes and installs all packages as a release would: from a copy of the repository, into a registry ' +
      'on loopback, in empty projects, on the oldest Node and on a current one. The repository must be built.',
  )
  .option('--keep', 'leave the temporary folder, to look into it')
  .parse()
  .opts<{ keep?: boolean }>();

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    process.exitCode ??= 128 + constants.signals[name];
    interrupted.abort();
  });
}

const folder = mkdtempSync(join(tmpdir(), 'weft-release-'));
const spinner = ora({ isSilent: !process.stderr.isTTY }).start();
try {
  const { signal } = interrupted;
  const nodes: Record<string, string> = {};
  for (const name of NODES) nodes[name] = await programOf(runtimeNamed(name), signal);
  const progress = (step: string) => {
    if (process.stderr.isTTY) spinner.text = step;
    else console.error(step);
  };
  tell(await rehearse({ folder, nodes, signal, progress }));
} catch (error) {
  spinner.stop();
  if (interrupted.signal.aborted) console.error('Interrupted.');
  else if (error instanceof ReleaseProblem) {
    console.error(error.message);
    process.exitCode = 1;
  } else throw error;
} finally {
  spinner.stop();
  if (keep === true) console.error(`Everything lies in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

function runtimeNamed(name: string): ProcessRuntime {
  return runtimes.find((runtime) => runtime.name === name) as ProcessRuntime;
}

function tell({ version, tried, examples }: Outcome): void {
  spinner.stop();
  const table = new Table({
    head: ['package', 'packed', 'on disk', 'bundled', 'brings'],
    style: { head: [] },
  });
  for (const { name, sizes, brings } of tried) {
    const kib = [sizes.packed, sizes.unpacked, sizes.bundled].map((size) => ({
      content: `${size} KiB`,
      hAlign: 'right' as const,
    }));
    table.push([name, ...kib, brings.join('\n') || 'nothing']);
  }
  console.log(table.toString());
  console.log(
    `${tried.length} packages as ${version}: published, installed one by one, imported on ${NODES.join(' and ')}, ` +
      `types checked in two ways; ${examples} examples of the READMEs run.`,
  );
}
