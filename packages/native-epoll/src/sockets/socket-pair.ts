import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { checkKind } from './base-socket.js';
import { AF_UNIX, SOCK_STREAM } from './constants.js';
import { Socket } from './socket.js';

/**
 * Two sockets that are connected with each other. Does not block.
 *
 * @param family of most systems only `AF_UNIX`
 * @throws ArgumentError, NativeBinaryError, SystemCallError
 */
export function socketPair(
  family: number = AF_UNIX,
  type: number = SOCK_STREAM,
  protocol = 0,
): [Socket, Socket] {
  checkKind(family, type, protocol);
  const ends = new Int32Array(2);
  checked(native().socketPair(family, type, protocol, ends), 'socketpair');
  const [one, other] = ends as unknown as [number, number];
  return [new Socket(family, type, protocol, () => one), new Socket(family, type, protocol, () => other)];
}
