/**
 * The memory that a server and one of its clients share. On Linux it has no name: the client opens it through the server's
 * process, which only the same user of the same machine can, and its file cannot be shortened under the other side. Elsewhere
 * it has a name that nobody guesses, until both have it. When both have mapped it, both close the file, and it lives as long
 * as they do.
 */
import { ProtocolError } from '../errors.js';
import { loadNative } from '../load-native.js';
import { DUPLEX_BYTES, type Duplex, duplexOf } from './layout.js';

const WHAT = "transport 'shared-memory'";

/** Memory that is on its way to a client. */
export interface Offer {
  /** What the client opens it by. */
  readonly handle: string;
  readonly duplex: Duplex;
  /** The client has it, or does not want it: nobody opens it any more. */
  close(): void;
}

/** @throws BackendMissingError, NativeBinaryError where there is no such memory; CapacityError */
export async function offerMemory(): Promise<Offer> {
  const { SharedMemoryBlock, toHandleString } = await loadNative(WHAT);
  const block = new SharedMemoryBlock(undefined, DUPLEX_BYTES, { maxParticipants: 2 });
  return {
    handle: toHandleString(block),
    duplex: duplexOf(block.buffer, 'server'),
    close() {
      // Of its name, on systems where memory must have one.
      block.unlink();
      block.close();
    },
  };
}

/** @throws BackendMissingError, NativeBinaryError; RegionNotFoundError, RegionAccessError if it cannot be opened */
export async function openMemory(handle: string): Promise<Duplex> {
  const { SharedMemoryBlock, fromHandleString } = await loadNative(WHAT);
  const block = fromHandleString(handle);
  if (!(block instanceof SharedMemoryBlock) || block.buffer.byteLength < DUPLEX_BYTES) {
    throw new ProtocolError('what the server offers is no memory that can be shared with it');
  }
  const duplex = duplexOf(block.buffer, 'client');
  block.close();
  return duplex;
}
