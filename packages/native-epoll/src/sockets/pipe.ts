/** Pipes: bytes in one direction. */
import { checkInteger } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked, EAGAIN } from '../native/system-call.js';
import { POLLIN, POLLOUT } from '../raw/constants.js';
import { checkPart, toBytes } from './bytes.js';
import { adopt, Descriptor } from './descriptor.js';

/** The end of a pipe that bytes come out of. Anything that can be read works as well: terminals, FIFOs, files. */
export class PipeReader extends Descriptor {
  /** Over a file descriptor, which belongs to it from now on. @throws ArgumentError, SystemCallError */
  static from(fd: number): PipeReader {
    return new PipeReader(adopt(fd));
  }

  /** At most `most` bytes; none at the end. Blocks. @throws TimeoutError, SystemCallError */
  read(most: number): Buffer {
    checkInteger(most, 'most', 1);
    const buffer = Buffer.allocUnsafe(most);
    return Buffer.from(buffer.subarray(0, this.readInto(buffer)));
  }

  /** Reads into a buffer of the caller's; how many bytes, 0 at the end. Blocks. */
  readInto(buffer: Uint8Array, offset = 0, length: number = buffer?.length - offset): number {
    const result = this.tryReadInto(buffer, offset, length);
    if (result >= 0) return result;
    return this.whenReady(POLLIN, 'read', () => this.native.read(this.open(), buffer, offset, length));
  }

  /** The same without blocking: -1 if there is nothing. @throws ArgumentError, SystemCallError */
  tryReadInto(buffer: Uint8Array, offset = 0, length: number = buffer?.length - offset): number {
    checkPart(buffer, offset, length, 1);
    const result = this.native.read(this.open(), buffer, offset, length);
    return result === EAGAIN ? -1 : checked(result, 'read');
  }
}

/**
 * The end of a pipe that bytes go into. Writing when nobody can read any more is `EPIPE`: Node, Bun and Deno all have
 * the process ignore the signal.
 */
export class PipeWriter extends Descriptor {
  /** Over a file descriptor, which belongs to it from now on. @throws ArgumentError, SystemCallError */
  static from(fd: number): PipeWriter {
    return new PipeWriter(adopt(fd));
  }

  /** Writes what there is room for, at least a byte; how many bytes. Blocks. @throws TimeoutError, SystemCallError */
  write(data: Uint8Array, offset = 0, length: number = data?.length - offset): number {
    const result = this.tryWrite(data, offset, length);
    if (result >= 0) return result;
    return this.whenReady(POLLOUT, 'write', () => this.native.write(this.open(), data, offset, length));
  }

  /** The same without blocking: -1 if there is no room. @throws ArgumentError, SystemCallError */
  tryWrite(data: Uint8Array, offset = 0, length: number = data?.length - offset): number {
    checkPart(data, offset, length, 0);
    const result = this.native.write(this.open(), data, offset, length);
    return result === EAGAIN ? -1 : checked(result, 'write');
  }

  /** Writes all of it; text as UTF-8. Blocks; every write may take the whole timeout. */
  writeAll(data: Uint8Array | string): void {
    const bytes = toBytes(data);
    for (let written = 0; written < bytes.length; ) written += this.write(bytes, written);
  }
}

/** A new pipe: its end for reading, and its end for writing. @throws NativeBinaryError, SystemCallError */
export function pipe(): [PipeReader, PipeWriter] {
  const ends = new Int32Array(2);
  checked(native().pipe(ends), 'pipe2');
  const [reading, writing] = ends as unknown as [number, number];
  return [new PipeReader(reading), new PipeWriter(writing)];
}
