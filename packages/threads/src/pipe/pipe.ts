import { ArgumentError, type Region } from '@weft/atomics';
import { checkInteger, checkOptions, type ObjectOptions, shown } from '@weft/atomics/kit';
import type { Connection } from './connection.js';
import { nativeShm } from './native-shm.js';
import { connectionAt, PipeMemory, pipeWords } from './pipe-memory.js';

/** How a pipe is made. */
export interface PipeOptions extends ObjectOptions {
  /** Whether both ends send and receive (default). If not, the first end only receives and the second only sends. */
  readonly duplex?: boolean | undefined;
  /**
   * Bytes that fit into one direction before a sender waits, from 4 KiB to 512 MiB, rounded up to a power of two;
   * default 256 KiB, in a region 64 KiB. Messages may be larger.
   */
  readonly capacity?: number | undefined;
  /** With `process` the pipe gets memory of its own that processes can share. Not together with `in`. Default `thread`. */
  readonly scope?: 'thread' | 'process' | undefined;
}

const SMALLEST_BYTES = 4096;
const MOST_BYTES = 2 ** 29;
const DEFAULT_BYTES = 256 * 1024;
const DEFAULT_BYTES_IN_REGION = 64 * 1024;

/** Beside the pipe: two connections, and the headers of blocks. */
const OTHER_BYTES = 256;

/**
 * Makes a pipe: two connections, of which each receives what is sent at the other (Python's `multiprocessing.Pipe`).
 * Between threads it needs nothing else; for processes make it with `scope: 'process'`, or in a `ProcessRegion`, where
 * a name finds it again: whoever passes the same region and name gets the same two ends.
 *
 * @throws ArgumentError, CapacityError
 *
 * @example
 * const [mine, theirs] = Pipe();
 * worker.postMessage(share(theirs));
 * mine.sendSync({ hello: 'son' });
 */
export function Pipe(options: PipeOptions = {}): [Connection, Connection] {
  checkOptions('options of Pipe', options);
  const { duplex = true, scope = 'thread' } = options;
  if (typeof duplex !== 'boolean')
    throw new ArgumentError(`duplex must be true or false, got ${shown(duplex)}`);
  const usual = options.in === undefined ? DEFAULT_BYTES : DEFAULT_BYTES_IN_REGION;
  const bytes = checkInteger('capacity', options.capacity ?? usual, SMALLEST_BYTES, MOST_BYTES);
  const ringWords = 2 ** Math.ceil(Math.log2(bytes / 4));
  const directions = duplex ? 2 : 1;
  if (scope === 'thread') return endsIn(options, ringWords, directions);
  if (scope !== 'process' || options.in !== undefined) {
    throw new ArgumentError(
      `scope must be 'thread' or, for a pipe without a region, 'process', got ${shown(scope)}`,
    );
  }
  const region = nativeShm().ProcessRegion.anonymous({
    bytes: pipeWords(ringWords, directions) * 4 + OTHER_BYTES,
  });
  const ends = endsIn({ in: region }, ringWords, directions);
  for (const end of ends) end.whenClosed(() => closeWith(ends, region));
  return ends;
}

function endsIn(options: ObjectOptions, ringWords: number, directions: number): [Connection, Connection] {
  const block = PipeMemory.place({ in: options.in, name: options.name }, ringWords, directions);
  const memory = new PipeMemory(block);
  if (memory.directions !== directions) {
    throw new ArgumentError(`${block.label} goes ${memory.directions === 1 ? 'one way' : 'both ways'}`);
  }
  return [connectionAt(memory, 0, options).kept(), connectionAt(memory, 1, options).kept()];
}

/** The memory that a pipe has for itself goes with its ends, unless somebody is still on the way to take one. */
function closeWith(ends: readonly Connection[], region: Region): void {
  if (!ends.every((end) => end.closed && !end.keeps)) return;
  // Objects of a closed region refuse every call; closing these once more is to do nothing.
  for (const end of ends) {
    Object.defineProperty(end, 'close', { value: () => {} });
    Object.defineProperty(end, Symbol.dispose, { value: () => {} });
  }
  region.close();
}
