import { once } from 'node:events';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Listening, listening } from './support/listening.js';
import { run } from './support/run.js';

/** Sends bytes as they are, in one piece or byte by byte; all that comes back until the end. */
async function raw({ port }: Listening, request: string, pieces = false): Promise<string> {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  if (pieces) for (const byte of Buffer.from(request)) socket.write(Buffer.of(byte));
  else socket.write(request);
  socket.end();
  return text(socket);
}

/** The status lines in what came back. */
const statuses = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

const HOST = 'Host: here\r\n';

/** Requests that are refused, and how. */
const REFUSED: readonly [status: number, request: string][] = [
  [400, 'nonsense\r\n\r\n'],
  [400, `GET /hello HTTP/2.0\r\n${HOST}\r\n`],
  [400, 'GET /hello HTTP/1.1\r\n\r\n'],
  [400, `GET /hello HTTP/1.1\r\n${HOST}${HOST}\r\n`],
  [400, `GET /hello HTTP/1.1\r\n${HOST} folded: yes\r\n\r\n`],
  [400, `GET /hello HTTP/1.1\r\n${HOST}a : b\r\n\r\n`],
  [400, `GET /hello HTTP/1.1\r\n${HOST}a: b\nc: d\r\n\r\n`],
  [400, `POST /sum HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n[]`],
  [400, `POST /sum HTTP/1.1\r\n${HOST}Content-Length: +2\r\n\r\n[]`],
  [400, `POST /sum HTTP/1.1\r\n${HOST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n[]`],
  [411, `POST /sum HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n`],
  [413, `POST /sum HTTP/1.1\r\n${HOST}Content-Length: 65537\r\n\r\n`],
  [431, `GET /hello HTTP/1.1\r\n${HOST}a: ${'x'.repeat(20_000)}\r\n\r\n`],
];

describe('the lesson about a service', () => {
  it('29b: answers a client of this program', async () => {
    const { exitCode, lines, errors } = await run('29b-http.js');
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
    expect(lines).toEqual(['hello, Anna', 'hello, Ben', 'hello, Cleo', '{"sum":6.5}', '404']);
  });

  it('29b: answers others as well', async () => {
    await using server = await listening('29b-http');
    const url = `http://127.0.0.1:${server.port}`;
    const greeting = await fetch(`${url}/hello?name=Jos%C3%A9`);
    expect(greeting.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await greeting.text()).toBe('hello, José\n');
    const post = (body: string) => fetch(`${url}/sum`, { method: 'POST', body });
    expect(await (await post(JSON.stringify(Array(10_000).fill(1)))).json()).toEqual({ sum: 10_000 });
    expect((await post('{')).status).toBe(400);
    expect((await post('["one"]')).status).toBe(422);
    const head = await fetch(`${url}/hello`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('13');
    const wrong = await fetch(`${url}/sum`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${url}/toString`)).status).toBe(404);
  });

  it('29b: takes requests in pieces, and many at once', async () => {
    await using server = await listening('29b-http');
    const hello = `GET /hello HTTP/1.1\r\n${HOST}\r\n`;
    const sum = `POST /sum HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\n[1,2]`;
    for (const pieces of [false, true]) {
      const answers = await raw(server, hello + sum + hello, pieces);
      expect(statuses(answers)).toEqual([200, 200, 200]);
      expect(answers).toContain('{"sum":3}');
    }
    expect(statuses(await raw(server, hello.repeat(2000)))).toHaveLength(2000);
  });

  it('29b: ends the connection when the client wants that, and hears no more', async () => {
    await using server = await listening('29b-http');
    const last = `GET /hello HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;
    const old = 'GET /hello HTTP/1.0\r\n\r\n';
    for (const request of [last, old]) {
      const answers = await raw(server, request + request);
      expect(statuses(answers)).toEqual([200]);
      expect(answers).toContain('Connection: close');
    }
  });

  it('29b: tells those who ask that they may send a body', async () => {
    await using server = await listening('29b-http');
    const socket = createConnection({ port: server.port, host: '127.0.0.1' });
    socket.write(`POST /sum HTTP/1.1\r\n${HOST}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`);
    const [go] = await once(socket, 'data');
    expect(String(go)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.end('[4]');
    expect(await text(socket)).toContain('{"sum":4}');
  });

  it('29b: refuses what is malformed, ambiguous or too long', async () => {
    await using server = await listening('29b-http');
    for (const [status, request] of REFUSED) {
      expect(statuses(await raw(server, request)), request.slice(0, 60)).toEqual([status]);
    }
  });

  it('29b: ends with Ctrl-C', async () => {
    const server = await listening('29b-http');
    expect(await (await fetch(`http://127.0.0.1:${server.port}/hello`)).text()).toBe('hello, world\n');
    expect(await server.interrupt()).toMatchObject({ errors: '' });
  });
});
