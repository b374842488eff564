import { share } from '@weft/atomics';
import {
  type Contender,
  MICROSECONDS,
  nanosecondsEach,
  type Pace,
  repeat,
  type Scenario,
  Team,
} from '@weft/bench';
import { Pipe } from '@weft/threads';
import { eventPingPong } from './pool-round-trip.js';
import { LARGE } from './weft/round-trips.js';

const MODULE = new URL('weft/round-trips.js', import.meta.url);
const GIGABYTES_PER_SECOND = { name: 'GB/s', better: 'higher' } as const;

function overPipe(name: string, player: string, measured: (pace: Pace) => number): Contender {
  return {
    name,
    role: 'subject',
    async start() {
      const team = await Team.start<Pace | undefined>({
        module: MODULE,
        player,
        threads: 2,
        shared: share(Pipe()),
      });
      return {
        async round() {
          const [pace] = await team.play();
          return measured(pace as Pace);
        },
        stop: () => team.stop(),
      };
    },
  };
}

export const pipeRoundTrip: Scenario = {
  name: 'pipe-round-trip',
  title: 'Pipe between two threads: a number there and back',
  about: 'One operation is a message each way; each answer must be to its question.',
  unit: MICROSECONDS,
  contenders: [overPipe('Weft Pipe', 'pipe', (pace) => nanosecondsEach([pace]) / 1e3), eventPingPong()],
  targets: [{ of: 'Weft Pipe', against: 'Weft Event ping-pong', atMost: 1.3 }],
};

function plainCopy(): Contender {
  return {
    name: 'a plain copy in one thread',
    role: 'bare',
    start() {
      // From memory to memory, as the bytes of a message go: not from cache to cache.
      const from = Array.from({ length: 64 }, () => new Uint8Array(LARGE).fill(7));
      const to = from.map(() => new Uint8Array(LARGE));
      return {
        round() {
          let i = 0;
          const pace = repeat(1, () => {
            to[i % 64]?.set(from[i % 64] as Uint8Array);
            i += 1;
          });
          return LARGE / nanosecondsEach([pace]);
        },
      };
    },
  };
}

export const pipeLargeMessages: Scenario = {
  name: 'pipe-large-messages',
  title: 'Pipe between two threads: messages of 1 MiB',
  about:
    'Bytes per second one way, into memory of the receiver, which checks how each message begins and ends.',
  unit: GIGABYTES_PER_SECOND,
  contenders: [
    overPipe('Weft Pipe', 'largeMessages', (pace) => LARGE / nanosecondsEach([pace])),
    plainCopy(),
  ],
  targets: [{ of: 'Weft Pipe', against: 'a plain copy in one thread', atLeast: 0.5 }],
};
