/** The errors of pipes. Each has a stable `code`. */
import { WeftError } from '@weft/atomics';

/** Everything that was sent has been received, and nobody is left who could send more. */
export class EndOfFileError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_END_OF_FILE', message);
  }
}

/** Nobody is left who could receive what is to be sent. It was not sent. */
export class BrokenPipeError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_BROKEN_PIPE', message);
  }
}

/** The other end of a one-way pipe is the one that does this. */
export class ConnectionDirectionError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_CONNECTION_DIRECTION', message);
  }
}

/** A message is longer than the room for it. It has been received nevertheless: nothing is lost. */
export class BufferTooShortError extends WeftError {
  /** The whole message. */
  readonly bytes: Uint8Array;

  constructor(message: string, bytes: Uint8Array) {
    super('ERR_WEFT_BUFFER_TOO_SHORT', message);
    this.bytes = bytes;
  }
}
