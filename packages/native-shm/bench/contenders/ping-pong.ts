/** Pairs of processes that wake each other in turn. */
import { AtomicInt32, share } from '@weft/atomics';
import { type Contender, nanosecondsEach, type Pace, Team } from '@weft/bench';
import { ProcessRegion } from '@weft/native-shm';

export interface PingPongOptions {
  readonly name: string;
  readonly role: Contender['role'];
  readonly case?: string;
  readonly player: string;
  /** What each side waits for. */
  readonly side: (region: ProcessRegion) => unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly processors?: readonly [number, number];
}

/** Microseconds per round trip, which is two wake-ups. */
export function pingPong(options: PingPongOptions): Contender {
  const { name, role, case: where, player, side, env = {}, processors = [] } = options;
  return {
    name,
    role,
    case: where,
    async start() {
      const region = ProcessRegion.anonymous({ bytes: 4096 });
      const over = new AtomicInt32(0, { in: region });
      const shared = share({ region, sides: [side(region), side(region)], over });
      const team = await Team.start<Pace | undefined>({
        kind: 'processes',
        module: new URL('../players/wake-ups.js', import.meta.url),
        player,
        threads: 2,
        shared,
        env,
        processors,
      });
      return {
        async round() {
          const [pace] = await team.play();
          return nanosecondsEach([pace as Pace]) / 1e3;
        },
        async stop() {
          await team.stop();
          region.close();
        },
      };
    },
  };
}
