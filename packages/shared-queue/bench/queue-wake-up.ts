import { share } from '@weft/atomics';
import {
  type Contender,
  expectResult,
  MICROSECONDS,
  nanosecondsEach,
  type Pace,
  type Scenario,
  Team,
} from '@weft/bench';
import { int32, Queue } from '@weft/shared-queue';

function roundTrips(options: {
  readonly name: string;
  readonly role: Contender['role'];
  readonly player: string;
  readonly shared: () => unknown;
}): Contender {
  const { name, role, player, shared } = options;
  return {
    name,
    role,
    async start() {
      const team = await Team.start<Pace | undefined>({
        module: new URL('weft/round-trips.js', import.meta.url),
        player,
        threads: 2,
        shared: shared(),
        env: { WEFT_SPIN: 'never' },
        processors: [0, 1],
      });
      return {
        async round() {
          const [pace, none] = await team.play();
          expectResult('what the answering thread measured', none, undefined);
          return nanosecondsEach([pace as Pace]) / 1e3;
        },
        stop: () => team.stop(),
      };
    },
  };
}

const queue = () => new Queue({ codec: int32, maxsize: 16 });

/** How soon a blocked consumer goes on when an item comes. */
export const queueWakeUp: Scenario = {
  name: 'queue-wake-up',
  title: 'Wake-up of a blocked consumer, there and back',
  about:
    'Two threads on one processor each send a number to and fro; neither spins, so every wait parks. Each answer must ' +
    'be to its question.',
  unit: MICROSECONDS,
  contenders: [
    roundTrips({
      name: 'Weft Queue',
      role: 'subject',
      player: 'queues',
      shared: () => share([queue(), queue()]),
    }),
    roundTrips({
      name: 'Atomics.wait + notify',
      role: 'bare',
      player: 'words',
      shared: () => new Int32Array(new SharedArrayBuffer(256)),
    }),
  ],
  targets: [{ of: 'Weft Queue', against: 'Atomics.wait + notify', atMost: 1.5 }],
};
