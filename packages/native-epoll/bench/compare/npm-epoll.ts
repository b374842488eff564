/**
 * The npm package `epoll`, which is published as source. Its compiled form fits one version of Node, and compiling it
 * needs the headers of that version, which are taken if they are there and never downloaded.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from '@weft/bench';

const cache = fileURLToPath(new URL('../../../../.cache/bench/', import.meta.url));

/** A Node and the folder with its headers. */
interface Node {
  readonly program: string;
  readonly version: string;
  readonly folder: string;
}

/** The Node that can run it: the one of this bench, or the first one on the PATH. `undefined` if neither can. */
export const nodeWithHeaders: Node | undefined = [process.execPath, onPath('node')]
  .filter((program) => program !== undefined)
  .map(withHeaders)
  .find((node) => node !== undefined);

/** The folder of the package, compiled for `nodeWithHeaders`. @throws Unavailable */
export function compiledEpoll(): string {
  if (nodeWithHeaders === undefined) {
    throw new Unavailable(
      `it must be compiled, and there are no headers of Node ${process.versions.node} in its include folder`,
    );
  }
  const { program, version, folder } = nodeWithHeaders;
  const target = join(cache, `epoll-${version}-${process.arch}`);
  if (!existsSync(join(target, 'build/Release/epoll.node'))) {
    const source = dirname(createRequire(import.meta.url).resolve('epoll/package.json'));
    cpSync(source, target, { recursive: true });
    try {
      const words = [nodeGyp(), 'rebuild', `--nodedir=${folder}`];
      execFileSync(program, words, { cwd: target, stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      throw new Unavailable(`node-gyp could not compile it: ${(error as Error).message}`);
    }
  }
  return target;
}

function withHeaders(program: string): Node | undefined {
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  for (const folder of [dirname(dirname(realpathSync(program))), '/usr', '/usr/local']) {
    const header = join(folder, 'include/node/node_version.h');
    if (!existsSync(header)) continue;
    const text = readFileSync(header, 'utf8');
    const part = (name: string) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
    if (`v${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}` === version)
      return { program, version, folder };
  }
  return undefined;
}

/** npm brings it. */
function nodeGyp(): string {
  const npm = process.env.npm_execpath ?? onPath('npm');
  const file = npm && join(dirname(realpathSync(npm)), '../node_modules/node-gyp/bin/node-gyp.js');
  if (!file || !existsSync(file)) throw new Error('there is no npm here, which would bring node-gyp');
  return file;
}

/** The first one that is none of this repository's own. */
function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}
