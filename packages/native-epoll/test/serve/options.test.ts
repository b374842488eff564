import { ArgumentError, type ServeOptions, serve } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { openFiles } from './support/open-files.js';

const onData = () => {};

/** Options that are refused, and a part of the message that says why. */
const REFUSED: readonly [options: unknown, why: string][] = [
  [undefined, 'object of options'],
  [{ port: 0 }, 'onData must be a function'],
  [{ onData }, 'either port or path'],
  [{ onData, port: 0, path: '/tmp/x' }, 'either port or path'],
  [{ onData, port: 65_536 }, 'port must be'],
  [{ onData, port: -1 }, 'port must be'],
  [{ onData, port: 1.5 }, 'port must be'],
  [{ onData, port: '80' }, 'port must be'],
  [{ onData, port: 0, host: 7 }, 'host must be'],
  [{ onData, port: 0, backlog: 0 }, 'backlog must be'],
  [{ onData, port: 0, idleTimeout: 0 }, 'idleTimeout must be'],
  [{ onData, port: 0, idleTimeout: Number.NaN }, 'idleTimeout must be'],
  [{ onData, port: 0, onClose: 'x' }, 'onClose must be a function'],
  [{ onData, port: 0, reusePort: 1 }, 'reusePort must be'],
  [{ onData, port: 0, signal: {} }, 'signal must be'],
  [{ onData, port: 0, mode: 0o600 }, 'mode is for a path'],
  [{ onData, path: '' }, 'path must be'],
  [{ onData, path: `/tmp/${'x'.repeat(120)}` }, 'at most'],
  [{ onData, path: '/tmp/a\0b' }, 'zero character'],
  [{ onData, path: '/tmp/x', mode: 0o1000 }, 'mode must be'],
  [{ onData, path: '\0x', mode: 0o600 }, 'mode must be'],
  [{ onData, path: '/tmp/x', host: '::' }, 'host is for a port'],
  [{ onData, path: '/tmp/x', reusePort: true }, 'reusePort is for a port'],
];

describe('the options of serve', () => {
  it('are refused with a reason before anything is opened', async () => {
    const before = openFiles();
    for (const [options, why] of REFUSED) {
      const error: unknown = await serve(options as ServeOptions).then(
        () => 'it serves',
        (reason: unknown) => reason,
      );
      expect(error, JSON.stringify(options)).toBeInstanceOf(ArgumentError);
      expect((error as Error).message).toContain(why);
    }
    expect(openFiles()).toEqual(before);
  });

  it('leave nothing open if it cannot listen', async () => {
    const server = await serve({ port: 0, host: '127.0.0.1', onData });
    const before = openFiles();
    const { port } = server.address as { port: number };
    await expect(serve({ port, host: '127.0.0.1', onData })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      syscall: 'bind',
    });
    await expect(serve({ port: 0, host: 'no.such.host.invalid', onData })).rejects.toMatchObject({
      syscall: 'getaddrinfo',
    });
    expect(openFiles()).toEqual(before);
    await server.close();
  });
});
