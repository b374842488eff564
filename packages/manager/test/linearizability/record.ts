/** Records what clients do, as it happens, so that nothing is missing when one is killed. */
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ManagedGuard, ManagedLock, ManagedQueue, SharedDict, SharedList } from '@weft/manager';
import { Random } from '../../../atomics/dist-test/support/random.js';
import type { Operation } from './check.js';
import type { Call, Result } from './models.js';

/** Nanoseconds of a clock that all processes share. */
const now = (): number => Number(process.hrtime.bigint());

/** A client that makes calls at random and writes them down. */
export type Actor<O> = (
  object: O,
  random: Random,
  who: string,
) => () => readonly [Call, () => Promise<unknown>];

/** Milliseconds between the calls of one who has made its calls and is to be killed: a history must stay short to be checked. */
const LINGER_MS = 10;

/** One who does as it pleases and as often as it is to; a doomed one goes on, at leisure, until it is killed. */
export async function act<O>(
  actor: Actor<O>,
  object: O,
  path: string,
  seed: number,
  calls: number,
  doomed: boolean,
): Promise<void> {
  const who = `client ${seed}`;
  const next = actor(object, new Random(seed), who);
  for (let i = 0; doomed || i < calls; i += 1) {
    if (i >= calls) await setTimeout(LINGER_MS);
    const [call, make] = next();
    const id = `${who} ${i}`;
    appendFileSync(path, `${JSON.stringify({ id, call, begin: now() })}\n`);
    const result = await make().then(
      (value) => value ?? null,
      (error) => (error as { code?: string }).code ?? String(error),
    );
    appendFileSync(path, `${JSON.stringify({ id, result, end: now() })}\n`);
  }
}

/** What was written down. */
export function historyIn(path: string): Operation<Call, Result>[] {
  const begun = new Map<string, { call: Call; begin: number; end: number; result: Result | undefined }>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '' || !line.endsWith('}')) continue;
    const { id, ...facts } = JSON.parse(line) as { id: string; call: Call; begin: number };
    const known = begun.get(id);
    if (known !== undefined) Object.assign(known, facts);
    else begun.set(id, { end: Number.POSITIVE_INFINITY, result: undefined, ...facts });
  }
  return [...begun.values()];
}

export const onList: Actor<SharedList<number>> = (list, random) => () => {
  const value = random.below(1000);
  const place = random.below(3);
  return random.pick<readonly [Call, () => Promise<unknown>]>([
    [['append', value], () => list.append(value)],
    [['append', value], () => list.append(value)],
    [['pop'], () => list.pop()],
    [['shift'], () => list.pop(0)],
    [['get', place], () => list.get(place)],
    [['set', place, value], () => list.set(place, value)],
    [['increment', place], () => list.update(place, (n) => n + 1)],
    [['length'], () => list.length()],
  ]);
};

export const onDict: Actor<SharedDict<string, number>> = (dict, random) => () => {
  const key = `key ${random.below(3)}`;
  const value = random.below(1000);
  return random.pick<readonly [Call, () => Promise<unknown>]>([
    [['set', key, value], () => dict.set(key, value)],
    [['get', key], () => dict.get(key)],
    [['get', key], () => dict.get(key)],
    [['delete', key], () => dict.delete(key)],
    [['setDefault', key, value], () => dict.setDefault(key, value)],
    [['increment', key], () => dict.compute(key, (n = 0) => n + 1)],
  ]);
};

/** No two clients put the same item, and none puts it twice. */
export const onQueue: Actor<ManagedQueue<unknown>> = (queue, random, who) => {
  let puts = 0;
  const client = Number(who.split(' ')[1]) % 1000;
  return () => {
    const item = puts * 1000 + client;
    puts += 1;
    return random.pick<readonly [Call, () => Promise<unknown>]>([
      [['put', item], () => queue.put(item)],
      [['tryGet'], () => queue.tryGet()],
      [['qsize'], () => queue.qsize()],
    ]);
  };
};

export const onLock: Actor<ManagedLock> = (lock, random, who) => {
  let guard: ManagedGuard | undefined;
  const acquire = async () => {
    guard = await lock.tryAcquire();
    return guard !== undefined;
  };
  const release = async () => {
    const held = guard as ManagedGuard;
    guard = undefined;
    await held.release();
  };
  const recover = async () => {
    guard = await lock.recover();
  };
  return () => {
    if (guard !== undefined) return [['release', who], release];
    return random.below(4) === 0 ? [['recover', who], recover] : [['tryAcquire', who], acquire];
  };
};
