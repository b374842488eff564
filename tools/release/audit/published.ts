/** What linters say about a packed package, and whether it is as small as it was meant to be. */
import { join } from 'node:path';
import { run } from '../command.ts';
import { ReleaseProblem } from '../problem.ts';
import type { Project } from '../project.ts';
import type { Manifest } from '../workspace.ts';
import { lintPackage } from './lint.ts';
import { budgets, bundledSize, kib, type Sizes } from './sizes.ts';

/** @throws ReleaseProblem if a linter complains or a budget is exceeded. Returns the sizes. */
export async function inspectTarball(
  folder: string,
  manifest: Manifest,
  project: Project,
  signal: AbortSignal,
): Promise<Sizes> {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', project.folder];
  const [packed] = JSON.parse(await run('npm', words, { cwd: folder, signal })) as [
    { readonly filename: string; readonly size: number; readonly unpackedSize: number },
  ];
  const problems = await lintPackage(folder, join(project.folder, packed.filename));
  if (problems.length > 0) throw new ReleaseProblem(`${manifest.name}:\n${problems.join('\n')}`);
  const sizes: Sizes = {
    packed: kib(packed.size),
    unpacked: kib(packed.unpackedSize),
    bundled: await bundledSize(project.folder, manifest),
  };
  checkBudget(manifest.name, sizes, budgets[manifest.name]);
  return sizes;
}

/** @throws ReleaseProblem if there is none, or it is exceeded */
export function checkBudget(name: string, sizes: Sizes, budget: Sizes | undefined): void {
  if (budget === undefined) {
    throw new ReleaseProblem(
      `${name} has no line in tools/release/budgets.json; it has ${JSON.stringify(sizes)}.`,
    );
  }
  for (const key of ['packed', 'unpacked', 'bundled'] as const) {
    if (sizes[key] <= budget[key]) continue;
    throw new ReleaseProblem(
      `${name} is ${sizes[key]} KiB ${key}, more than the ${budget[key]} KiB of tools/release/budgets.json: ` +
        'find out what has grown, or raise the budget.',
    );
  }
}
