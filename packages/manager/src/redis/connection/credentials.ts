/** Where users and passwords come from: they never travel with a handle. */
import type { ConnectOptions } from '../../backend.js';
import type { RedisAddress } from './address.js';

export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Further options for `ioredis`, and those for TLS, of the program that has connected. */
  readonly options: ConnectOptions;
}

/** How this thread has connected, by address. */
const given = new Map<string, Credentials>();

/** Remembers how a program connects, for handles that arrive in this thread. */
export function rememberCredentials(address: RedisAddress, options: ConnectOptions): Credentials {
  const credentials: Credentials = {
    username: address.username ?? process.env.WEFT_REDIS_USERNAME,
    password: address.password ?? process.env.WEFT_REDIS_PASSWORD,
    options,
  };
  given.set(address.text, credentials);
  return credentials;
}

/** For the address in a handle: those of this thread, or what the environment says. */
export function credentialsFor(address: RedisAddress): Credentials {
  return given.get(address.text) ?? rememberCredentials(address, {});
}
