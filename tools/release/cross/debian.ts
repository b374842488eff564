/** Packages of Debian, for this machine and for others: unpacked into the cache, and nothing of the system is changed. */
import { existsSync, globSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../cache.ts';
import { hasProgram, run } from '../command.ts';
import { debian } from './targets.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** What is missing on this machine to get them; nothing if they can be had. */
export async function debianIsMissing(): Promise<string | undefined> {
  if (!(await hasProgram('apt-get', ['--version']))) return 'apt-get of Debian';
  if (!existsSync(KEYRING)) return 'the keys of Debian (apt-get install debian-archive-keyring)';
  return undefined;
}

/** The folder below which they lie as they would below the root folder. */
export function unpackDebian(signal: AbortSignal): Promise<string> {
  return cached(`debian-${debian.suite}`, async (folder) => {
    const apt = join(folder, 'apt');
    const downloads = join(apt, 'downloads');
    for (const each of ['lists/partial', 'cache/archives/partial', 'downloads']) {
      mkdirSync(join(apt, each), { recursive: true });
    }
    writeFileSync(
      join(apt, 'sources.list'),
      `deb [signed-by=${KEYRING}] ${debian.mirror} ${debian.suite} main\n`,
    );
    // The system's own lists, settings of foreign architectures and locks stay as they are.
    const settings = [
      'APT::Architecture=amd64',
      'APT::Architectures::=amd64',
      'APT::Architectures::=arm64',
      'APT::Sandbox::User=root',
      'Debug::NoLocking=1',
      `Dir::Etc::SourceList=${join(apt, 'sources.list')}`,
      'Dir::Etc::SourceParts=/dev/null',
      `Dir::State=${apt}`,
      'Dir::State::status=/dev/null',
      `Dir::Cache=${join(apt, 'cache')}`,
    ].flatMap((setting) => ['-o', setting]);
    await run('apt-get', ['-qq', ...settings, 'update'], { cwd: downloads, signal });
    await run('apt-get', ['-qq', ...settings, 'download', ...debian.packages], { cwd: downloads, signal });
    for (const file of globSync('*.deb', { cwd: downloads })) {
      await run('dpkg-deb', ['--extract', join(downloads, file), folder], { cwd: folder, signal });
    }
    // Debian's base system links it, and no package has it.
    if (!existsSync(join(folder, 'lib'))) symlinkSync('usr/lib', join(folder, 'lib'));
    rmSync(apt, { recursive: true });
  });
}
