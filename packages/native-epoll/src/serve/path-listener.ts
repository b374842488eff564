/** Listening at a path: Unix sockets. */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { SystemCallError } from '../errors.js';
import { isError } from '../native/system-call.js';
import { AF_UNIX } from '../sockets/constants.js';
import type { Socket } from '../sockets/socket.js';
import { type ListeningSocket, type ListenOptions, makeSocket } from './listening-socket.js';

/** @throws SystemCallError EADDRINUSE also if there is something at the path that is no socket */
export function listenAtPath(path: string, { backlog, mode }: ListenOptions): ListeningSocket {
  const file = path.startsWith('\0') ? undefined : resolve(path);
  let removeFile = () => {};
  const socket = makeSocket(AF_UNIX, (made) => {
    bindReplacingDead(made, path);
    if (file !== undefined) removeFile = removerOf(file);
    try {
      // Nobody can connect before `listen`, so nobody comes in between.
      if (file !== undefined && mode !== undefined) chmodSync(file, mode);
      made.listen(backlog);
    } catch (error) {
      removeFile();
      throw error;
    }
  });
  return { socket, address: path, removeFile };
}

/** The file of a server that was killed stays behind; one of a live server answers. */
function bindReplacingDead(socket: Socket, path: string): void {
  try {
    socket.bind({ path });
  } catch (error) {
    if (!(error instanceof SystemCallError && error.code === 'EADDRINUSE' && isDead(path))) throw error;
    unlinkSync(path);
    socket.bind({ path });
  }
}

function isDead(path: string): boolean {
  if (path.startsWith('\0') || !lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return false;
  let dead = false;
  using _socket = makeSocket(AF_UNIX, (made) => {
    dead = isError(made.connectEx({ path }), 'ECONNREFUSED');
  });
  return dead;
}

/** Removes the file, unless another server has put its own there meanwhile. */
function removerOf(file: string): () => void {
  const identity = identityOf(file);
  return () => {
    if (identity !== undefined && identityOf(file) === identity) unlinkSync(file);
  };
}

function identityOf(file: string): string | undefined {
  const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}`;
}
