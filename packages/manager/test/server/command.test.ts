/** The command `weft-manager`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Manager } from '@weft/manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../dist/command/main.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'weft-command-'));
const children = new Set<ChildProcess>();

/** Servers of other tests are not to be found. */
const env = { ...process.env, XDG_RUNTIME_DIR: folder };

function start(...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, ...words], { env });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (text) => {
      texts[stream] += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

const weftManager = (...words: string[]) => outcomeOf(start(...words));

/** A server that the command runs. @returns it, and its address */
async function serve(...words: string[]): Promise<[ChildProcess, string]> {
  const server = start('serve', '--json', ...words);
  const [line] = (await once(server.stdout as NodeJS.EventEmitter, 'data')) as [Buffer];
  return [server, (JSON.parse(String(line)) as { address: string }).address];
}

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('weft-manager', () => {
  const before = process.env.XDG_RUNTIME_DIR;
  beforeAll(() => {
    process.env.XDG_RUNTIME_DIR = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = before;
  });

  it('serves until Ctrl-C, and leaves nothing behind', async () => {
    const [server, address] = await serve();
    const manager = await Manager.connect(address);
    expect(await (await manager.list([1])).toArray()).toEqual([1]);
    const ended = outcomeOf(server);
    server.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(address.slice('unix://'.length))).toBe(false);
    await manager.close();
  });

  it('ends when a client shuts it down', async () => {
    const [server, address] = await serve();
    const manager = await Manager.connect(address);
    const ended = outcomeOf(server);
    await manager.shutdown();
    expect(await ended).toMatchObject({ code: 0 });
  });

  it('takes its key from a file, and says whom it turns away', async () => {
    const path = join(folder, 'key');
    writeFileSync(path, 'a key in a file, long enough\n');
    const [server, address] = await serve('--listen', 'tcp://127.0.0.1:0', '--authkey-file', path);
    const right = await Manager.connect(address, { authkey: 'a key in a file, long enough' });
    await right.close();
    const refused = once(server.stderr as NodeJS.EventEmitter, 'data');
    await expect(Manager.connect(address, { authkey: 'another key, long enough' })).rejects.toMatchObject({
      code: 'ERR_WEFT_AUTHENTICATION',
    });
    expect(String((await refused)[0])).toMatch(/^weft-manager: turned 127\.0\.0\.1:\d+ away: /);
    expect((await weftManager('stat', address, '--authkey-file', path)).code).toBe(0);
  });

  it('shows servers, objects and clients', async () => {
    expect(await weftManager('servers')).toMatchObject({ code: 0, stdout: 'There are no servers.\n' });
    expect(await weftManager('ls')).toMatchObject({ code: 1, stdout: '' });
    const [, address] = await serve();
    const manager = await Manager.connect(address);
    await manager.list([1, 2, 3], { name: 'jobs' });
    const lock = await manager.lock({ name: 'guard' });
    await lock.acquire();
    expect((await weftManager('servers')).stdout).toContain(address);
    const { stdout } = await weftManager('ls');
    expect(stdout).toMatch(/^ID +KIND +NAME +REFERENCES +STATE$/m);
    expect(stdout).toMatch(/list +jobs +2 +length=3$/m);
    expect(stdout).toMatch(
      new RegExp(`lock +guard +2 +locked=true holder=client \\d+ of process ${process.pid}$`, 'm'),
    );
    expect(JSON.parse((await weftManager('ls', address, '--json')).stdout)).toMatchObject([
      { kind: 'list', name: 'jobs', state: { length: 3 } },
      { kind: 'lock', name: 'guard' },
    ]);
    const stat = await weftManager('stat');
    expect(stat.stdout).toMatch(/^objects: 1 list, 1 lock$/m);
    expect(stat.stdout).toMatch(
      new RegExp(`^ *\\d+ +${process.pid} +this machine +socket +\\d+ +0 +1 +2 +0$`, 'm'),
    );
    await manager.close();
  });

  it('looks again and again, until Ctrl-C', async () => {
    const [, address] = await serve();
    const top = start('top', address, '--interval', '50', '--json');
    const ended = outcomeOf(top);
    let reports = 0;
    await new Promise<void>((resolve) => {
      top.stdout?.on('data', (text) => {
        reports += String(text).trim().split('\n').length;
        if (reports >= 3) resolve();
      });
    });
    top.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('runs a module before it serves', async () => {
    const path = join(folder, 'setup.mjs');
    writeFileSync(
      path,
      'export function setup(server) { server.register("greeter", class { greet(name) { return "Hello " + name; } }); }\n',
    );
    const [, address] = await serve('--setup', path);
    const manager = await Manager.connect(address);
    const greeter = await manager.register<new () => { greet(name: string): string }>('greeter');
    expect(await (await greeter()).greet('you')).toBe('Hello you');
    await manager.close();
    writeFileSync(path, 'export const other = 1;\n');
    expect(await weftManager('serve', '--setup', path)).toMatchObject({ code: 1 });
  });

  it('says what is wrong', async () => {
    const wrong: readonly string[][] = [[], ['fly'], ['ls', 'a', 'b'], ['serve', 'tcp://x:1'], ['--bogus']];
    for (const words of wrong) {
      const { code, stdout, stderr } = await weftManager(...words);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^weft-manager: .*\(weft-manager --help tells more\)\n$/s);
    }
    expect(await weftManager('serve', '--listen', 'tls://127.0.0.1:0')).toMatchObject({ code: 1 });
    expect(await weftManager('stat', 'tcp://127.0.0.1:1')).toMatchObject({ code: 1 });
    expect(await weftManager('top', '--interval', '1')).toMatchObject({ code: 1 });
    expect((await weftManager('--help')).stdout).toMatch(/^Usage: weft-manager /);
    expect((await weftManager('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
