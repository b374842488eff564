import { checkInteger, checkOptions } from '@weft/atomics/kit';
import type { ServerLimits } from './options.js';

export type Limits = { readonly [K in keyof Required<ServerLimits>]: number };

const DEFAULTS: Limits = {
  messageBytes: 64 * 1024 * 1024,
  clients: 10_000,
  objectsPerClient: 1_000_000,
  callsPerClient: 65_536,
  callsPerSecond: Number.POSITIVE_INFINITY,
  unreadBytes: 16 * 1024 * 1024,
  sharedMemoryClients: 1000,
  handshakeTimeout: 10_000,
};

/** The most bytes of a message: lengths have 32 bits, and texts in this runtime half a gigabyte. */
const MOST: Partial<Limits> = { messageBytes: 2 ** 29 - 24 };

/** @throws ArgumentError */
export function limitsFrom(given: ServerLimits = {}): Limits {
  checkOptions('limits', given);
  const limits: { -readonly [K in keyof Limits]: number } = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof Limits)[]) {
    const value = given[name];
    if (value === undefined || value === limits[name]) continue;
    limits[name] = checkInteger(`limits.${name}`, value, 1, MOST[name] ?? Number.MAX_SAFE_INTEGER);
  }
  return limits;
}
