/** Weft's own sockets, pipes, timers and counters as file objects. */
import {
  EVENT_READ,
  EVENT_WRITE,
  eventfd,
  type InternetAddress,
  pipe,
  Socket,
  socketPair,
  timerfd,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { makerFor } from './support/maker.js';
import { settings } from './support/settings.js';

for (const setting of settings) {
  describe(`${setting.title} with Weft's files`, () => {
    const make = makerFor(setting);

    it('watches sockets, and unregisters them once they are closed', () => {
      const selector = make<string>();
      const [one, other] = socketPair();
      const key = selector.register(one, EVENT_READ, 'one');
      other.sendAll('hello');
      expect(selector.select()).toEqual([[key, EVENT_READ]]);
      one.close();
      other.close();
      expect(selector.getMap().get(one)).toBe(key);
      expect(selector.unregister(one)).toBe(key);
      expectThrow(() => selector.register(one, EVENT_READ, 'closed'), 'ERR_WEFT_ARGUMENT');
    });

    it('watches a listening socket for connections, and a connecting one for its connection', async () => {
      const selector = make<string>();
      using listener = new Socket();
      listener.bind({ address: '127.0.0.1', port: 0 });
      listener.listen(8);
      const listening = selector.register(listener, EVENT_READ, 'listener');
      expect(selector.select({ timeout: 0 })).toEqual([]);
      using client = new Socket();
      client.setBlocking(false);
      // It begins to connect, which ends when it is writable.
      client.connectEx(listener.getSockName() as InternetAddress);
      selector.register(client, EVENT_WRITE, 'client');
      const seen = new Set<string>();
      while (seen.size < 2) for (const [{ data }] of await selector.selectAsync()) seen.add(data);
      expect(selector.select()).toContainEqual([listening, EVENT_READ]);
    });

    it('watches pipes, eventfds and timerfds', () => {
      const selector = make<string>();
      const [reading, writing] = pipe();
      using counter = eventfd();
      using timer = timerfd();
      selector.register(reading, EVENT_READ, 'pipe');
      selector.register(counter, EVENT_READ, 'counter');
      selector.register(timer, EVENT_READ, 'timer');
      expect(selector.select({ timeout: 0 })).toEqual([]);
      writing.writeAll('x');
      counter.add(1);
      timer.set(1);
      const seen = new Set<string>();
      while (seen.size < 3) for (const [{ data }] of selector.select()) seen.add(data);
      reading.close();
      writing.close();
    });
  });
}
