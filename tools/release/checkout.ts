/**
 * A copy of the repository, as it would be checked out and built: what a release writes (versions, changelogs,
 * platform packages, tags) goes into the copy.
 */
import { cpSync, existsSync, globSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Place, run } from './command.ts';
import { ReleaseProblem } from './problem.ts';
import { publicPackages, readManifest, root, writeManifest } from './workspace.ts';

const BUILT = ['packages/*/dist', 'packages/*/*.node'];

/** Copies what git knows or would take, and what is built, into an empty folder. */
export async function copyRepository(to: string, signal: AbortSignal): Promise<void> {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    signal,
  });
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  for (const file of [...files, ...globSync(BUILT, { cwd: root })]) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file), { recursive: true });
  }
  for (const { manifest, folder } of publicPackages(to)) {
    if (!existsSync(join(folder, 'dist'))) {
      throw new ReleaseProblem(`${manifest.name} is not built: run \`npm start\` or \`npm test\` once.`);
    }
  }
}

/** Makes versions and changelogs of the changesets, as the release workflow does, and a commit for the tags. */
export async function makeVersions(checkout: string, signal: AbortSignal): Promise<string> {
  const place: Place = { cwd: checkout, signal, env: gitIdentity };
  await run('git', ['init', '--quiet', '--initial-branch=main'], place);
  const changesets = globSync('.changeset/*.md', { cwd: checkout }).length - 1;
  if (changesets > 0) await run(process.execPath, [changesetsProgram, 'version'], place);
  await run('git', ['add', '--all'], place);
  await run('git', ['commit', '--quiet', '--message', 'release: version packages'], place);

  const versions = new Set(publicPackages(checkout).map(({ manifest }) => manifest.version));
  const [version] = versions;
  if (versions.size !== 1 || version === undefined) {
    throw new ReleaseProblem(`All packages share one version, but there are ${[...versions].join(' and ')}.`);
  }
  return version;
}

/** A statement of provenance can only be made by the release workflow: the copy asks for none. */
export function dropProvenance(checkout: string): void {
  for (const { folder } of publicPackages(checkout)) {
    const manifest = readManifest(folder);
    delete manifest.publishConfig?.provenance;
    writeManifest(folder, manifest);
  }
}

export const changesetsProgram: string = join(root, 'node_modules/@changesets/cli/bin.js');

export const gitIdentity: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: 'Rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
  GIT_COMMITTER_NAME: 'Rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
};
