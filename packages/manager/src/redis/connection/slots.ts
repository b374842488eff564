/** Where a cluster keeps what: each key belongs to one of its slots, and each slot to one of its servers. */
import type { Place } from './address.js';
import { listOf, numberOf, type Reply, textOf } from './replies.js';

export const SLOTS = 16_384;

/** Of the remainder that is left of a byte: CRC-16 with the polynomial 0x1021, as the specification of clusters says. */
const REMAINDERS = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder << 1) ^ (remainder & 0x8000 ? 0x1021 : 0);
  return remainder;
});

/** The slot of a key of an object, which is that of what is in its braces, or of a key without braces. Keys are ASCII. */
export function slotOf(key: string): number {
  const brace = key.indexOf('{');
  const start = brace + 1;
  const end = brace === -1 ? key.length : key.indexOf('}', start);
  let sum = 0;
  for (let i = start; i < end; i += 1) {
    sum = ((sum << 8) & 0xffff) ^ (REMAINDERS[(sum >> 8) ^ key.charCodeAt(i)] as number);
  }
  return sum % SLOTS;
}

/** What servers are told apart by. */
export function nameOfPlace({ host, port }: Place): string {
  return `${host}:${port}`;
}

/** A part of the slots, and where their primary is. */
export interface Share {
  readonly first: number;
  readonly last: number;
  readonly place: Place;
}

/**
 * Reads what `CLUSTER SLOTS` answers.
 *
 * @param asked where the server is that has answered: some say no host where they mean themselves
 * @throws ProtocolError
 */
export function sharesIn(reply: Reply, asked: Place): Share[] {
  return listOf(reply).map((each) => {
    const [first, last, primary] = listOf(each);
    const [host, port] = listOf(primary as Reply);
    const name = host === null ? '' : textOf(host);
    return {
      first: numberOf(first),
      last: Math.min(numberOf(last), SLOTS - 1),
      place: { host: name === '' || name === '?' ? asked.host : name, port: numberOf(port) },
    };
  });
}

/** Where a server sends a call, in its error `MOVED slot host:port` or `ASK slot host:port`. */
export function placeInError(message: string, asked: Place): Place | undefined {
  const [, host = '', port] = /^(?:MOVED|ASK) \d+ (.*):(\d+)$/.exec(message) ?? [];
  return port === undefined ? undefined : { host: host === '' ? asked.host : host, port: Number(port) };
}
