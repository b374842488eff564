/** How the arguments of a task leave the thread that calls. */
import { share } from '@weft/atomics';
import { CodecError, structured } from '@weft/shared-queue';
import type { Arguments } from './pending.js';
import { holdsShared } from './records.js';

/**
 * Takes arguments as they are now: the caller may change them before a worker asks.
 *
 * @param transfer what is to be moved, not copied
 * @param mostBytes what a record has room for
 * @throws CodecError, DataCloneError
 */
export function packArguments(
  args: readonly unknown[],
  transfer: readonly unknown[] | undefined,
  kind: 'thread' | 'process',
  mostBytes: number,
): Arguments {
  if (transfer !== undefined) return posted(args, transfer);
  if (args.length === 0) return { how: 'none' };
  let bytes: Uint8Array;
  try {
    bytes = structured.encode(args, kind);
  } catch (error) {
    // What is no bytes, but can be shared by threads, is posted.
    if (kind === 'process' || !(error instanceof CodecError)) throw error;
    return posted(args, []);
  }
  if (kind === 'thread' && holdsShared(bytes, args)) return posted(args, []);
  if (bytes.length <= mostBytes) return { how: 'inline', bytes };
  return { how: 'piped', bytes: bytes.slice() };
}

function posted(args: readonly unknown[], transfer: readonly unknown[]): Arguments {
  const whole = { value: share(args) as readonly unknown[], transfer };
  return { how: 'posted', ...structuredClone(whole, { transfer: transfer as ArrayBuffer[] }) };
}
