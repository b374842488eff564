/**
 * How client and server prove to each other that they have the same authkey, without showing it: each answers a random
 * challenge of the other with an HMAC-SHA256 over both challenges. What is signed begins with the role of who signs, so an
 * answer cannot be reflected or replayed. Over TLS the keys of the connection are signed, too, so nobody in the middle can
 * pass the answers on; over plain TCP somebody who can change packets can take the connection over once it is open.
 *
 *     server -> client   MAGIC, version, challenge
 *     client -> server   challenge, proof of the client
 *     server -> client   proof of the server, who the server is        (or: refusal, and the end)
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';

export const MAGIC = 'weft-manager';

/** Of the protocol: both sides must have the same. */
export const VERSION = 1;

/** Longer frames than these have no place in a handshake. */
export const LONGEST_HANDSHAKE_FRAME = 1024;

export const CHALLENGE_BYTES = 32;

/** Shorter keys could be guessed from an overheard handshake. */
const FEWEST_KEY_BYTES = 16;

export type Role = 'client' | 'server';

export function newChallenge(): Buffer {
  return randomBytes(CHALLENGE_BYTES);
}

/** A key that nobody else has. */
export function newKey(): Buffer {
  return randomBytes(32);
}

/** The bytes of an authkey. @throws ArgumentError unless it is a text or bytes, and long enough */
export function keyBytes(key: unknown): Buffer {
  if (typeof key !== 'string' && !(key instanceof Uint8Array)) {
    throw new ArgumentError(`authkey must be a string or bytes, got ${shown(key)}`);
  }
  const bytes = Buffer.from(key as string);
  if (bytes.length >= FEWEST_KEY_BYTES) return bytes;
  throw new ArgumentError(
    `authkey must have ${FEWEST_KEY_BYTES} bytes or more, not ${bytes.length}: it could be guessed`,
  );
}

export interface Challenges {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** What `role` sends to show that it has the key. */
export function proofOf(role: Role, key: Uint8Array, challenges: Challenges, socket: Socket): Buffer {
  return createHmac('sha256', key)
    .update(`${MAGIC} ${VERSION} ${role}\0`)
    .update(challenges.client)
    .update(challenges.server)
    .update(channelOf(socket))
    .digest();
}

/** Whether that is the proof of `role`. Takes as long for a wrong one as for the right one. */
export function isProof(
  proof: unknown,
  role: Role,
  key: Uint8Array,
  challenges: Challenges,
  socket: Socket,
): boolean {
  const right = proofOf(role, key, challenges, socket);
  return proof instanceof Uint8Array && proof.length === right.length && timingSafeEqual(proof, right);
}

/** What only the two ends of an encrypted connection know. */
function channelOf(socket: Socket): Uint8Array {
  if (!(socket instanceof TLSSocket)) return new Uint8Array(0);
  return socket.exportKeyingMaterial(32, `EXPORTER-${MAGIC}`, Buffer.alloc(0));
}
