/** Tasks on sockets of `@weft/native-epoll`. */
import { idle, killAll, sleep, spawn, type Task } from '@weft/coroutines';
import { accept, connect, readable, recv, recvInto, sendAll, writable } from '@weft/coroutines/io';
import { type InternetAddress, Socket, socketPair } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { kinds } from '../support/kinds.js';

const open = new Set<{ close(): void }>();
const opened = <T extends { close(): void }>(socket: T): T => {
  open.add(socket);
  return socket;
};
const close = (socket: { close(): void }) => {
  open.delete(socket);
  socket.close();
};
afterEach(() => {
  for (const socket of open) close(socket);
});

function listening(): { server: Socket; address: InternetAddress } {
  const server = opened(new Socket());
  server.bind({ address: '127.0.0.1', port: 0 });
  server.listen();
  return { server, address: server.getSockName() as InternetAddress };
}

const pair = () => socketPair().map(opened) as [Socket, Socket];

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe.each(kinds)('sockets of tasks, with $name', ({ of }) => {
  it('a server and its clients share one thread', async () => {
    const { server, address } = listening();
    const echo = of(function* (socket: Socket) {
      for (;;) {
        const bytes = yield* recv(socket, 1024);
        if (bytes.length === 0) return;
        yield* sendAll(socket, bytes);
      }
    });
    const serving = spawn(
      of(function* () {
        for (;;) spawn(echo, opened(yield* accept(server)));
      }),
    );
    const clients = ['one', 'two', 'three'].map((name) =>
      spawn(
        of(function* () {
          const socket = opened(new Socket());
          yield* connect(socket, address);
          yield* sendAll(socket, name);
          return text(yield* recv(socket, 1024));
        }),
      ),
    );
    expect(await Promise.all(clients.map((client) => client.get()))).toEqual(['one', 'two', 'three']);
    await serving.kill();
  });

  it('more than fits goes through whole, while others send and receive on the same socket', async () => {
    const [here, there] = pair();
    const LARGE = 2 ** 21;
    const senders = [1, 2].map((byte) =>
      spawn(
        of(function* () {
          yield* sendAll(here, new Uint8Array(LARGE).fill(byte));
        }),
      ),
    );
    const back = spawn(
      of(function* () {
        return text(yield* recv(here, 10));
      }),
    );
    const runs: [number, number][] = [];
    const buffer = new Uint8Array(2 ** 16);
    for (let got = 0; got < 2 * LARGE; ) {
      const length = await recvInto(there, buffer);
      for (let at = 0; at < length; at += 1) {
        const last = runs.at(-1);
        if (last !== undefined && last[0] === buffer[at]) last[1] += 1;
        else runs.push([buffer[at] as number, 1]);
      }
      got += length;
    }
    expect(runs).toEqual([
      [1, LARGE],
      [2, LARGE],
    ]);
    await sendAll(there, 'thanks');
    expect(await back.get()).toBe('thanks');
    for (const sender of senders) await sender.get();
  });

  it('waits are bounded and killed, and lose nothing', async () => {
    const [here, there] = pair();
    await expect(recv(here, 10, { timeout: 5 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
    const receiving = of(function* () {
      return text(yield* recv(here, 10));
    });
    const [killed, next] = [spawn(receiving), spawn(receiving)] as const;
    await idle();
    await killed.kill();
    await sendAll(there, 'item');
    expect(await next.get()).toBe('item');
  });

  it('readable and writable tell, and take nothing', async () => {
    const [here, there] = pair();
    expect(await writable(here)).toBe(true);
    const told: Task<true> = spawn(
      of(function* () {
        return yield* readable(here);
      }),
    );
    await idle();
    expect(told.ready()).toBe(false);
    await sendAll(there, 'x');
    expect([await told.get(), text(await recv(here, 10))]).toEqual([true, 'x']);
    await expect(readable(here, { timeout: 0 })).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
  });

  it('what the system refuses is thrown', async () => {
    const { server, address } = listening();
    close(server);
    const socket = opened(new Socket());
    await expect(connect(socket, address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(() => recv(socket, 0)).toThrow('most must be');
    const closed = opened(new Socket());
    close(closed);
    await expect(readable(closed)).rejects.toThrow();
  });

  it('nothing is left that keeps the process alive', async () => {
    const [here] = pair();
    const tasks = [1, 2].map(() =>
      spawn(
        of(function* () {
          yield* recv(here, 1);
        }),
      ),
    );
    await idle();
    await killAll(tasks);
    await sleep(0);
    const [again, other] = pair();
    const wait = recv(again, 1);
    await sendAll(other, 'y');
    expect(text(await wait)).toBe('y');
  });
});
