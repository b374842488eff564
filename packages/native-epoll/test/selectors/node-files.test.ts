/** Node's own sockets, servers and streams as file objects. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_READ, EVENT_WRITE } from '@weft/native-epoll';
import { afterAll, describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { runtime } from '../support/runtime.js';
import { makerFor } from './support/maker.js';
import { settings } from './support/settings.js';

const folder = mkdtempSync(join(tmpdir(), 'weft-selectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** While this thread is blocked nothing of Node's goes on: better an empty list than to hang. */
const SOON = { timeout: 20_000 };

let servers = 0;

/** A server on a path of its own, of which accepted sockets are not read unless asked for. */
async function listening(pauseOnConnect: boolean): Promise<{ server: Server; path: string }> {
  servers += 1;
  const path = join(folder, `server-${servers}`);
  const server = createServer({ pauseOnConnect }).listen(path);
  await once(server, 'listening');
  return { server, path };
}

/** Both ends of a connection; the server's one is paused, if wanted. */
async function connected(paused: boolean): Promise<{ client: Socket; accepted: Socket; end(): void }> {
  const { server, path } = await listening(paused);
  const client = createConnection(path);
  const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
    [Socket],
    unknown,
  ];
  return {
    client,
    accepted,
    end() {
      client.destroy();
      accepted.destroy();
      server.close();
    },
  };
}

for (const setting of settings) {
  describe(`${setting.title} with Node's files`, () => {
    const make = makerFor(setting);

    it('watches a net.Socket that is paused, and Node reads what came once it is resumed', async () => {
      const { client, accepted, end } = await connected(true);
      const selector = make();
      const key = selector.register(accepted, EVENT_READ);
      expect(key.fileobj).toBe(accepted);
      expect(selector.select({ timeout: 0 })).toEqual([]);
      client.write('hello');
      expect(selector.select(SOON)).toEqual([[key, EVENT_READ]]);
      expect(await selector.selectAsync()).toEqual([[key, EVENT_READ]]);
      accepted.resume();
      const [data] = await once(accepted, 'data');
      expect(String(data)).toBe('hello');
      expect(await selector.selectAsync({ timeout: 5 })).toEqual([]);
      end();
    });

    it('finds nothing on one that Node reads from: it is faster, or as fast', async () => {
      const { client, accepted, end } = await connected(false);
      const selector = make();
      selector.register(accepted, EVENT_READ);
      const data = once(accepted, 'data');
      client.write('hello');
      expect(String((await data)[0])).toBe('hello');
      expect(selector.select({ timeout: 0 })).toEqual([]);
      end();
    });

    it('watches a net.Socket for room to write', async () => {
      const { client, end } = await connected(true);
      const selector = make();
      const key = selector.register(client, EVENT_WRITE);
      expect(selector.select(SOON)).toEqual([[key, EVENT_WRITE]]);
      end();
    });

    it('watches a net.Server, whose connections Node accepts in its loop', async () => {
      const { server, path } = await listening(true);
      const selector = make();
      const key = selector.register(server, EVENT_READ);
      expect(selector.select({ timeout: 0 })).toEqual([]);
      const client = spawn(process.execPath, ['-e', `require('net').connect(${JSON.stringify(path)})`]);
      expect(selector.select(SOON)).toEqual([[key, EVENT_READ]]);
      const [accepted] = (await once(server, 'connection')) as [Socket];
      expect(selector.select({ timeout: 0 })).toEqual([]);
      accepted.destroy();
      client.kill();
      server.close();
    });

    it('watches the output of a child process', async () => {
      const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
      const selector = make();
      if (runtime === 'bun') {
        // Its streams of child processes do not show their file descriptors.
        expectThrow(() => selector.register(child.stdout, EVENT_READ), 'ERR_WEFT_ARGUMENT');
        child.kill();
        return;
      }
      const key = selector.register(child.stdout, EVENT_READ);
      child.stdin.write('meow');
      expect(selector.select(SOON)).toEqual([[key, EVENT_READ]]);
      selector.unregister(child.stdout);
      const [data] = await once(child.stdout, 'data');
      expect(String(data)).toBe('meow');
      child.stdin.end();
      await once(child, 'close');
    });

    it('takes what is not open yet, or not any more, for what it is', async () => {
      const selector = make();
      expectThrow(() => selector.register(new Server(), EVENT_READ), 'ERR_WEFT_ARGUMENT');
      const stream = createReadStream(process.execPath);
      expectThrow(() => selector.register(stream, EVENT_READ), 'ERR_WEFT_ARGUMENT');
      stream.destroy();
      const { accepted, end } = await connected(true);
      const key = selector.register(accepted, EVENT_READ);
      end();
      await once(accepted, 'close');
      expect(selector.unregister(accepted)).toBe(key);
      expectThrow(() => selector.register(accepted, EVENT_READ), 'ERR_WEFT_ARGUMENT');
    });
  });
}
