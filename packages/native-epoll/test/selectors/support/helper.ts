/** A thread that does things while the test's own is blocked. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Waker } from '@weft/native-epoll';

/** What it is told. It begins `afterMs` milliseconds later, when the one who told it is likely to be blocked. */
export type Order =
  | { readonly verb: 'send'; readonly fd: number; readonly text: string; readonly afterMs: number }
  | { readonly verb: 'wake'; readonly waker: Waker; readonly times: number; readonly afterMs: number }
  | { readonly verb: 'set'; readonly event: unknown; readonly afterMs: number };

export interface Helper {
  /** Tells it, without waiting; resolves with what the order returned. One at a time. */
  do(order: Order): Promise<unknown>;
  end(): Promise<void>;
}

/** Those that were started here. */
export const helperThreads: WeakSet<Worker> = new WeakSet();

/** Starts one, and waits until it is there. */
export async function startHelper(): Promise<Helper> {
  const worker = new Worker(new URL('../workers/helper.js', import.meta.url));
  helperThreads.add(worker);
  await once(worker, 'message');
  return {
    async do(order) {
      const answered = once(worker, 'message');
      worker.postMessage(order);
      return (await answered)[0];
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
