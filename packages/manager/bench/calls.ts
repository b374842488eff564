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

/** Calls one after the other: each begins when the one before it was answered. */
export function sequential(
  name: string,
  role: Contender['role'],
  verb: Verb,
  make: () => Promise<Contents>,
): Contender {
  return {
    name,
    role,
    case: verb,
    async start() {
      const contents = await make();
      return {
        async round() {
          const pace = await repeatAsync(BATCH, async () => {
            for (let i = 0; i < BATCH; i += 1) await call(contents, verb, i);
          });
          return nanosecondsEach([pace]) / 1e3;
        },
        stop: () => contents.stop(),
      };
    },
  };
}

/** Tasks each of which calls again as soon as it was answered. */
export function inFlight(
  name: string,
  role: Contender['role'],
  verb: Verb,
  make: () => Promise<Contents>,
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
      return {
        async round() {
          const pace = await repeatAsync(BATCH * IN_FLIGHT, async () => {
            await Promise.all(Array.from({ length: IN_FLIGHT }, task));
          });
          return millionsPerSecond([pace]);
        },
        stop: () => contents.stop(),
      };
    },
  };
}
