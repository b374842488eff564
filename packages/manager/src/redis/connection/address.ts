/** What an address of Valkey or Redis says. */
import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';

/** Milliseconds until a client that has not been heard of counts as dead. */
const DEFAULT_LEASE_MS = 10_000;

/** Milliseconds until an object without a name goes that no client has spoken for. */
const DEFAULT_KEEP_MS = 3_600_000;

/** Nearly 25 days: no timer of Node waits longer. */
const LONGEST_MS = 0x7fffffff;

const DEFAULT_PORT = 6379;

const DEFAULT_PREFIX = 'weft';

const OPTIONS: ReadonlySet<string> = new Set(['prefix', 'lease', 'keep', 'cluster', 'addr']);

/** Where a server is. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface RedisAddress extends Place {
  /** The address without user and password: what handles carry. */
  readonly text: string;
  readonly db: number;
  readonly tls: boolean;
  /** Whether it is a cluster that is reached there. */
  readonly cluster: boolean;
  /** Where else the cluster may be reached. */
  readonly others: readonly Place[];
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** What all keys begin with. */
  readonly prefix: string;
  readonly leaseMs: number;
  readonly keepMs: number;
}

/**
 * Reads `redis://user:password@host:port/db?prefix=weft&lease=10000&keep=3600000`; everything but the scheme may be left out.
 * With `cluster=true` it is a server of a cluster, and others may follow: `addr=host:port`, as often as there are any.
 *
 * @throws ArgumentError
 */
export function readAddress(url: URL): RedisAddress {
  const options = url.searchParams;
  for (const name of options.keys()) {
    if (!OPTIONS.has(name)) {
      throw new ArgumentError(
        `${shown(name)} is no option of a redis address: there are ${[...OPTIONS].join(', ')}`,
      );
    }
  }
  const cluster = flag('cluster', options.get('cluster'));
  const db = database(url.pathname);
  if (cluster && db !== 0) throw new ArgumentError('a cluster has no databases but 0');
  const others = options.getAll('addr').map(place);
  if (others.length > 0 && !cluster) throw new ArgumentError('addr is for clusters only: say cluster=true');
  const leaseMs = milliseconds('lease', options.get('lease'), DEFAULT_LEASE_MS, 100);
  return {
    text: withoutSecrets(url),
    ...placeIn(url),
    db,
    tls: url.protocol === 'rediss:',
    cluster,
    others,
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    prefix: prefix(options.get('prefix')),
    leaseMs,
    keepMs: milliseconds('keep', options.get('keep'), Math.max(DEFAULT_KEEP_MS, leaseMs), leaseMs),
  };
}

function withoutSecrets(url: URL): string {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy.href;
}

function placeIn({ hostname, port }: URL): Place {
  return {
    // Brackets around IPv6 addresses belong to URLs only.
    host: hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: port === '' ? DEFAULT_PORT : Number(port),
  };
}

function place(text: string): Place {
  const url = `redis://${text}`;
  if (/^[^/?#@]+$/.test(text) && URL.canParse(url)) return placeIn(new URL(url));
  throw new ArgumentError(`addr must be host:port, got ${shown(text)}`);
}

function flag(what: string, text: string | null): boolean {
  if (text === null || text === 'false') return false;
  if (text === 'true') return true;
  throw new ArgumentError(`${what} must be true or false, got ${shown(text)}`);
}

function database(path: string): number {
  const [, text = ''] = /^\/?(\d{0,5})$/.exec(path) ?? [];
  if (path.length > 1 && text === '') {
    throw new ArgumentError(
      `the path of a redis address must be the number of a database, got ${shown(path)}`,
    );
  }
  return Number(text);
}

function prefix(text: string | null): string {
  if (text === null) return DEFAULT_PREFIX;
  // Braces would tell a cluster what to hash, and a glob is a pattern in the rules of an access list.
  if (/^[\w.:-]{1,64}$/.test(text)) return text;
  throw new ArgumentError(`prefix must be 1 to 64 letters, digits and any of _ . : -, got ${shown(text)}`);
}

function milliseconds(what: string, text: string | null, otherwise: number, least: number): number {
  if (text === null) return otherwise;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= LONGEST_MS) return value;
  throw new ArgumentError(
    `${what} must be a whole number of milliseconds, from ${least} to ${LONGEST_MS}, got ${shown(text)}`,
  );
}
