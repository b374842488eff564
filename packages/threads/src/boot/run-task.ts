/**
 * Finds the target of a worker, and runs it.
 *
 * This runs in workers that have not loaded the package: it must not use anything but its parameters and what the
 * language itself offers.
 */
import type { Here } from '../table/here.js';
import type { EncodedError } from '../transfer/encode-error.js';
import type { Resolver } from './make-resolver.js';
import type { Message, Task } from './wire.js';

/** What the ends of threads and of processes have in common. */
export interface Ending {
  /** Tells the outcome. Throws what the channel throws for values that it cannot carry. */
  readonly tell: (message: Message, transfer?: readonly unknown[]) => void;
  readonly encode: (thrown: unknown) => EncodedError;
  /** Whether the runtime prints errors that nobody catches. */
  readonly prints: boolean;
  /** The target has thrown a `ThreadExit`. */
  readonly exit: (code: number) => void;
}

export async function runTask(task: Task, here: Here, resolve: Resolver, ending: Ending): Promise<void> {
  const { tell, encode, exit, prints } = ending;
  let settled = false;

  function settle(message: Message, transfer?: readonly unknown[]): void {
    settled = true;
    tell(message, transfer);
  }

  function settleWith(value: unknown): void {
    try {
      settle({ how: 'returned', value }, here.moved?.get(value as object));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const refused = new TypeError(`what "${task.target.name}" has returned cannot travel: ${reason}`);
      settle({ how: 'threw', error: encode(Object.assign(refused, { code: 'ERR_WEFT_RESULT' })) });
    }
  }

  function settleThrown(thrown: unknown, printed: boolean): void {
    if ((thrown as { code?: unknown } | undefined)?.code === 'ERR_WEFT_THREAD_EXIT') {
      settle({ how: 'returned', value: undefined });
      exit(Number((thrown as { exitCode?: unknown }).exitCode) || 0);
    } else settle({ how: 'threw', error: encode(thrown), printed });
  }

  process.on('uncaughtExceptionMonitor', (error) => {
    if (settled) tell({ how: 'late', error: encode(error) });
    else settleThrown(error, prints);
  });

  async function load(): Promise<void> {
    here.bootstrapping += 1;
    try {
      for (const module of task.modules) await import(module);
    } finally {
      here.bootstrapping -= 1;
    }
  }

  try {
    if (task.modules.length > 0) await load();
    const target = await resolve(task.target);
    const args = task.packages && here.attach ? await here.attach(task.args, task.packages) : task.args;
    settleWith(await target(...(args as unknown[])));
  } catch (thrown) {
    settleThrown(thrown, false);
  }
}
