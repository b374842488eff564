import type { Contender, Scenario, Unit } from '@weft/bench';
import { ECHO_SERVERS, type EchoServer, NODE, SERVE } from './contenders/echo-servers.js';
import { load } from './contenders/load.js';

const MEGABYTES: Unit = { name: 'MB/s', better: 'higher' };

function contender({ name, role, start }: EchoServer): Contender {
  return {
    name,
    role,
    async start() {
      const server = await start();
      return {
        async round() {
          const words = ['--warm-up', '300', '--duration', '1500'];
          return (await load('stream', server.port, words)).megabytes_per_second;
        },
        stop: () => server.stop(),
      };
    },
  };
}

export const streaming: Scenario = {
  name: 'streaming',
  title: 'Echo of 64 KiB, 10 connections, 16 messages under way on each',
  about:
    'Megabytes per second that come back; each byte is compared. More is sent than a server can answer at once.',
  unit: MEGABYTES,
  contenders: ECHO_SERVERS.map(contender),
  targets: [{ of: SERVE, against: NODE, atLeast: 1 }],
};
