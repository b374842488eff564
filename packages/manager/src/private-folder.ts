/** The folder that only this user can enter: there lie the sockets of servers on this machine, and their keys. */
import { lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthenticationError } from './errors.js';

/** Its path. It is there while somebody has something in it. */
export function privateFolder(): string {
  const { XDG_RUNTIME_DIR, USERNAME } = process.env;
  if (XDG_RUNTIME_DIR) return join(XDG_RUNTIME_DIR, 'weft-manager');
  return join(tmpdir(), `weft-manager-${process.getuid?.() ?? USERNAME ?? 'user'}`);
}

/** @throws AuthenticationError if somebody else could look into it; the error of the system if it is not there */
export function checkPrivate(): void {
  const folder = privateFolder();
  const user = process.getuid?.();
  const facts = lstatSync(folder);
  const isPrivate =
    facts.isDirectory() && (user === undefined || (facts.uid === user && (facts.mode & 0o077) === 0));
  if (isPrivate) return;
  throw new AuthenticationError(
    `${folder} is not a folder that only this user can enter: remove it, or set XDG_RUNTIME_DIR to another place`,
  );
}

/**
 * Calls what makes a file in the folder, and calls it again if the folder was taken away just then by a server that
 * ended.
 *
 * @throws AuthenticationError if somebody else could look into it
 */
export async function inPrivateFolder<T>(make: () => T | Promise<T>): Promise<T> {
  for (;;) {
    mkdirSync(privateFolder(), { recursive: true, mode: 0o700 });
    try {
      checkPrivate();
      return await make();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Takes the folder away if nothing is left in it. */
export function tidyPrivateFolder(): void {
  try {
    rmdirSync(privateFolder());
  } catch {
    // Another server is at work in it, or nobody was.
  }
}
