/** `weft-manager serve` */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ArgumentError } from '@weft/atomics';
import { readKeyFile } from '../keys.js';
import { ManagerServer } from '../server/manager-server.js';
import type { Surroundings, Values } from './command-line.js';

/** Serves until it is interrupted, or until a client shuts the server down. */
export async function serve(values: Values, { say, complain, interrupted }: Surroundings): Promise<void> {
  const { 'authkey-file': keyFile, 'tls-cert': cert, 'tls-key': key, listen, setup } = values;
  const server = new ManagerServer({
    ...(listen !== undefined && { address: listen }),
    ...(keyFile !== undefined && { authkey: readKeyFile(keyFile) }),
    ...((cert ?? key) !== undefined && { tls: { cert: fileText(cert, 'cert'), key: fileText(key, 'key') } }),
    onRefused: (error, address) => complain(`turned ${address} away: ${error.message}`),
  });
  try {
    if (setup !== undefined) await runSetup(setup, server);
    const address = await server.serve();
    say(values.json ? JSON.stringify({ address, pid: process.pid }) : `Serving at ${address}, until Ctrl-C.`);
    if (!interrupted.aborted) await Promise.race([server.closed, once(interrupted, 'abort')]);
  } finally {
    await server.close();
  }
}

function fileText(path: string | undefined, what: string): string {
  if (path === undefined)
    throw new ArgumentError(`tls:// needs both --tls-cert and --tls-key: --tls-${what} is missing`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ArgumentError(`--tls-${what} cannot be read: ${(error as Error).message}`);
  }
}

async function runSetup(path: string, server: ManagerServer): Promise<void> {
  const module = (await import(pathToFileURL(resolve(path)).href)) as { setup?: unknown };
  if (typeof module.setup !== 'function') throw new ArgumentError(`${path} exports no function "setup"`);
  await module.setup(server);
}
