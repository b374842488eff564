/** Values in what a server answers. Whoever can write into it may have put anything there: what is no value is a `CodecError`. */
import { decodeValue } from '../../values.js';
import { bytesOf, listOf, type Reply } from '../connection/replies.js';

/** The value, or nothing if there is none. */
export function valueIn<T>(reply: Reply): T | undefined {
  return reply === null ? undefined : (decodeValue(bytesOf(reply)) as T);
}

export function valuesIn<T>(reply: Reply): T[] {
  return listOf(reply).map((each) => valueIn(each) as T);
}

/** Pairs of what comes in turn. */
export function pairsIn<A, B>(reply: Reply, first: (reply: Reply) => A): [A, B][] {
  const all = listOf(reply);
  return Array.from({ length: all.length / 2 }, (_, i) => [
    first(all[2 * i] as Reply),
    valueIn(all[2 * i + 1] as Reply) as B,
  ]);
}
