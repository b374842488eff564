/** The calls of a socket that may have to wait, for tasks. None of them blocks the thread. */
import { type Address, EVENT_READ, EVENT_WRITE, type Socket, SystemCallError } from '@weft/native-epoll';
import { ArgumentError } from '../errors.js';
import { failLate } from '../waiting/late.js';
import type { Wait, WaitOptions } from '../waiting/wait.js';
import { attempt } from './attempts.js';

const lateAccept = failLate('accept()');
const lateConnect = failLate('connect()');
const lateRecv = failLate('recv()');
const lateSend = failLate('sendAll()');

/**
 * The next connection. Several tasks that accept take turns.
 *
 * @throws TimeoutError; the signal's reason; SystemCallError
 */
export function accept(server: Socket, options?: WaitOptions): Wait<Socket> {
  return attempt(server, EVENT_READ, () => server.tryAccept(), options, lateAccept);
}

/**
 * Connects. After a timeout the attempt of the system goes on: close the socket.
 *
 * @throws TimeoutError; the signal's reason; SystemCallError (`ECONNREFUSED`, …)
 */
export function connect(socket: Socket, address: Address, options?: WaitOptions): Wait<void> {
  let isBegun = false;
  const tryOnce = () => {
    const result = isBegun ? socket.takeError() : socket.connectEx(address);
    if (result === 0) return true;
    const { code } = new SystemCallError(result, 'connect');
    if (isBegun || code !== 'EINPROGRESS') throw new SystemCallError(result, 'connect');
    isBegun = true;
    return undefined;
  };
  return attempt(socket, EVENT_WRITE, tryOnce, options, lateConnect) as Wait<unknown> as Wait<void>;
}

/**
 * At most `most` bytes that have come; none at the end. Several tasks that receive take turns.
 *
 * @throws TimeoutError; the signal's reason; SystemCallError (`ECONNRESET`, …); ArgumentError
 */
export function recv(socket: Socket, most: number, options?: WaitOptions): Wait<Uint8Array> {
  if (!Number.isSafeInteger(most) || most < 1) {
    throw new ArgumentError(`most must be a number of bytes, 1 or more, got ${String(most)}`);
  }
  const buffer = new Uint8Array(most);
  const tryOnce = () => {
    const length = socket.tryRecvInto(buffer);
    return length < 0 ? undefined : buffer.subarray(0, length);
  };
  return attempt(socket, EVENT_READ, tryOnce, options, lateRecv);
}

/**
 * Receives into `buffer`, as many bytes as have come.
 *
 * @returns how many; 0 at the end
 * @throws TimeoutError; the signal's reason; SystemCallError
 */
export function recvInto(socket: Socket, buffer: Uint8Array, options?: WaitOptions): Wait<number> {
  const tryOnce = () => {
    const length = socket.tryRecvInto(buffer);
    return length < 0 ? undefined : length;
  };
  return attempt(socket, EVENT_READ, tryOnce, options, lateRecv);
}

/**
 * Sends all bytes; text as UTF-8. What several tasks send does not mix: each is sent whole before the next. After an
 * error or a timeout nobody knows how much was sent.
 *
 * @throws TimeoutError; the signal's reason; SystemCallError (`EPIPE`, …)
 */
export function sendAll(socket: Socket, data: Uint8Array | string, options?: WaitOptions): Wait<void> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  let sent = 0;
  const tryOnce = () => {
    while (sent < bytes.length) {
      const taken = socket.trySend(bytes, sent);
      if (taken < 0) return undefined;
      sent += taken;
    }
    return true;
  };
  return attempt(socket, EVENT_WRITE, tryOnce, options, lateSend) as Wait<unknown> as Wait<void>;
}
