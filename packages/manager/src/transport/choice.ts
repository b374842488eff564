/** By which way bytes pass between a server and its clients. */
import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';

/**
 * `auto`: shared memory between processes of one machine that can have it, else the socket. `socket`: nothing else.
 * `shared-memory`: an error where that cannot be had.
 */
export type Transport = 'auto' | 'socket' | 'shared-memory';

const TRANSPORTS: readonly unknown[] = ['auto', 'socket', 'shared-memory'];

/** What was asked for, or else what the environment says. @throws ArgumentError */
export function transportFrom(given: unknown): Transport {
  const transport = given ?? (process.env.WEFT_MANAGER_TRANSPORT || 'auto');
  if (TRANSPORTS.includes(transport)) return transport as Transport;
  throw new ArgumentError(
    `transport (or WEFT_MANAGER_TRANSPORT) must be 'auto', 'socket' or 'shared-memory', got ${shown(transport)}`,
  );
}
