/** The command `weft-shm`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lock } from '@weft/atomics';
import { ProcessRegion, SharedMemoryBlock } from '@weft/native-shm';
import { afterAll, describe, expect, it } from 'vitest';
import { ownFolder } from './support/own-folder.js';
import { processWorld } from './support/process-world.js';
import { runNode } from './support/run-program.js';

const folder = ownFolder();
const world = processWorld();
afterAll(() => world.close());

const COMMAND = fileURLToPath(new URL('../dist/command/main.js', import.meta.url));
const weftShm = (...words: string[]) => runNode([COMMAND, ...words]);

/** A region that only a dead process had open. */
async function leaveBehind(name: string): Promise<void> {
  ProcessRegion.open(name, { bytes: 1024 }).close();
  const actor = await world.actor();
  await actor.run('../../../native-shm/dist-test/scenarios/regions', 'keepOpen', name);
  await actor.kill();
}

describe('weft-shm', () => {
  it('shows what there is, and who has it open', async () => {
    expect(await weftShm('ls')).toEqual({ code: 0, stdout: 'There are no regions.\n', stderr: '' });
    expect(await weftShm('ls', '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
    using region = ProcessRegion.open('jobs', { bytes: 1024 });
    new Lock({ in: region, name: 'lock' });
    new SharedMemoryBlock('frame', 5000).close();
    writeFileSync(join(folder, 'weft-broken'), 'nonsense', { mode: 0o600 });
    const { code, stdout } = await weftShm('ls');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NAME +KIND +BYTES +OPEN IN +REMARK\n/);
    expect(stdout).toMatch(new RegExp(`^jobs +region +1024 +${process.pid} main$`, 'm'));
    expect(stdout).toMatch(/^frame +block +5000 +-$/m);
    expect(stdout).toMatch(/^broken +damaged +0 +- +this memory is no Weft region/m);
    const listed = JSON.parse((await weftShm('ls', '--json')).stdout);
    expect(listed).toMatchObject([
      { name: 'broken', kind: 'damaged' },
      { name: 'frame', kind: 'block', bytes: 5000, participants: [] },
      { name: 'jobs', kind: 'region', participants: [{ pid: process.pid, name: 'main', alive: true }] },
    ]);
  });

  it('removes names', async () => {
    ProcessRegion.open('one', { bytes: 16 }).close();
    ProcessRegion.open('two words', { bytes: 16 }).close();
    expect(await weftShm('rm', 'one', 'none', 'two words')).toEqual({
      code: 1,
      stdout: 'removed one\nremoved two words\n',
      stderr: 'weft-shm: there is no region "none"\n',
    });
    expect(ProcessRegion.list()).toEqual([]);
    ProcessRegion.open('one', { bytes: 16 }).close();
    const { code, stdout } = await weftShm('rm', '--json', 'one');
    expect({ code, ...JSON.parse(stdout) }).toEqual({ code: 0, removed: ['one'], missing: [] });
  });

  it('removes what a region has grown by together with it, even if that is gone', async () => {
    const id = '0123456789abcdef';
    const names = [
      'grown',
      `grown~${id}~1`,
      `grown~${id}~12`,
      `gone~${id}~1`,
      'grown~of its own',
      `other~${id}~1`,
    ];
    for (const name of names) ProcessRegion.open(name, { bytes: 16 }).close();
    const { code, stdout, stderr } = await weftShm('rm', 'grown', 'gone');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').sort()).toEqual(['', ...[0, 1, 2, 3].map((i) => `removed ${names[i]}`)].sort());
    const left = ['grown~of its own', `other~${id}~1`];
    expect(ProcessRegion.list().map(({ name }) => name)).toEqual(left);
    expect((await weftShm('rm', ...left)).code).toBe(0);
  });

  it('reaps what the dead left, and nothing else', async () => {
    await leaveBehind('left');
    ProcessRegion.open('closed in order', { bytes: 16 }).close();
    using _open = ProcessRegion.open('open', { bytes: 16 });
    writeFileSync(join(folder, 'weft,2147483646,0123456789ab'), '');
    writeFileSync(join(folder, `weft,${process.pid},0123456789ab`), '');
    expect((await weftShm('ls')).stdout).toMatch(/^left .* left by the dead$/m);
    expect(await weftShm('reap')).toEqual({ code: 0, stdout: 'removed left\n', stderr: '' });
    expect(ProcessRegion.list().map(({ name }) => name)).toEqual(['closed in order', 'open']);
    expect(await weftShm('reap')).toMatchObject({ code: 0, stdout: 'Nothing was left by the dead.\n' });
    await leaveBehind('left');
    expect(JSON.parse((await weftShm('reap', '--json')).stdout)).toEqual({ removed: ['left'] });
  });

  it('explains itself', async () => {
    for (const words of [['--help'], ['-h'], ['ls', '--help']]) {
      const { code, stdout } = await weftShm(...words);
      expect({ code, begins: stdout.startsWith('Usage: weft-shm <command>') }).toEqual({
        code: 0,
        begins: true,
      });
    }
    expect(await weftShm('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+/) });
  });

  it.each([[[]], [['frobnicate']], [['ls', '--nonsense']], [['rm']], [['ls', 'name']], [['reap', 'name']]])(
    'refuses %j',
    async (words) => {
      const { code, stdout, stderr } = await weftShm(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^weft-shm: .*--help/);
    },
  );

  it('says what is wrong with its folder', async () => {
    const { code, stderr } = await runNode([COMMAND, 'ls'], { WEFT_SHM_FOLDER: join(folder, 'none') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^weft-shm: could not read the folder .*ENOENT/);
  });
});
