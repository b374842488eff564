/** What the processes of recorded histories run. */
import { type Actor, act, onDict, onList, onLock, onQueue } from './record.js';

export type ActorName = 'onList' | 'onDict' | 'onQueue' | 'onLock';

const ACTORS: Readonly<Record<ActorName, unknown>> = { onList, onDict, onQueue, onLock };

export function actAs(
  name: ActorName,
  object: unknown,
  path: string,
  seed: number,
  calls: number,
  doomed: boolean,
): Promise<void> {
  return act(ACTORS[name] as Actor<unknown>, object, path, seed, calls, doomed);
}
