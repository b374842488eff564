/** Files that are closed while another process has a copy of them: epoll goes on watching what nobody can name. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { EVENT_READ } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { isSettled } from '../../../atomics/dist-test/support/outcome.js';
import { type End, pair } from './support/ends.js';
import { makerFor } from './support/maker.js';
import { settings } from './support/settings.js';

for (const setting of settings) {
  describe(`${setting.title} and a file of which a child has a copy`, () => {
    const make = makerFor(setting);
    const children: ChildProcess[] = [];
    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
    });

    /** A child that has a copy of `end` and reads nothing from it, once it runs. */
    async function copyOf(end: End): Promise<void> {
      const child = spawn(process.execPath, ['-e', 'console.log("there"); setInterval(() => {}, 1000)'], {
        stdio: ['ignore', 'pipe', 'inherit', end.fileno()],
      });
      children.push(child);
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    }

    it('forgets it when it was closed before it was unregistered', async () => {
      const selector = make<string>();
      const [one, peer] = pair();
      const [other, otherPeer] = pair();
      selector.register(other, EVENT_READ, 'other');
      selector.register(one, EVENT_READ, 'one');
      await copyOf(one);
      peer.send('x');
      expect(selector.select()).toHaveLength(1);
      one.close();
      selector.unregister(one);
      const began = performance.now();
      expect(selector.select({ timeout: 20 })).toEqual([]);
      expect(performance.now() - began).toBeGreaterThanOrEqual(20);
      otherPeer.send('y');
      expect(selector.select().map(([{ data }]) => data)).toEqual(['other']);
      expect(other.receive()).toBe('y');
      selector.wakeup();
      expect(selector.select()).toEqual([]);
    });

    it('does not report again for that what is to be reported once', async () => {
      const selector = make<string>();
      if (selector.kind === 'poll' || selector.kind === 'select') return;
      const [one, peer] = pair();
      const [single, singlePeer] = pair();
      selector.register(single, EVENT_READ, 'once', { oneShot: true });
      singlePeer.send('x');
      expect(selector.select()).toHaveLength(1);
      selector.register(one, EVENT_READ, 'one');
      await copyOf(one);
      one.close();
      selector.unregister(one);
      peer.send('x');
      for (let i = 0; i < 3; i += 1) expect(selector.select({ timeout: 5 })).toEqual([]);
      selector.modify(single, EVENT_READ, 'again', { oneShot: true });
      expect(selector.select().map(([{ data }]) => data)).toEqual(['again']);
      expect(selector.select({ timeout: 5 })).toEqual([]);
    });

    it('goes on waiting in the loop', async () => {
      const selector = make<string>();
      const [one, peer] = pair();
      const [other, otherPeer] = pair();
      selector.register(one, EVENT_READ, 'one');
      selector.register(other, EVENT_READ, 'other');
      await copyOf(one);
      const pending = selector.selectAsync();
      expect(await isSettled(pending)).toBe(false);
      one.close();
      selector.unregister(one);
      peer.send('x');
      for (let turn = 0; turn < 5; turn += 1) expect(await isSettled(pending)).toBe(false);
      otherPeer.send('y');
      expect((await pending).map(([{ data }]) => data)).toEqual(['other']);
      other.receive();
      const next = selector.selectAsync();
      expect(await isSettled(next)).toBe(false);
      otherPeer.send('z');
      expect(await next).toHaveLength(1);
    });
  });
}
