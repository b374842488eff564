/** What the system says about the other end of a connection. */
import { constants } from 'node:os';
import { native } from '../native/load.js';
import { knownAddress } from '../sockets/address.js';
import { SO_ERROR, SOL_SOCKET } from '../sockets/constants.js';

export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** `undefined` if it is not connected any more. */
export function peerOf(fd: number): Peer | undefined {
  try {
    const known = knownAddress('getpeername', (into) => native().peerName(fd, into));
    if (known === undefined) return { address: '', port: 0 };
    return known.family === 'Unix' ? { address: known.path, port: 0 } : known;
  } catch {
    return undefined;
  }
}

/** The error that the system keeps for a connection, as a negative number. */
export function pendingError(fd: number): number {
  const value = new Int32Array(1);
  native().getOption(fd, SOL_SOCKET, SO_ERROR, new Uint8Array(value.buffer));
  // If somebody has asked before: what ends a connection without a word is a reset.
  return -(value[0] || constants.errno.ECONNRESET);
}
