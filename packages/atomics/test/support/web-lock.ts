/** What a browser needs to notice the end of a thread. */
import { threadIdentity } from '@weft/atomics';

interface WebLocks {
  query(): Promise<{ held: readonly { name: string }[] }>;
}

/** Resolves once this thread has its Web Lock; who ends before that ends unnoticed, as the README says. */
export async function endIsNoticeable(): Promise<void> {
  if (globalThis.process !== undefined) return;
  const { locks } = (globalThis as unknown as { navigator: { locks: WebLocks } }).navigator;
  const hasLock = async () => {
    const { held } = await locks.query();
    return held.some(({ name }) => name === `weft:${threadIdentity()}`);
  };
  while (!(await hasLock()));
}
