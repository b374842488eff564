import {
  type Contender,
  MILLIONS_PER_SECOND,
  millionsPerSecond,
  type Pace,
  type Scenario,
  Team,
} from '@weft/bench';
import { Manager } from '@weft/manager';

const NAME = 'numbers';

function clients(count: number): Contender {
  return {
    name: 'Weft Manager',
    role: 'subject',
    case: count === 1 ? '1 client' : `${count} clients`,
    async start() {
      const manager = await Manager.start();
      await manager.list(
        Array.from({ length: 1000 }, (_, i) => i),
        { name: NAME },
      );
      const team = await Team.start<Pace>({
        module: new URL('players/callers.js', import.meta.url),
        player: 'callers',
        threads: count,
        shared: { address: manager.address, name: NAME },
      });
      return {
        round: async () => millionsPerSecond(await team.play()),
        async stop() {
          await team.stop();
          await manager.shutdown();
        },
      };
    },
  };
}

export const manyClients: Scenario = {
  name: 'server-clients',
  title: 'A list in a server: calls of many clients',
  about:
    'All calls of all clients together. Each client is a thread that has 64 gets under way; the server is one thread of another process, and the clients share what processors it leaves.',
  unit: MILLIONS_PER_SECOND,
  contenders: [1, 2, 4, 8].map(clients),
  targets: [{ of: 'Weft Manager, 1 client', atLeast: 0.2 }],
};
