/** A raw worker that loads Weft at once or when it is first asked to do something, and answers its parent. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Event, Guard, Lock } from '@weft/atomics';

interface Objects {
  readonly lock: Lock;
  readonly event: Event;
}

let loading: Promise<typeof import('@weft/atomics')> | undefined;
const load = () => {
  loading ??= import('@weft/atomics');
  return loading;
};

let objects: Objects;
let guard: Guard | undefined;

async function carryOut(verb: string, value: unknown): Promise<unknown> {
  const weft = await load();
  if (value !== undefined) objects = weft.attach<Objects>(value);
  switch (verb) {
    case 'make':
      objects = { lock: new weft.Lock(), event: new weft.Event() };
      return weft.share(objects);
    case 'acquire':
      try {
        guard = objects.lock.acquireSync();
        return 'acquired';
      } catch (error) {
        return (error as { code: string }).code;
      }
    case 'try':
      return objects.lock.tryAcquire() === undefined ? 'taken' : 'free';
    case 'release':
      guard?.release();
      return 'released';
    default:
      guard?.release();
      objects.event.set();
      return 'set';
  }
}

parentPort?.on('message', async ({ verb, value }: { verb: string; value: unknown }) => {
  parentPort?.postMessage(await carryOut(verb, value));
});
if (workerData === 'at once') await load();
parentPort?.postMessage('ready');
