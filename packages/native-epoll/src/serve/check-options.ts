/** Options are checked before anything is opened. */
import { ArgumentError } from '../errors.js';
import type { ServeOptions } from './options.js';

const HANDLERS = ['onConnection', 'onDrain', 'onEnd', 'onClose', 'onError'] as const;
const FLAGS = ['reusePort', 'noDelay', 'allowHalfOpen', 'copy', 'receiveWithBacklog'] as const;

/** A Unix socket's path and a zero byte have to fit into 108 bytes; on BSD into 104. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/** @throws ArgumentError */
export function checkServeOptions(options: ServeOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new ArgumentError('serve() takes an object of options');
  const { port, path, host, mode, backlog, idleTimeout, signal } = options;
  check(
    typeof options.onData === 'function',
    'onData must be a function: it is called with what is received',
  );
  for (const name of HANDLERS) check(isAbsentOr('function', options[name]), `${name} must be a function`);
  for (const name of FLAGS) check(isAbsentOr('boolean', options[name]), `${name} must be true or false`);
  check((port === undefined) !== (path === undefined), 'either port or path must be given, not both');
  check(port === undefined || isWithin(port, 0, 65_535), 'port must be an integer from 0 to 65535');
  check(isAbsentOr('string', host), 'host must be a string');
  check(backlog === undefined || isWithin(backlog, 1, 2 ** 31 - 1), 'backlog must be an integer, 1 or more');
  check(
    idleTimeout === undefined || (typeof idleTimeout === 'number' && idleTimeout > 0),
    'idleTimeout must be more than 0 milliseconds',
  );
  check(signal === undefined || signal instanceof AbortSignal, 'signal must be an AbortSignal');
  if (path === undefined) check(mode === undefined, 'mode is for a path: a port has no permissions');
  else checkPath(options, path);
}

/** @throws ArgumentError */
export function checkGrace(grace: number): void {
  check(typeof grace === 'number' && grace >= 0, 'grace must be 0 milliseconds or more, or Infinity');
}

function checkPath({ host, mode, reusePort }: ServeOptions, path: string): void {
  check(typeof path === 'string' && path !== '', 'path must be a string, and not an empty one');
  const bytes = Buffer.byteLength(path);
  check(
    bytes <= LONGEST_PATH,
    `path has ${bytes} bytes, a Unix socket's at most ${LONGEST_PATH}: take a shorter folder`,
  );
  const abstract = path.startsWith('\0');
  check(!path.includes('\0', 1), 'path must have no zero character but the first one of an abstract name');
  check(!abstract || process.platform === 'linux', 'abstract names are known to Linux only');
  check(
    mode === undefined || (!abstract && isWithin(mode, 0, 0o777)),
    'mode must be from 0 to 0o777, for a file',
  );
  check(host === undefined, 'host is for a port: give either host and port, or path');
  check(!reusePort, 'reusePort is for a port: a path has one server');
}

function check(valid: boolean, message: string): asserts valid {
  if (!valid) throw new ArgumentError(message);
}

function isAbsentOr(type: 'function' | 'boolean' | 'string', value: unknown): boolean {
  return value === undefined || typeof value === type;
}

function isWithin(value: unknown, from: number, to: number): boolean {
  return Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
}
