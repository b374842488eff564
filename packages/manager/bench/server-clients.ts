import { readFileSync } from 'node:fs';
import {
  type Contender,
  MILLIONS_PER_SECOND,
  millionsPerSecond,
  type Pace,
  type Scenario,
  Team,
  Unavailable,
  type Unit,
} from '@weft/bench';
import { Manager } from '@weft/manager';

const NAME = 'numbers';

const COUNTS = [1, 2, 4, 8] as const;

/** Those of `players/callers.ts` and `players/lean-callers.ts`. */
const KINDS = [
  { name: 'Weft Manager', module: 'callers', player: 'callers' },
  { name: 'Weft Manager, lean clients', module: 'lean-callers', player: 'leanCallers' },
] as const;

type Measure = (team: Team<Pace>, server: number) => Promise<number>;

/** @param measure what a round gives, from a team of clients at work and the process of their server */
function clients(measure: Measure): Contender[] {
  return COUNTS.flatMap((count) => KINDS.map((kind) => contender(kind, count, measure)));
}

function contender(
  { name, module, player }: (typeof KINDS)[number],
  count: number,
  measure: Measure,
): Contender {
  return {
    name,
    role: 'subject',
    case: count === 1 ? '1 client' : `${count} clients`,
    async start() {
      const manager = await Manager.start();
      await manager.list(
        Array.from({ length: 1000 }, (_, i) => i),
        { name: NAME },
      );
      const team = await Team.start<Pace>({
        module: new URL(`players/${module}.js`, import.meta.url),
        player,
        threads: count,
        shared: { address: manager.address, name: NAME },
      });
      return {
        round: () => measure(team, manager.pid as number),
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
    'All calls of all clients together. Each client is a thread that has 64 gets under way; the server is one thread of another process, and the clients share what processors it leaves: on a machine with two that is one for all of them. Lean clients send the same bytes over and over and only count the answers: with these it is the server that is at its limit.',
  unit: MILLIONS_PER_SECOND,
  contenders: clients(async (team) => millionsPerSecond(await team.play())),
  targets: [{ of: 'Weft Manager, 1 client', atLeast: 0.2 }],
};

const PERCENT: Unit = { name: '% of a core', better: 'higher' };

/** Milliseconds that the main thread of a process has had a processor for. */
function busyMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    throw new Unavailable('what a thread has used of a processor is known on Linux only');
  }
}

/** What the server uses of a core while a team calls it. */
async function share(team: Team<Pace>, server: number): Promise<number> {
  const before = { busy: busyMs(server), time: performance.now() };
  await team.play();
  return (100 * (busyMs(server) - before.busy)) / (performance.now() - before.time);
}

export const serverShare: Scenario = {
  name: 'server-share',
  title: 'A list in a server: how busy many clients keep it',
  about:
    'What the thread of the server uses of a core while the clients of the table above call it. Where it is near 100, more clients cannot make more calls; where it is not, the clients are short of processors.',
  unit: PERCENT,
  contenders: clients(share),
};
