/** `npm run release:rehearse`: see `--help`. */
import { programOf } from '@weft/matrix/runtimes/fetch';
import { type ProcessRuntime, runtimes } from '@weft/matrix/runtimes/table';
import Table from 'cli-table3';
import { Command } from 'commander';
import { asProgram } from './program.ts';
import { type Outcome, rehearse } from './rehearsal.ts';

/** The oldest Node that is supported, and the one of the repository. */
const NODES = ['node20', 'node24'];

const { keep = false } = new Command('release:rehearse')
  .description(
    'Versions, publishes and installs all packages as a release would: from a copy of the repository, into a registry ' +
      'on loopback, in empty projects, on the oldest Node and on a current one. The repository must be built.',
  )
  .option('--keep', 'leave the temporary folder, to look into it')
  .parse()
  .opts<{ keep?: boolean }>();

await asProgram(keep, async (desk) => {
  const nodes: Record<string, string> = {};
  for (const name of NODES) nodes[name] = await programOf(runtimeNamed(name), desk.signal);
  return summary(await rehearse({ ...desk, nodes }));
});

function runtimeNamed(name: string): ProcessRuntime {
  return runtimes.find((runtime) => runtime.name === name) as ProcessRuntime;
}

function summary({ version, tried, platformPackages, examples }: Outcome): string {
  const table = new Table({
    head: ['package', 'packed', 'on disk', 'bundled', 'brings', 'programs', 'with a peer'],
    style: { head: [], border: [] },
  });
  for (const { name, sizes, brings, bins, withPeers } of tried) {
    const kib = [sizes.packed, sizes.unpacked, sizes.bundled].map((size) => ({
      content: `${size} KiB`,
      hAlign: 'right' as const,
    }));
    table.push([name, ...kib, inBrief(brings), bins.join('\n'), withPeers.join('\n')]);
  }
  return [
    table.toString(),
    `Packages for one platform: ${platformPackages.join(', ')}.`,
    `${tried.length} packages as ${version}: published, installed one by one, imported on ${NODES.join(' and ')}, ` +
      `types checked in two ways; ${examples} examples of the READMEs run.`,
  ].join('\n');
}

/** The packages of Weft by name, the others by number. */
function inBrief(brings: readonly string[]): string {
  const own = brings.filter((name) => name.startsWith('@weft/'));
  const others = brings.length - own.length;
  return [...own, ...(others > 0 ? [`${others} of others`] : [])].join('\n') || 'nothing';
}
