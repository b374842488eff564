/** Servers for suites: real ones, on a free port of this machine, gone with the process that has started them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { untilAsync } from '../../conformance/waits.js';
import { findServers } from './find-server.js';

/**
 * Keeps a server: it ends with whoever holds the other end of its input, however that dies, and leaves nothing behind.
 * Interrupts are for that one, too.
 */
const KEEPER = `
trap '' INT TERM HUP
folder=$1; shift
while read -r verb; do
  case $verb in
    start) "$@" >> "$folder/log" 2>&1 & server=$!; echo started;;
    kill) kill -9 "$server"; wait "$server"; echo killed;;
    pause) kill -STOP "$server"; echo paused;;
    resume) kill -CONT "$server"; echo resumed;;
  esac
done
kill -9 "$server"; wait; rm -rf "$folder"`;

export interface ServerOptions {
  /** The path of its program. Default: the first that is found. */
  readonly program?: string;
  /** Whether it writes down all that it acknowledges, before it does. */
  readonly persistent?: boolean;
  /** Whether it is to join a cluster. */
  readonly cluster?: boolean;
  /** Further settings. */
  readonly settings?: readonly string[];
}

export class RedisServer {
  readonly port: number;
  /** Port that servers of a cluster talk to each other by. */
  readonly bus: number;
  readonly folder: string;
  readonly #keeper: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    port: number,
    bus: number,
    { program = findServers()[0], persistent = false, cluster = false, settings = [] }: ServerOptions,
  ) {
    if (program === undefined) throw new Error('neither valkey-server nor redis-server is installed');
    this.port = port;
    this.bus = bus;
    this.folder = mkdtempSync(join(tmpdir(), 'weft-redis-'));
    const persistence = persistent
      ? ['--appendonly', 'yes', '--appendfsync', 'always']
      : ['--appendonly', 'no'];
    const command = [
      program,
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', this.folder, '--save', ''],
      ...persistence,
      ...(cluster ? ['--cluster-enabled', 'yes', '--cluster-port', String(bus)] : []),
      ...settings,
    ];
    this.#keeper = spawn('sh', ['-c', KEEPER, 'sh', this.folder, ...command], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#lines = createInterface({ input: this.#keeper.stdout as NodeJS.ReadableStream })[
      Symbol.asyncIterator
    ]();
  }

  static async start(options: ServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await freePort(), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again; resolves when it answers. */
  async start(): Promise<void> {
    await this.#tell('start');
    const probe = this.client({ retryStrategy: () => 10, maxRetriesPerRequest: 0 });
    probe.on('error', () => {});
    try {
      await untilAsync(async () => answers(probe), `a server answers at ${this.port}`);
    } finally {
      probe.disconnect();
    }
  }

  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void> {
    return this.#tell('kill');
  }

  pause(): Promise<void> {
    return this.#tell('pause');
  }

  resume(): Promise<void> {
    return this.#tell('resume');
  }

  /** A bare client. */
  client(options: object = {}): Redis {
    return new Redis({ host: '127.0.0.1', port: this.port, ...options });
  }

  async stop(): Promise<void> {
    this.#keeper.stdin?.end();
    await once(this.#keeper, 'exit');
  }

  async #tell(verb: string): Promise<void> {
    this.#keeper.stdin?.write(`${verb}\n`);
    await this.#lines.next();
  }
}

/** Whether somebody answers, if only that a password is needed. */
async function answers(probe: Redis): Promise<boolean> {
  const answer = await probe.ping().catch((error: Error) => error.message);
  return answer === 'PONG' || answer.startsWith('NOAUTH');
}

/** Below the ports that systems give to those who connect, which might take a free one before the server does. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
