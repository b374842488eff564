/** What a shared namespace does, whoever keeps it. */
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';

interface Config {
  limit: number;
  name: string;
  more?: unknown;
}

export function namespaceSuite(setting: Setting): void {
  describe(`namespace, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('has attributes', async () => {
      const space = await stage.here.namespace<Config>({ limit: 1, name: 'x' });
      expect(await space.get('limit')).toBe(1);
      await space.set('limit', 2);
      expect([await space.has('limit'), await space.has('more')]).toEqual([true, false]);
      expect(await space.get('more')).toBe(undefined);
      expect(await space.update('limit', (n) => n + 1)).toBe(3);
      expect((await space.keys()).sort()).toEqual(['limit', 'name']);
      expect([await space.delete('name'), await space.delete('name')]).toEqual([true, false]);
      expect(await space.toObject()).toEqual({ limit: 3 });
    });

    it('has them as properties, too', async () => {
      const space = await stage.here.namespace<Config>({ limit: 1, name: 'x' });
      const { attributes } = space;
      attributes.limit = 5;
      expect(await attributes.limit).toBe(5);
      attributes.more = { deep: [1] };
      delete attributes.more;
      await space.settled();
      expect(await space.toObject()).toEqual({ limit: 5, name: 'x' });
      expect(await Promise.resolve(attributes)).toBe(attributes);
      attributes.limit = (() => 1) as never;
      await expectReject(space.settled(), 'ERR_WEFT_CODEC');
      await space.settled();
      expect(await space.get('limit')).toBe(5);
    });

    it('keeps private names out', async () => {
      await expectReject(stage.here.namespace({ _private: 1 }), 'ERR_WEFT_ARGUMENT');
      const space = await stage.here.namespace<Record<string, number>>();
      await expectReject(space.set('_private', 1), 'ERR_WEFT_ARGUMENT');
      await expectReject(space.get('_private'), 'ERR_WEFT_ARGUMENT');
      await expectReject(space.set(1 as never, 1), 'ERR_WEFT_ARGUMENT');
      for (const name of ['constructor', 'toString', '']) {
        expect(await space.get(name)).toBe(undefined);
        await space.set(name, 1);
      }
      expect((await space.keys()).sort()).toEqual(['', 'constructor', 'toString']);
    });

    it('is one for all clients', async () => {
      const [here, there] = await stage.both((manager, name) =>
        manager.namespace<Record<string, number>>({}, { name }),
      );
      await Promise.all([here.set('a', 1), there.set('b', 2)]);
      expect(await here.toObject()).toEqual({ a: 1, b: 2 });
      const add = async (space: typeof here) => {
        for (let i = 0; i < 30; i += 1) await space.update('a', (n) => n + 1);
      };
      await Promise.all([add(here), add(there)]);
      expect(await there.get('a')).toBe(61);
    });
  });
}
