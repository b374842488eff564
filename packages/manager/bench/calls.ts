/** The same calls of several clients, one by one and many at a time. */
import { type Contender, expectResult, millionsPerSecond, nanosecondsEach, repeatAsync } from '@weft/bench';
import { type Contents, LENGTH } from './redis-clients.js';

const BATCH = 256;

/** Calls that are under way at a time, where they are not awaited one by one. */
export const IN_FLIGHT = 64;

export const VERBS = ['get', 'append', 'set'] as const;
export type Verb = (typeof VERBS)[number];

/** One call, with its result checked. */
async function call(contents: Contents, verb: Verb, i: number): Promise<void> {
  if (verb === 'get') expectResult('the element', await contents.get(i % LENGTH), i % LENGTH);
  else if (verb === 'append') await contents.append(i);
  else await contents.set(`key ${i % LENGTH}`, i);
}

/** Calls one after the other: each begins when the one before it was answered. In microseconds. */
export function sequential(...client: Client): Contender {
  return contender(client, async (task) => nanosecondsEach([await repeatAsync(BATCH, task)]) / 1e3);
}

/** Tasks each of which calls again as soon as it was answered. In millions of calls per second. */
export function inFlight(...client: Client): Contender {
  return contender(client, async (task) => {
    const pace = await repeatAsync(BATCH * IN_FLIGHT, async () => {
      await Promise.all(Array.from({ length: IN_FLIGHT }, task));
    });
    return millionsPerSecond([pace]);
  });
}

type Client = readonly [name: string, role: Contender['role'], verb: Verb, make: () => Promise<Contents>];

/** @param measure what a round gives, with a task of `BATCH` calls one after the other */
function contender(
  [name, role, verb, make]: Client,
  measure: (task: () => Promise<void>) => Promise<number>,
): Contender {
  return {
    name,
    role,
    case: verb,
    async start() {
      const contents = await make();
      const task = async () => {
        for (let i = 0; i < BATCH; i += 1) await call(contents, verb, i);
      };
      return { round: () => measure(task), stop: () => contents.stop() };
    },
  };
}
