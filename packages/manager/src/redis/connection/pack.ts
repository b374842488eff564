/**
 * Commands as a server reads them: `*` and how many parts there are, then each part behind `$` and its length in bytes.
 *
 * The client of `ioredis` would make a buffer of every piece as soon as one of them is bytes, and here most calls carry some;
 * so commands are packed here, into one buffer each.
 */
import type { Argument } from './replies.js';

/** Room that is kept for commands: most are much smaller. */
const SCRATCH_BYTES = 16 * 1024;

export function pack(name: string, args: readonly Argument[]): string | Buffer {
  let text = `*${args.length + 1}\r\n$${name.length}\r\n${name}\r\n`;
  let hasBytes = false;
  let isAscii = true;
  for (const argument of args) {
    if (typeof argument === 'object') {
      if (!hasBytes) packer.begin(bytesNeeded(text, args));
      hasBytes = true;
      packer.text(`${text}$${argument.length}\r\n`, isAscii);
      packer.bytes(argument);
      text = '\r\n';
      isAscii = true;
    } else {
      const part = typeof argument === 'string' ? argument : String(argument);
      const length = Buffer.byteLength(part);
      isAscii &&= length === part.length;
      text += `$${length}\r\n${part}\r\n`;
    }
  }
  if (!hasBytes) return text;
  packer.text(text, isAscii);
  return packer.end();
}

/** Of a length in front of a part, with all that surrounds it. */
const MOST_FRAMING = 16;

/** As much as a command takes, or more: no character of a text is more than three bytes. */
function bytesNeeded(head: string, args: readonly Argument[]): number {
  let sum = head.length * 3;
  for (const argument of args) {
    sum += MOST_FRAMING;
    if (typeof argument === 'object') sum += argument.length;
    else sum += typeof argument === 'string' ? argument.length * 3 : MOST_FRAMING * 2;
  }
  return sum;
}

/** Up to so many bytes a loop beats the call into the engine. */
const FEW_BYTES = 32;

/** Writes commands into buffers, one behind the other: what was packed earlier may still be on its way. */
class Packer {
  #scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
  #used = 0;
  #buffer = this.#scratch;
  #start = 0;
  #at = 0;

  /** @param bytes that the command has at most */
  begin(bytes: number): void {
    if (bytes > SCRATCH_BYTES / 4) {
      this.#buffer = Buffer.allocUnsafeSlow(bytes);
      this.#start = 0;
    } else {
      if (this.#used + bytes > SCRATCH_BYTES) {
        this.#scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
        this.#used = 0;
      }
      this.#buffer = this.#scratch;
      this.#start = this.#used;
    }
    this.#at = this.#start;
  }

  text(text: string, isAscii: boolean): void {
    // The same bytes; one of the two is the faster way to write them.
    this.#at += this.#buffer.write(text, this.#at, isAscii ? 'latin1' : 'utf8');
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#at;
    if (bytes.length > FEW_BYTES) this.#buffer.set(bytes, at);
    else for (let i = 0; i < bytes.length; i += 1) this.#buffer[at + i] = bytes[i] as number;
    this.#at += bytes.length;
  }

  end(): Buffer {
    const packed = this.#buffer.subarray(this.#start, this.#at);
    if (this.#buffer === this.#scratch) this.#used = this.#at;
    // A large one is not kept longer than it is on its way.
    else this.#buffer = this.#scratch;
    return packed;
  }
}

const packer = new Packer();
