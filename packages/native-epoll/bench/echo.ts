/** Small messages at some numbers of connections: how many, how late, and at which price. */
import { type Contender, MICROSECONDS, type Scenario, type Target, type Unit } from '@weft/bench';
import { BARE, ECHO_SERVERS, type EchoServer, NODE, PYTHON, SERVE } from './contenders/echo-servers.js';
import { type LoadResult, load } from './contenders/load.js';

const ROUND_TRIPS: Unit = { name: 'k round trips/s', better: 'higher' };

const CHECKED = 'Every connection sends 64 bytes, waits for all of them, compares, and sends the next.';
const PROCESSORS = 'The server has one processor, the load another one.';

interface EchoResult extends LoadResult {
  /** Processor time of the server for a round trip, in microseconds. */
  readonly cost: number;
}

/** What a round is asked for. */
type Measure = (result: EchoResult) => number;

/** Rounds at some number of connections. Their results serve several scenarios, which are measured in one go. */
class EchoRounds {
  readonly #connections: number;
  /** By server and measure: results of rounds that were not asked for this measure yet. */
  readonly #kept = new Map<string, EchoResult[]>();

  constructor(connections: number) {
    this.#connections = connections;
  }

  /** A contender whose rounds are kept for the contenders of `others`. */
  measuring(server: EchoServer, measure: Measure, others: readonly string[]): Contender {
    return {
      name: server.name,
      role: server.role,
      start: async () => {
        const running = await server.start();
        return {
          round: async () => {
            const result = await this.#round(running);
            for (const other of others) this.#keptFor(server, other).push(result);
            return measure(result);
          },
          stop: () => running.stop(),
        };
      },
    };
  }

  /** A contender that takes the rounds of another scenario, or makes its own if that is not measured. */
  replaying(server: EchoServer, scenario: string, measure: Measure): Contender {
    const kept = this.#keptFor(server, scenario);
    const own = this.measuring(server, measure, []);
    return {
      ...own,
      start: async () =>
        kept.length > 0 ? { round: () => measure(kept.shift() as EchoResult) } : own.start(),
    };
  }

  #keptFor({ name }: EchoServer, scenario: string): EchoResult[] {
    const key = `${scenario}: ${name}`;
    const kept = this.#kept.get(key) ?? [];
    this.#kept.set(key, kept);
    return kept;
  }

  async #round(server: Awaited<ReturnType<EchoServer['start']>>): Promise<EchoResult> {
    const before = server.processorTime();
    const result = await load('echo', server.port, [
      ...['--connections', String(this.#connections)],
      ...['--warm-up', '300', '--duration', '1500'],
    ]);
    const cost = (server.processorTime() - before) / result.all_round_trips;
    return { ...result, cost };
  }
}

function echoScenarios(connections: number, targets: readonly Target[]): Scenario[] {
  const rounds = new EchoRounds(connections);
  const [late, dear] = [`latency-${connections}`, `cost-${connections}`];
  const many = connections.toLocaleString('en');
  return [
    {
      name: `echo-${connections}`,
      title: `Echo of 64 bytes, ${many} connections`,
      about: `${CHECKED} ${PROCESSORS}`,
      unit: ROUND_TRIPS,
      contenders: ECHO_SERVERS.map((server) =>
        rounds.measuring(server, (result) => result.round_trips_per_second / 1e3, [late, dear]),
      ),
      targets,
    },
    {
      name: late,
      title: `The same, 99th percentile of the latency, ${many} connections`,
      about: 'Of 100 round trips 99 take at most this long. In a closed loop they wait for each other.',
      unit: MICROSECONDS,
      contenders: ECHO_SERVERS.map((server) =>
        rounds.replaying(server, late, (result) => result.latency_us.p99),
      ),
      targets: [{ of: SERVE, against: NODE, atMost: 1 }],
    },
    {
      name: dear,
      title: `The same, processor time of the server for a round trip, ${many} connections`,
      about: 'User and system time of all its threads; most of it is the network stack of the system.',
      unit: MICROSECONDS,
      contenders: ECHO_SERVERS.map((server) => rounds.replaying(server, dear, ({ cost }) => cost)),
    },
  ];
}

export const CONNECTIONS: readonly number[] = [100, 1000, 10_000];

export const echo: readonly Scenario[] = [
  ...echoScenarios(100, [
    { of: SERVE, against: BARE, atLeast: 0.92 },
    { of: SERVE, against: NODE, atLeast: 1.4 },
    { of: SERVE, against: PYTHON, atLeast: 1 },
  ]),
  ...echoScenarios(1000, [{ of: SERVE, against: NODE, atLeast: 1.8 }]),
  ...echoScenarios(10_000, [{ of: SERVE, against: NODE, atLeast: 1 }]),
];
