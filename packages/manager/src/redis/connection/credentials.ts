/** Where users and passwords come from: they never travel with a handle. */
import type { ConnectOptions } from '../../backend.js';
import type { RedisAddress } from './address.js';

export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Further options for `ioredis`, and those for TLS, of the program that connects. */
  readonly options: ConnectOptions;
}

/** Those of the address, else those of the environment: all that there is for an address out of a handle. */
export function credentialsFor(
  { username, password }: RedisAddress,
  options: ConnectOptions = {},
): Credentials {
  return {
    username: username ?? process.env.WEFT_REDIS_USERNAME,
    password: password ?? process.env.WEFT_REDIS_PASSWORD,
    options,
  };
}
