import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, ManagerServer } from '@weft/manager';
import { afterEach, describe, expect, it } from 'vitest';
import { expectReject, expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { privateFolder } from '../../dist/private-folder.js';
import { newChallenge, proofOf } from '../../dist/wire/handshake.js';
import { RawClient } from './raw-client.js';

const KEY = 'the right key, long enough';
const WRONG = 'a wrong key, also long enough';

describe('the handshake', () => {
  const refused: string[] = [];
  let server: ManagerServer;
  const serve = async (options: ConstructorParameters<typeof ManagerServer>[0] = {}) => {
    refused.length = 0;
    server = new ManagerServer({
      address: 'tcp://127.0.0.1:0',
      authkey: KEY,
      onRefused: (error) => refused.push((error as { code?: string }).code ?? error.name),
      ...options,
    });
    return server.serve();
  };
  afterEach(() => server.close());

  it('lets in who has the key', async () => {
    const address = await serve();
    for (const authkey of [KEY, Buffer.from(KEY), undefined]) {
      const manager = await Manager.connect(address, { authkey });
      expect(await (await manager.list([1])).length()).toBe(1);
      await manager.close();
    }
    expect(refused).toEqual([]);
  });

  it('tells both sides of a wrong key, and the server goes on serving', async () => {
    const address = await serve();
    const right = await Manager.connect(address, { authkey: KEY });
    await expectReject(Manager.connect(address, { authkey: WRONG }), 'ERR_WEFT_AUTHENTICATION');
    expect(refused).toEqual(['ERR_WEFT_AUTHENTICATION']);
    expect(await (await right.value(1)).get()).toBe(1);
    await right.close();
  });

  it('takes the server for nobody if it does not have the key', async () => {
    const address = await serve();
    // A server that lets everybody in, with whatever it knows.
    const { createServer } = await import('node:net');
    const { FrameWriter } = await import('../../dist/wire/writer.js');
    const impostor = createServer((socket) => {
      const writer = new FrameWriter(1024);
      writer.begin(3);
      writer.text('weft-manager');
      writer.number(1);
      writer.binary(newChallenge());
      writer.end();
      socket.write(writer.take());
      socket.once('data', (said) => {
        // What the client has sent, as if it were the server's own proof.
        writer.begin(5);
        writer.binary(said.subarray(-34, -2));
        writer.text('id');
        writer.number(1);
        writer.number(1);
        writer.number(1);
        writer.end();
        socket.write(writer.take());
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const { port } = impostor.address() as { port: number };
    await expectReject(
      Manager.connect(`tcp://127.0.0.1:${port}`, { authkey: KEY }),
      'ERR_WEFT_AUTHENTICATION',
    );
    impostor.close();
    expect(address).toMatch(/^tcp:/);
  });

  it('refuses a proof that was reflected, replayed, shortened or made for another role', async () => {
    const address = await serve();
    const key = Buffer.from(KEY);
    const first = await RawClient.open(address);
    const [, , challenge] = (await first.next()) as [string, number, Uint8Array];
    const mine = newChallenge();
    const challenges = { client: mine, server: challenge };
    const good = proofOf('client', key, challenges, first.socket);
    first.close();
    for (const attempt of [
      (server: Uint8Array) => proofOf('server', key, { client: mine, server }, first.socket),
      () => good,
      (server: Uint8Array) => proofOf('client', key, { client: server, server: mine }, first.socket),
      (server: Uint8Array) => proofOf('client', key, { client: mine, server }, first.socket).subarray(0, 16),
      () => new Uint8Array(0),
      () => 5 as never,
    ]) {
      const client = await RawClient.open(address);
      const [, , theirs] = (await client.next()) as [string, number, Uint8Array];
      client.send(mine, attempt(theirs), 1);
      expect(await client.dismissed()).toBe('ERR_WEFT_AUTHENTICATION');
    }
  });

  it('has an end', async () => {
    const address = await serve({ limits: { handshakeTimeout: 20 } });
    const silent = await RawClient.open(address);
    expect(await silent.dismissed()).toBe('ERR_WEFT_AUTHENTICATION');
    expect(refused).toEqual(['ERR_WEFT_AUTHENTICATION']);
  });

  it('takes small messages only', async () => {
    const address = await serve();
    const client = await RawClient.open(address);
    await client.next();
    client.send(new Uint8Array(5000));
    expect(await client.dismissed()).toBe('ERR_WEFT_PROTOCOL');
  });

  it('says when nobody, or somebody else, is at the address', async () => {
    const address = await serve();
    const { createServer } = await import('node:net');
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await expectReject(Manager.connect(`tcp://127.0.0.1:${port}`, { authkey: KEY }), 'ERR_WEFT_PROTOCOL');
    other.close();
    await expectReject(Manager.connect(`tcp://127.0.0.1:${port}`, { authkey: KEY }), 'ERR_WEFT_CONNECT');
    await expectReject(Manager.connect('unix:///no/such/socket', { authkey: KEY }), 'ERR_WEFT_CONNECT');
    await expectReject(Manager.connect('tcp://127.0.0.1:1'), 'ERR_WEFT_AUTHENTICATION');
    for (const wrong of ['', 'tcp://', 'http://x', 'tcp://x', 'unix://x', 5, undefined]) {
      await expectReject(Manager.connect(wrong as string), 'ERR_WEFT_ARGUMENT');
    }
    expect(address).toMatch(/^tcp:/);
  });

  it('needs keys that cannot be guessed', async () => {
    await serve();
    expectThrow(() => new ManagerServer({ authkey: 'short' }), 'ERR_WEFT_ARGUMENT');
    expectThrow(() => new ManagerServer({ authkey: 5 as never }), 'ERR_WEFT_ARGUMENT');
    await expectReject(Manager.connect(server.address, { authkey: 'short' }), 'ERR_WEFT_ARGUMENT');
    await expectReject(Manager.start({ authkey: 'short' }), 'ERR_WEFT_ARGUMENT');
  });
});

describe('keys and sockets', () => {
  it('are reached by their user only, and go with the server', async () => {
    const manager = await Manager.start();
    const folder = privateFolder();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const socket = manager.address.slice('unix://'.length);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const files = readdirSync(folder).filter((name) => name.endsWith('.key'));
    const own = files.filter((name) => readFileSync(join(folder, name), 'utf8').includes(manager.address));
    expect(own).toHaveLength(1);
    expect(statSync(join(folder, own[0] as string)).mode & 0o777).toBe(0o600);
    await manager.shutdown();
    expect([existsSync(join(folder, own[0] as string)), existsSync(socket)]).toEqual([false, false]);
  });

  it('lie in no folder that others can enter', async () => {
    const runtime = mkdtempSync(join(tmpdir(), 'weft-runtime-'));
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = runtime;
    try {
      mkdirSync(privateFolder());
      chmodSync(privateFolder(), 0o777);
      await expectReject(new ManagerServer().serve(), 'ERR_WEFT_AUTHENTICATION');
      expect(readdirSync(privateFolder())).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
      else process.env.XDG_RUNTIME_DIR = before;
      rmSync(runtime, { recursive: true });
    }
  });

  it('come from a file that the environment names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weft-key-'));
    const path = join(folder, 'key');
    writeFileSync(path, `${KEY}\n`);
    const { keyFor, readKeyFile } = await import('../../dist/keys.js');
    process.env.WEFT_MANAGER_AUTHKEY_FILE = path;
    try {
      expect(keyFor('tcp://elsewhere:1').toString()).toBe(KEY);
      await expect(async () => readKeyFile(join(folder, 'none'))).rejects.toMatchObject({
        code: 'ERR_WEFT_AUTHENTICATION',
      });
    } finally {
      delete process.env.WEFT_MANAGER_AUTHKEY_FILE;
      rmSync(folder, { recursive: true });
    }
  });
});

describe('TLS', () => {
  /** A certificate that nobody has signed but its key. */
  function selfSigned(): { key: string; cert: string } {
    const folder = mkdtempSync(join(tmpdir(), 'weft-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const openssl = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ];
    execFileSync('openssl', [...openssl, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    rmSync(folder, { recursive: true });
    return pair;
  }

  it('carries everything, and the proofs are bound to it', async () => {
    const tls = selfSigned();
    await using server = new ManagerServer({ address: 'tls://127.0.0.1:0', authkey: KEY, tls });
    const address = await server.serve();
    const reach = { authkey: KEY, tls: { ca: tls.cert, servername: 'localhost' } };
    const manager = await Manager.connect(address, reach);
    expect(await (await manager.list([1, 2])).toArray()).toEqual([1, 2]);
    await manager.close();
    await expectReject(Manager.connect(address, { authkey: KEY }), 'ERR_WEFT_CONNECT');
    await expectReject(Manager.connect(address, { ...reach, authkey: WRONG }), 'ERR_WEFT_AUTHENTICATION');
    await expectReject(
      Manager.connect(address.replace('tls:', 'tcp:'), { authkey: KEY, connectTimeout: 200 }),
      'ERR_WEFT_CONNECT',
    );
    expectThrow(() => new ManagerServer({ address: 'tls://127.0.0.1:0' }), 'ERR_WEFT_ARGUMENT');
  });
});
