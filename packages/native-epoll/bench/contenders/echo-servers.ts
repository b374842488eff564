/** All that serve echoes. */
import { fileURLToPath } from 'node:url';
import type { Role } from '@weft/bench';
import { loadProgram } from './load.js';
import { type ServerCommand, ServerProcess } from './server-process.js';

export interface EchoServer {
  readonly name: string;
  readonly role: Role;
  start(): Promise<ServerProcess>;
}

/** The names that targets speak of. */
export const SERVE = 'Weft serve';
export const BARE = 'bare epoll in Rust';
export const NODE = 'node:net';
export const PYTHON = 'Python selectors';

const echoServer = (
  name: string,
  role: Role,
  command: () => Promise<ServerCommand> | ServerCommand,
): EchoServer => ({
  name,
  role,
  start: async () => ServerProcess.start(await command()),
});

const script = (name: string): ServerCommand => ({
  program: process.execPath,
  args: [fileURLToPath(new URL(`../servers/${name}.js`, import.meta.url))],
  help: 'build the package first',
});

const pythonFile = fileURLToPath(new URL('../../bench/compare/selectors_echo.py', import.meta.url));

export const ECHO_SERVERS: readonly EchoServer[] = [
  echoServer(SERVE, 'subject', () => script('weft-serve')),
  echoServer('Weft Epoll, blocking', 'subject', () => script('weft-epoll')),
  echoServer('Weft DefaultSelector', 'subject', () => script('weft-selector')),
  echoServer(BARE, 'bare', async () => ({
    program: await loadProgram(),
    args: ['serve-bare'],
    help: 'build tools/load',
  })),
  echoServer(NODE, 'peer', () => script('node-net')),
  echoServer(PYTHON, 'peer', () => ({ program: 'python3', args: [pythonFile], help: 'install Python 3' })),
];
