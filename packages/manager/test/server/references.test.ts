import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Manager, ManagerServer, type SharedList } from '@weft/manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { untilAsync } from '../conformance/waits.js';
import { objectsOf } from './support.js';

describe('objects in a server', () => {
  const server = new ManagerServer({ linger: 5 });
  let manager: Manager;
  let other: Manager;
  beforeAll(async () => {
    const address = await server.serve();
    manager = await Manager.connect(address);
    other = await Manager.connect(address);
  });
  afterAll(async () => {
    await manager.close();
    await other.close();
    await server.close();
  });

  const count = async (kind: string) => (await objectsOf(server.address)).kinds[kind] ?? 0;
  const untilGone = (kind: string, left = 0) =>
    untilAsync(async () => (await count(kind)) === left, `there are ${left} of ${kind}`);

  it('go when the last proxy is closed', async () => {
    const list = await manager.list([1]);
    expect(await count('list')).toBe(1);
    await list.close();
    await list.close();
    await expectReject(list.length(), 'ERR_WEFT_CLOSED');
    await untilGone('list');
  });

  it('stay while they have a name, until it is taken away', async () => {
    const list = await manager.list([1], { name: 'kept' });
    await list.close();
    const again = await other.list<number>([], { name: 'kept' });
    expect(await again.toArray()).toEqual([1]);
    expect(await manager.remove('kept')).toBe(true);
    expect(await manager.remove('kept')).toBe(false);
    expect(await again.append(2)).toBe(2);
    await again.close();
    await untilGone('list');
  });

  it('stay while they are in another object', async () => {
    const dict = await manager.dict<string, SharedList<number>>();
    await dict.set('list', await manager.list([1]));
    await (await dict.get('list'))?.close();
    const event = await manager.event();
    await event.close();
    await untilGone('event');
    expect(await (await dict.get('list'))?.toArray()).toEqual([1]);
    await (await dict.get('list'))?.close();
    await dict.delete('list');
    await untilGone('list');
    await dict.close();
    await untilGone('dict');
  });

  it('go with the container that they were in', async () => {
    const inner = await manager.set([1]);
    const outer = await manager.list<unknown>([[inner], inner]);
    await inner.close();
    await outer.set(0, 'else');
    expect(await count('set')).toBe(1);
    await outer.close();
    await untilGone('set');
  });

  it('go with the client, however often it has got them', async () => {
    const guest = await Manager.connect(server.address);
    const name = 'of several clients';
    const dict = await manager.dict<string, unknown>({}, { name });
    const same = await guest.dict<string, unknown>({}, { name });
    await same.set('value', await guest.value(1));
    for (let i = 0; i < 5; i += 1) await same.get('value');
    await dict.delete('value');
    await manager.remove(name);
    expect(await count('value')).toBe(1);
    await guest.close();
    await untilGone('value');
    await dict.close();
    await untilGone('dict');
  });

  it('go when their proxies are collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const make = async () => {
      for (let i = 0; i < 10; i += 1) await (await manager.barrier(2)).waiting();
    };
    await make();
    await untilAsync(async () => {
      collect();
      return (await count('barrier')) === 0;
    }, 'the proxies are collected');
  });

  it('stay while a call of theirs is under way, whoever has their proxies', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { id } = await (async () => {
      const event = await manager.event({ name: 'waited for' });
      return event.handle as { id: number };
    })();
    const wait = async () => (await manager.event({ name: 'waited for' })).wait();
    const waiting = wait();
    await manager.remove('waited for');
    const bird = await (async () => new WeakRef(await manager.barrier(2)))();
    await untilAsync(async () => {
      collect();
      return bird.deref() === undefined && (await count('barrier')) === 0;
    }, 'a proxy that was made later is collected');
    const event = await other.event({ name: 'set' });
    expect((await objectsOf(server.address)).objects.map((object) => object.id)).toContain(id);
    const { attach } = await import('@weft/atomics');
    const same = attach<typeof event>({ ...event.handle, id });
    await same.set();
    expect(await waiting).toBe(true);
    await other.remove('set');
  });

  it('that are gone are told of by name', async () => {
    const list = await manager.list([1]);
    const { handle } = list;
    await list.close();
    await untilGone('list');
    const { attach } = await import('@weft/atomics');
    await expectReject(attach<SharedList>(handle).length(), 'ERR_WEFT_OBJECT_GONE');
  });
});
