/** Runs the examples of all READMEs in a project that has everything installed. */
import { join } from 'node:path';
import { findExamples } from '@weft/readme-examples';
import { optionalPeers } from './peers.ts';
import { ReleaseProblem } from './problem.ts';
import { Project } from './project.ts';
import type { Registry } from './registry.ts';
import type { Wishes } from './rehearsal.ts';
import type { PublicPackage } from './workspace.ts';

/** @throws ReleaseProblem if one prints something else than it says. Returns how many there are. */
export async function runExamples(
  checkout: string,
  packages: readonly PublicPackage[],
  registry: Registry,
  { folder, nodes, signal }: Wishes,
): Promise<number> {
  const project = new Project(join(folder, 'together'), registry, signal);
  const names = packages.map(({ manifest }) => manifest.name);
  const peers = packages.flatMap(({ manifest }) => Object.entries(optionalPeers(manifest)));
  const foreign = peers.filter(([name]) => !names.includes(name));
  await project.install([...names, ...foreign.map(([name, range]) => `${name}@${range}`)]);

  const examples = findExamples(checkout).map((example) => ({
    ...example,
    file: example.place.replaceAll(/[^a-z0-9]+/gi, '-'),
  }));
  for (const { file, code } of examples) project.write(`${file}.ts`, code);
  await project.compile(examples.map(({ file }) => `${file}.ts`));
  for (const { file, place, prints } of examples) {
    for (const [node, program] of Object.entries(nodes)) {
      const printed = await project.run(program, `js/${file}.js`);
      if (prints.length === 0 || printed === prints.join('\n')) continue;
      throw new ReleaseProblem(`${place} on ${node} printed\n${printed}\ninstead of\n${prints.join('\n')}`);
    }
  }
  return examples.length;
}
