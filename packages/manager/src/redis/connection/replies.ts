/** What a server answers, and what its errors mean. */
import type { WeftError } from '@weft/atomics';
import { AuthenticationError, IndexError, LimitError, ObjectGoneError, ProtocolError } from '../../errors.js';

/** Texts arrive as bytes. */
export type Reply = Buffer | number | null | Reply[];

/** What goes to a server. */
export type Argument = string | number | Uint8Array;

/** What scripts answer when the object that they are for is not there. */
export const GONE = 'WEFTGONE';

/** What the most arguments of a command are, by the protocol: 1,048,576. */
export const MOST_ARGUMENTS = 1_000_000;

/** Bytes of the longest argument that a server takes unless it is configured otherwise. */
export const LONGEST_ARGUMENT: number = 512 * 1024 * 1024;

/** Whether the server itself has answered with an error; all others are about the connection. */
export function isReplyError(error: Error): boolean {
  return error.name === 'ReplyError';
}

/** The error that a server's error is for programs. It was answered, so nothing was done. */
export function errorOfReply(error: Error): WeftError {
  const { message } = error;
  const cause = { cause: error };
  if (message.startsWith(GONE)) {
    return new ObjectGoneError(
      'the shared object does not exist any more: it was unlinked, or nobody spoke for it',
    );
  }
  if (/^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH|ERR invalid password)/.test(message)) {
    return new AuthenticationError(`the server refuses: ${message}`, cause);
  }
  if (message.startsWith('WRONGTYPE')) {
    return new ProtocolError(
      'under the key of this object the server has something that Weft has not made',
      cause,
    );
  }
  if (/^(MOVED|ASK) /.test(message)) {
    return new ProtocolError(
      'the server is one of a cluster, and another one has what is asked for: the address needs ?cluster=true',
      cause,
    );
  }
  // What `LSET` answers.
  if (/^ERR (index out of range|no such key)/.test(message)) {
    return new IndexError('the index is outside of the list');
  }
  if (message.startsWith('OOM')) return new LimitError(`the server is out of memory: ${message}`);
  return new ProtocolError(`the server answers: ${message}`, cause);
}

/** A text of a reply. @throws ProtocolError */
export function textOf(reply: Reply | undefined): string {
  return bytesOf(reply).toString();
}

/** @throws ProtocolError */
export function bytesOf(reply: Reply | undefined): Buffer {
  if (reply instanceof Buffer) return reply;
  throw unexpected(reply);
}

/** @throws ProtocolError */
export function numberOf(reply: Reply | undefined): number {
  if (typeof reply === 'number') return reply;
  throw unexpected(reply);
}

/** @throws ProtocolError */
export function listOf(reply: Reply | undefined): Reply[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected(reply);
}

/** For what is done and has nothing to say. */
export function nothing(): void {}

function unexpected(reply: unknown): ProtocolError {
  const what = Array.isArray(reply) ? 'a list' : reply instanceof Buffer ? 'bytes' : String(reply);
  return new ProtocolError(`the server answers ${what}, where something else was expected`);
}
