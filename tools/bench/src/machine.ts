/** The machine and the versions that figures belong to. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { canBindThreads } from './bind-thread.js';

export interface Machine {
  readonly processor: string;
  /** Logical processors that this process may use. */
  readonly cores: number;
  readonly architecture: string;
  readonly memory: string;
  readonly system: string;
  /** Load average of the last minute when the bench began: the less, the better for the figures. */
  readonly loadBefore: number;
  /** Whether threads were bound to processors in scenarios that say so. */
  readonly bindsThreads: boolean;
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    architecture: process.arch,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release().split('-')[0]}`,
    loadBefore: loadavg()[0] ?? 0,
    bindsThreads: canBindThreads(),
  };
}

/** What to ask for versions. */
export interface Participants {
  /** npm packages, as `from` (a module's URL) sees them. */
  readonly packages: readonly string[];
  readonly from: string;
  /** Programs that print their version when called with `--version`. */
  readonly programs: readonly string[];
}

/** Versions of all that take part; of programs that are missing none. */
export function describeVersions({ packages, from, programs }: Participants): Record<string, string> {
  const versions: Record<string, string> = { node: process.versions.node, v8: process.versions.v8 };
  for (const name of packages) versions[name] = packageVersion(name, from);
  for (const program of programs) {
    const version = programVersion(program);
    if (version !== undefined) versions[program] = version;
  }
  return versions;
}

function packageVersion(name: string, from: string): string {
  const file = findPackageJSON(name, from);
  return file === undefined ? 'unknown' : JSON.parse(readFileSync(file, 'utf8')).version;
}

function programVersion(program: string): string | undefined {
  try {
    const line = execFileSync(program, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return line.match(/\d+(\.\d+)+/)?.[0];
  } catch {
    return undefined;
  }
}
