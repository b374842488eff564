/**
 * Where authkeys come from, and how processes on one machine share them without passing them around.
 *
 * A server writes its key into a file that only its user can read, in a folder that only its user can enter, under a name
 * that follows from its address. Whoever runs as that user on that machine and has the address (in a handle, for instance)
 * finds the key there. So no key travels with a handle, nor stands in an environment or an argument list. For servers on other
 * machines programs name the key themselves.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthenticationError } from './errors.js';
import { checkPrivate, inPrivateFolder, privateFolder } from './private-folder.js';
import { keyBytes } from './wire/handshake.js';

/** Keys that this thread was given, by address. */
const given = new Map<string, Buffer>();

/** Remembers a key for handles that arrive in this thread. */
export function rememberKey(address: string, key: Buffer): void {
  given.set(address, key);
}

/**
 * The key for an address: one that this thread was given, the one in the environment, or the one of a server of the same user on
 * this machine.
 *
 * @throws AuthenticationError if there is none
 */
export function keyFor(address: string): Buffer {
  const key = given.get(address) ?? keyInFile(address) ?? keyInEnvironment();
  if (key !== undefined) return key;
  throw new AuthenticationError(
    `there is no authkey for ${address}: pass one as authkey, or set WEFT_MANAGER_AUTHKEY_FILE to a file that has it`,
  );
}

function keyInEnvironment(): Buffer | undefined {
  const { WEFT_MANAGER_AUTHKEY, WEFT_MANAGER_AUTHKEY_FILE } = process.env;
  if (WEFT_MANAGER_AUTHKEY_FILE) return readKeyFile(WEFT_MANAGER_AUTHKEY_FILE);
  return WEFT_MANAGER_AUTHKEY ? keyBytes(WEFT_MANAGER_AUTHKEY) : undefined;
}

/** The key in a file that somebody has written: its text, without white space around it. */
export function readKeyFile(path: string): Buffer {
  try {
    return keyBytes(readFileSync(path, 'utf8').trim());
  } catch (error) {
    throw new AuthenticationError(`the authkey cannot be read from ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** What a server writes down about itself. */
interface KeyFile {
  readonly pid: number;
  readonly address: string;
  readonly key: string;
}

function keyPath(address: string): string {
  return join(privateFolder(), `${createHash('sha256').update(address).digest('hex').slice(0, 32)}.key`);
}

function keyInFile(address: string): Buffer | undefined {
  try {
    checkPrivate();
    const { key } = JSON.parse(readFileSync(keyPath(address), 'utf8')) as KeyFile;
    return Buffer.from(key, 'base64');
  } catch {
    return undefined;
  }
}

/** Lets processes of this user on this machine find the key of a server. */
export async function publishKey(address: string, key: Uint8Array): Promise<void> {
  const facts: KeyFile = { pid: process.pid, address, key: Buffer.from(key).toString('base64') };
  await inPrivateFolder(() => {
    removeLeftovers();
    const path = keyPath(address);
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify(facts), { mode: 0o600, flag: 'wx' });
  });
}

export function withdrawKey(address: string): void {
  rmSync(keyPath(address), { force: true });
}

/** Servers of this user on this machine that are alive: what `weft-manager` looks at by default. */
export function localServers(): { readonly pid: number; readonly address: string }[] {
  if (!existsSync(privateFolder())) return [];
  checkPrivate();
  return keyFiles().flatMap(({ facts }) => (isAlive(facts.pid) ? [facts] : []));
}

/** Removes keys and sockets of servers that were killed. */
function removeLeftovers(): void {
  for (const { path, facts } of keyFiles()) {
    if (isAlive(facts.pid)) continue;
    rmSync(path, { force: true });
    if (facts.address.startsWith(`unix://${privateFolder()}/`)) {
      rmSync(facts.address.slice('unix://'.length), { force: true });
    }
  }
}

function keyFiles(): { readonly path: string; readonly facts: KeyFile }[] {
  const folder = privateFolder();
  return readdirSync(folder)
    .filter((name) => name.endsWith('.key'))
    .flatMap((name) => {
      const path = join(folder, name);
      try {
        return [{ path, facts: JSON.parse(readFileSync(path, 'utf8')) as KeyFile }];
      } catch {
        // It is being written or removed just now.
        return [];
      }
    });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
