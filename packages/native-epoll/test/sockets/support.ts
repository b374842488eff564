/** Pairs of connected sockets of every family, over which the suites run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
} from '@weft/native-epoll';
import { afterAll } from 'vitest';

export interface Family {
  readonly name: string;
  readonly family: number;
  /** A fresh address to bind to. */
  readonly address: () => Address;
}

const folder = mkdtempSync(join(tmpdir(), 'weft-sockets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** A path of a socket that is nowhere else. */
export function freshPath(): string {
  made += 1;
  return join(folder, `socket-${made}`);
}

export const families: readonly Family[] = [
  { name: 'IPv4', family: AF_INET, address: () => ({ address: '127.0.0.1', port: 0 }) },
  { name: 'IPv6', family: AF_INET6, address: () => ({ address: '::1', port: 0 }) },
  { name: 'Unix, by path', family: AF_UNIX, address: () => ({ path: freshPath() }) },
  { name: 'Unix, abstract', family: AF_UNIX, address: () => ({ path: `\0${freshPath()}` }) },
];

/** A socket that listens. */
export function listening({ family, address }: Family): Socket {
  const server = new Socket(family, SOCK_STREAM);
  server.bind(address());
  server.listen();
  return server;
}

/** A client and its connection at the server. */
export function connected(family: Family): [client: Socket, connection: Socket] {
  using server = listening(family);
  const client = new Socket(family.family, SOCK_STREAM);
  client.connect(server.getSockName());
  return [client, server.accept()];
}

/** A socket for messages that has an address. */
export function messaging({ family, address }: Family): Socket {
  const socket = new Socket(family, SOCK_DGRAM);
  socket.bind(address());
  return socket;
}

export function closeAll(...sockets: { close(): void }[]): void {
  for (const socket of sockets) socket.close();
}
