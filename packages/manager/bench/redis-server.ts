/** A server of Valkey or Redis for a contender: on a free port, gone with this process however it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Unavailable } from '@weft/bench';
import { Redis } from 'ioredis';

/** Ends when its input does. */
const KEEPER = `
"$@" > /dev/null &
cat > /dev/null
kill $!; wait`;

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** @throws Unavailable if none is installed */
export async function startServer(): Promise<Server> {
  const wanted = process.env.WEFT_REDIS_SERVER;
  const program = await installed(wanted ? [wanted] : ['valkey-server', 'redis-server']);
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', program, ...options], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const probe = new Redis({ port, retryStrategy: () => 10, maxRetriesPerRequest: null });
  probe.on('error', () => {});
  await probe.ping();
  probe.disconnect();
  return {
    port,
    async stop() {
      keeper.stdin.end();
      await once(keeper, 'exit');
    },
  };
}

async function installed(programs: readonly string[]): Promise<string> {
  for (const program of programs) {
    const [code] = await once(
      spawn('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }),
      'exit',
    );
    if (code === 0) return program;
  }
  throw new Unavailable('neither valkey-server nor redis-server was found: install one of them');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
