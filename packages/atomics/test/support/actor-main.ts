/** The actor's side: carries out orders one by one, as they come. */
import { attach, type DeadlockError, type Guard, type SharedObject } from '@weft/atomics';
import { ownPort } from './channel.js';
import type { Answer, Order } from './protocol.js';

const port = ownPort();
const guards = new Map<number, Guard>();
let lastGuard = 0;

function isGuard(value: unknown): value is Guard {
  return typeof (value as Guard | undefined)?.release === 'function' && Symbol.dispose in (value as object);
}

async function carryOut(order: Order): Promise<unknown> {
  switch (order.verb) {
    case 'call': {
      const object = attach<SharedObject & Record<string, (...args: unknown[]) => unknown>>(order.object);
      const value = await object[order.method]?.(...attach<unknown[]>(order.args));
      if (!isGuard(value)) return value;
      lastGuard += 1;
      guards.set(lastGuard, value);
      return { guard: lastGuard };
    }
    case 'release': {
      guards.get(order.guard)?.release();
      guards.delete(order.guard);
      return undefined;
    }
    case 'run': {
      const module = await import(new URL(`../scenarios/${order.module}.js`, import.meta.url).href);
      return module[order.name](...attach<unknown[]>(order.args));
    }
  }
}

function errorAnswer(error: unknown): NonNullable<Answer['error']> {
  const { name, message, code, cause } = error as Error & { code?: string };
  const { cycle } = error as DeadlockError;
  const details = {
    ...(cause instanceof Error && { causeName: cause.name }),
    ...(cycle !== undefined && { cycle }),
  };
  return { name, message, code, details };
}

port.onMessage(async (message) => {
  const { id, order } = message as { id: number; order: Order };
  try {
    port.post({ id, value: await carryOut(order) });
  } catch (error) {
    port.post({ id, error: errorAnswer(error) });
  }
});
