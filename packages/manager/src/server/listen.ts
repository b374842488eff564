/** Listening at an address. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, isIPv4, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { ArgumentError } from '@weft/atomics';
import { checkInteger, shown } from '@weft/atomics/kit';
import { AuthenticationError, ConnectError } from '../errors.js';
import { inPrivateFolder, privateFolder } from '../private-folder.js';

export interface Listener {
  /** Where others connect to. */
  readonly address: string;
  close(): Promise<void>;
}

/** Where to listen, or to connect to. */
export type Place =
  | { readonly scheme: 'unix'; readonly path: string }
  | { readonly scheme: 'tcp' | 'tls'; readonly host: string; readonly port: number };

/** @throws ArgumentError unless it is the address of a server */
export function placeFrom(address: string): Place {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'unix:' && url.pathname.startsWith('/') && url.host === '') {
    return { scheme: 'unix', path: decodeURIComponent(url.pathname) };
  }
  if ((url?.protocol === 'tcp:' || url?.protocol === 'tls:') && url.hostname !== '' && url.port !== '') {
    const port = checkInteger('the port', Number(url.port), 0, 65_535);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return { scheme: url.protocol === 'tcp:' ? 'tcp' : 'tls', host, port };
  }
  throw new ArgumentError(
    `address must be unix:///path, tcp://host:port or tls://host:port, got ${shown(address)}`,
  );
}

/** Whether whoever listens there does so on this machine, as far as the address tells. */
export function isOnThisMachine(place: Place): boolean {
  if (place.scheme !== 'tcp') return place.scheme === 'unix';
  const { host } = place;
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** A Unix socket that nobody else has, in the folder of this user; where there are none, a port of this machine. */
export function privateAddress(): string {
  if (process.platform === 'win32') return 'tcp://127.0.0.1:0';
  return `unix://${join(privateFolder(), `${process.pid}-${randomBytes(6).toString('hex')}.sock`)}`;
}

/**
 * @param tls options of `node:tls`, for `tls://`
 * @throws ConnectError if somebody else listens there, or it cannot be listened there; AuthenticationError if others can
 *   enter the folder of this user; ArgumentError
 */
export async function listen(
  address: string,
  tls: object | undefined,
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  const place = placeFrom(address);
  const server =
    place.scheme === 'tls'
      ? createTlsServer(tls as TlsOptions, onSocket)
      : createServer({ noDelay: true }, onSocket);
  // Failed TLS handshakes are the client's trouble, not the server's.
  server.on('tlsClientError', () => {});
  if (place.scheme === 'unix') await removeDeadSocket(place.path);
  try {
    if (isPrivate(place)) await inPrivateFolder(() => begin(server, place));
    else await begin(server, place);
  } catch (error) {
    if (error instanceof AuthenticationError) throw error;
    throw new ConnectError(`cannot listen at ${address}: ${(error as Error).message}`, { cause: error });
  }
  if (place.scheme === 'unix') chmodSync(place.path, 0o600);
  server.on('error', () => {});
  return { address: addressOf(place, server), close: () => close(server, place) };
}

async function begin(server: Server, place: Place): Promise<void> {
  server.listen(place.scheme === 'unix' ? { path: place.path } : { host: place.host, port: place.port });
  await once(server, 'listening');
}

function isPrivate(place: Place): boolean {
  return place.scheme === 'unix' && dirname(place.path) === privateFolder();
}

/** With the port that the system has chosen, if it was to choose one. */
function addressOf(place: Place, server: Server): string {
  if (place.scheme === 'unix') return `unix://${encodeURI(place.path)}`;
  const { port } = server.address() as AddressInfo;
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return `${place.scheme}://${host}:${port}`;
}

async function close(server: Server, place: Place): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (place.scheme === 'unix') rmSync(place.path, { force: true });
}

/** A socket in the file system stays when its server is killed, and nobody could listen there again. */
async function removeDeadSocket(path: string): Promise<void> {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') rmSync(path, { force: true });
  } finally {
    socket.destroy();
  }
}
