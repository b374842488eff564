import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BYTES, type Contender, expectResult, type Scenario } from '@weft/bench';
import { ECHO_SERVERS, type EchoServer, NODE, SERVE } from './contenders/echo-servers.js';
import { load, loadProgram } from './contenders/load.js';

const CONNECTIONS = 10_000;

/** Opens the connections, has each of them used once, and reads the memory of the server before and after. */
async function bytesEach(server: Awaited<ReturnType<EchoServer['start']>>): Promise<number> {
  // What any use at all costs is not what a connection costs.
  await load('echo', server.port, ['--connections', '200', '--warm-up', '0', '--duration', '1000']);
  const before = server.residentBytes();
  const words = ['idle', '--port', String(server.port), '--connections', String(CONNECTIONS)];
  const child = spawn(await loadProgram(), words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  expectResult('what is open', String(line).trim(), JSON.stringify({ connections: CONNECTIONS }));
  const after = server.residentBytes();
  child.stdin.end();
  await ended;
  return (after - before) / CONNECTIONS;
}

function contender({ name, role, start }: EchoServer): Contender {
  return {
    name,
    role,
    async start() {
      // Whether it can be had at all is known before the first round.
      await (await start()).stop();
      return {
        async round() {
          // A new one each time: memory that was used once is not given back.
          const server = await start();
          try {
            return await bytesEach(server);
          } finally {
            await server.stop();
          }
        },
      };
    },
  };
}

export const idleMemory: Scenario = {
  name: 'idle-memory',
  title: 'Memory of a server for an idle connection',
  about:
    'Resident memory of the process (not of the kernel) that 10,000 connections add, each after one message of 64 ' +
    'bytes there and back, divided by 10,000.',
  unit: BYTES,
  contenders: ECHO_SERVERS.map(contender),
  targets: [{ of: SERVE, against: NODE, atMost: 0.25 }],
};
