/** Who has a region open, and what a region tells about itself. */
import {
  attach,
  Lock,
  Region,
  Semaphore,
  setThreadName,
  share,
  threadIdentity,
  threadName,
} from '@weft/atomics';
import { ParticipantTable, SLOT } from '@weft/atomics/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectReject, expectThrow } from './support/outcome.js';
import { until } from './support/until.js';
import { type Actor, threadWorld, type World } from './support/world.js';

let region: Region;
let world: World;
beforeEach(() => {
  world = threadWorld();
  region = Region.create({ bytes: 1024, maxParticipants: 3 });
});
afterEach(async () => {
  await world.close();
  region.close();
});

const names = () =>
  region
    .inspect()
    .participants.map(({ name }) => name)
    .sort();

/** Makes the actor open the region. */
const join = (actor: Actor) => actor.run<string[]>('regions', 'namesIn', region);

describe('participants', () => {
  it('are those who have the region open', async () => {
    const [one, two] = [await world.actor('one'), await world.actor('two')];
    expect(names()).toEqual(['main']);
    await join(one);
    expect(names()).toEqual(['main', 'one']);
    await join(one);
    await join(two);
    expect(names()).toEqual(['main', 'one', 'two']);
    await one.run('regions', 'closeIt', region);
    expect(names()).toEqual(['main', 'two']);
    await two.kill();
    await until(() => names().length === 1);
  });

  it('are known by name, identity and numbers', async () => {
    const actor = await world.actor('other');
    await join(actor);
    const { participants } = region.inspect();
    const mine = participants.find(({ identity }) => identity === threadIdentity());
    expect(mine).toMatchObject({ name: 'main', alive: true });
    const theirs = participants.find(({ identity }) => identity !== threadIdentity());
    expect(theirs).toMatchObject({ name: 'other', alive: true, pid: mine?.pid });
    expect(theirs?.identity).toBe(await actor.run('regions', 'identity'));
    expect(theirs?.identity).toMatch(/^[0-9a-f]{16}$/);
    expect(theirs?.token).not.toBe(mine?.token);
  });

  it('can be renamed at any time, to what 32 bytes hold', () => {
    const before = threadName();
    setThreadName('renamed');
    expect(names()).toEqual(['renamed']);
    setThreadName('ä'.repeat(20));
    expect(names()).toEqual(['ä'.repeat(16)]);
    setThreadName(`a${'ä'.repeat(20)}`);
    expect(names()).toEqual([`a${'ä'.repeat(15)}`]);
    setThreadName(before);
    expect(names()).toEqual([before]);
  });

  it('are as many as the region was made for; the dead and those who left make room', async () => {
    const [one, two, three] = await Promise.all([
      world.actor('one'),
      world.actor('two'),
      world.actor('three'),
    ]);
    await join(one as Actor);
    await join(two as Actor);
    await expectReject(join(three as Actor), 'ERR_WEFT_CAPACITY');
    await one?.kill();
    await until(() => names().length === 2);
    await join(three as Actor);
    expect(names()).toEqual(['main', 'three', 'two']);
    await two?.run('regions', 'closeIt', region);
    const four = await world.actor('four');
    await join(four);
    expect(names()).toEqual(['four', 'main', 'three']);
  });

  it('inherit nothing from who had their place before', async () => {
    const lock = new Lock({ in: region });
    const filler = await world.actor('filler');
    await join(filler);
    for (let round = 0; round < 5; round += 1) {
      // There is only one place left for them.
      const late = await world.actor('late');
      await late.call(lock, 'acquireSync');
      await late.kill();
      await until(() => names().length === 2);
      const heir = await world.actor('heir');
      await join(heir);
      await expectReject(heir.call(lock, 'acquireSync'), 'ERR_WEFT_OWNER_DIED');
      await expectReject(heir.call(lock, 'release'), 'ERR_WEFT_NOT_OWNER');
      expectThrow(() => lock.acquireSync(), 'ERR_WEFT_OWNER_DIED');
      await heir.kill();
      await until(() => names().length === 2);
      lock.recover().release();
    }
  });

  it('that come again are others than they were', async () => {
    const actor = await world.actor('other');
    const lock = new Lock({ in: region });
    await actor.call(lock, 'acquireSync');
    const before = region.inspect().participants.find(({ name }) => name === 'other');
    await actor.run('regions', 'closeIt', region);
    await join(actor);
    const after = region.inspect().participants.find(({ name }) => name === 'other');
    expect(after?.identity).toBe(before?.identity);
    expect(after?.token).not.toBe(before?.token);
    await expectReject(actor.call(lock, 'acquireSync'), 'ERR_WEFT_OWNER_DIED');
  });
});

describe('a participant that is found dead too late', () => {
  it('is not mistaken for who has its place by then', () => {
    const table = new ParticipantTable(new Int32Array(new SharedArrayBuffer(SLOT.SIZE * 4)), 0, 1);
    const first = table.join();
    let second = 0;
    const marked = table.markWhere(() => {
      // Between the look at the slot and the mark.
      table.leave(first);
      second = table.join();
      return true;
    });
    expect(marked).toBe(0);
    expect([table.isDead(first), table.isDead(second)]).toEqual([true, false]);
    expect(table.markWhere(() => true)).toBe(1);
    expect(table.isDead(second)).toBe(true);
  });
});

describe('inspect', () => {
  it('tells what there is, and in what state', async () => {
    const actor = await world.actor('holder');
    const lock = new Lock({ in: region, name: 'jobs' });
    new Semaphore(3, { in: region });
    region.allocate(40);
    await actor.call(lock, 'acquireSync');
    const report = region.inspect();
    expect(report).toMatchObject({ id: region.id, scope: 'thread', heap: { total: 1024 } });
    expect(report.objects).toEqual([
      {
        kind: 'Lock',
        name: 'jobs',
        byteOffset: expect.any(Number),
        state: { locked: true, owner: 'holder' },
      },
      { kind: 'Semaphore', name: undefined, byteOffset: expect.any(Number), state: { value: 3 } },
    ]);
    expect(report.heap.used + report.heap.largestFree).toBe(1024);
    expect(structuredClone(report)).toEqual(report);
  });

  it('is the same for all who share the region', async () => {
    new Lock({ in: region, name: 'jobs' }).acquireSync();
    const actor = await world.actor('other');
    await join(actor);
    expect(await actor.run('regions', 'report', region)).toEqual(region.inspect());
  });
});

describe('a region', () => {
  it('is one object for one thread, however often it arrives', () => {
    expect(attach(share(region))).toBe(region);
    const lock = new Lock({ in: region });
    expect(region.inspect().participants).toHaveLength(1);
    attach(share([lock, region, { region }]));
    expect(region.inspect().participants).toHaveLength(1);
  });
});
