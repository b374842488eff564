/** What a peer has not taken yet: copies of what was written, sent in order as there is room. */
import { native } from '../native/load.js';

/** No system takes more than 1024 buffers at once (IOV_MAX), and from here on more do not make the call cheaper. */
const MOST_AT_ONCE = 64;

export class Unsent {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(bytes: Uint8Array) {
    this.add(bytes);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Copies the bytes, at least one: they may lie in a buffer that is soon used for something else. */
  add(bytes: Uint8Array): void {
    this.#chunks.push(Uint8Array.prototype.slice.call(bytes));
    this.#bytes += bytes.byteLength;
  }

  /** Sends until the system takes no more, or all is sent. Negative: the number of an error, `EAGAIN` mostly. */
  send(fd: number): number {
    let sent = 0;
    while (sent >= 0 && this.#bytes > 0) {
      sent = native().sendv(fd, this.#chunks.slice(0, MOST_AT_ONCE), 0);
      if (sent > 0) this.#drop(sent);
    }
    return sent;
  }

  #drop(sent: number): void {
    this.#bytes -= sent;
    let left = sent;
    const chunks = this.#chunks;
    // The first chunk that was not sent as a whole; there is none if all were.
    const partial = chunks.findIndex((chunk) => {
      if (left < chunk.byteLength) return true;
      left -= chunk.byteLength;
      return false;
    });
    chunks.splice(0, partial === -1 ? chunks.length : partial);
    if (left > 0) chunks[0] = (chunks[0] as Uint8Array).subarray(left);
  }
}
