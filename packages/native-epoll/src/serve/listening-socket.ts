/** What a server listens with. */
import type { AddressInfo } from 'node:net';
import { Socket } from '../sockets/socket.js';
import type { ServeOptions } from './options.js';

export interface ListeningSocket {
  readonly socket: Socket;
  readonly address: AddressInfo | string;
  /** Removes what is left of it in the file system. */
  removeFile(): void;
}

/** How to listen, with all defaults. */
export interface ListenOptions extends Pick<ServeOptions, 'host' | 'mode' | 'reusePort' | 'noDelay'> {
  readonly backlog: number;
}

/** Makes a socket, and closes it if `prepare` throws. */
export function makeSocket(family: number, prepare: (socket: Socket) => void): Socket {
  const socket = new Socket(family);
  try {
    prepare(socket);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
