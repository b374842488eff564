import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { ArgumentError, ClosedError } from '@weft/atomics';
import { checkFunction, checkOptions, checkTimeout } from '@weft/atomics/kit';
import type { AnyMaker, ModuleTarget, TypeOptions } from '../containers/registered.js';
import { LimitError } from '../errors.js';
import { publishKey, rememberKey, withdrawKey } from '../keys.js';
import { tidyPrivateFolder } from '../private-folder.js';
import { transportFrom } from '../transport/choice.js';
import { Lender } from '../transport/lender.js';
import { keyBytes, newKey } from '../wire/handshake.js';
import type { Call } from './call.js';
import { limitsFrom } from './limits.js';
import { type Listener, listen, placeFrom, privateAddress } from './listen.js';
import { argumentsFrom, ServedCustom } from './objects/custom.js';
import { ServedPool } from './objects/pool.js';
import { Objects } from './objects.js';
import type { ServerOptions } from './options.js';
import { Registry } from './registry.js';
import { report } from './report.js';
import type { Bytes, ServedObject } from './served-object.js';
import { serverVerbs, unknownType } from './server-verbs.js';
import { type Host, Session } from './session.js';

const LINGER_MS = 10_000;

/** What a server in this process tells. */
export interface ServerEvents {
  /** A client was turned away: it had the wrong key, passed a limit or broke the protocol. */
  readonly onRefused?: ((error: Error, address: string) => void) | undefined;
}

/**
 * A server of shared objects in this process. `Manager.start()` runs one in a process of its own.
 *
 * It serves clients until it is closed, and holds the program for so long. What one client does wrong does not concern the
 * others. Everything runs in this thread: while it is busy, clients wait.
 *
 * @example
 * const server = new ManagerServer({ address: 'tcp://127.0.0.1:0', authkey });
 * server.register('counter', Counter);
 * console.log(await server.serve()); // tcp://127.0.0.1:40123
 */
export class ManagerServer implements AsyncDisposable {
  readonly #options: ServerOptions & ServerEvents;
  readonly #address: string;
  readonly #key: Buffer;
  readonly #registry = new Registry();
  readonly #objects: Objects;
  readonly #sessions = new Set<Session>();
  /** All that are connected, also those who have not proved yet that they have the key. */
  readonly #sockets = new Map<Socket, Session>();
  readonly #host: Host;
  readonly #started = Date.now();
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};
  #listener: Listener | undefined;
  #isClosed = false;
  #calls = 0;

  /** @throws ArgumentError */
  constructor(options: ServerOptions & ServerEvents = {}) {
    checkOptions('options', options);
    const { address, authkey, linger = LINGER_MS, limits, onRefused, tls, transport } = options;
    if (onRefused !== undefined) checkFunction('onRefused', onRefused);
    if (address !== undefined && placeFrom(address).scheme === 'tls' && tls === undefined) {
      throw new ArgumentError('tls:// needs the option tls, with a key and a cert at least');
    }
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#options = options;
    this.#address = address ?? privateAddress();
    this.#key = authkey === undefined ? newKey() : keyBytes(authkey);
    this.#objects = new Objects(checkTimeout(linger));
    const checked = limitsFrom(limits);
    this.#host = {
      id: randomUUID(),
      key: this.#key,
      limits: checked,
      objects: this.#objects,
      lender: new Lender(transportFrom(transport), checked.sharedMemoryClients),
      verbs: serverVerbs({
        makeSpecial: (kind, call) => this.#makeSpecial(kind, call),
        report: () => this.#report(),
        shutDown: () => setImmediate(() => void this.close()),
      }),
      joined: (session) => void this.#sessions.add(session),
      left: (session, error) => this.#left(session, error),
    };
  }

  /** Where it listens. */
  get address(): string {
    return this.#listener?.address ?? this.#address;
  }

  /** Resolves when the server is closed, by whomever. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /**
   * Lets clients make objects of a type, and call its methods. They run in this thread, and get copies of the arguments.
   *
   * @throws ArgumentError
   */
  register(type: string, maker: AnyMaker, options?: TypeOptions): this {
    this.#registry.addType(type, maker, options);
    return this;
  }

  /** Lets clients run a function in pools. @throws ArgumentError */
  registerTask(name: string, target: ModuleTarget): this {
    this.#registry.addTask(name, target);
    return this;
  }

  /**
   * Begins to listen.
   *
   * @returns the address
   * @throws ConnectError, ClosedError; BackendMissingError if it must share memory, and cannot
   */
  async serve(): Promise<string> {
    if (this.#isClosed) throw new ClosedError('the server was closed: make a new one');
    await this.#host.lender.check();
    this.#listener ??= await listen(this.#address, this.#options.tls, (socket) => this.#welcome(socket));
    rememberKey(this.address, this.#key);
    await publishKey(this.address, this.#key);
    return this.address;
  }

  /** Disconnects everybody and forgets all objects. Calling it again is fine. */
  async close(): Promise<void> {
    if (this.#isClosed) return this.closed;
    this.#isClosed = true;
    if (this.#listener !== undefined) withdrawKey(this.address);
    for (const session of [...this.#sessions])
      session.disconnect(new ClosedError('the server was shut down'));
    // All others have a moment to take what was said last.
    for (const [socket, session] of this.#sockets) if (!session.joined) socket.destroySoon();
    await this.#listener?.close();
    tidyPrivateFolder();
    this.#objects.close();
    this.#resolveClosed();
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #welcome(socket: Socket): void {
    const session = new Session(socket, this.#host);
    this.#sockets.set(socket, session);
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#sockets.size > this.#host.limits.clients) {
      session.disconnect(new LimitError(`the server has ${this.#host.limits.clients} clients`));
    }
  }

  #left(session: Session, error: Error | undefined): void {
    this.#sessions.delete(session);
    this.#calls += session.calls;
    const isTrouble = error !== undefined && 'code' in error && String(error.code).startsWith('ERR_WEFT_');
    if (isTrouble && !this.#isClosed) this.#options.onRefused?.(error, session.address);
  }

  #makeSpecial(kind: Bytes, call: Call): ServedObject | Promise<ServedObject> {
    if (kind === 'pool')
      return new ServedPool(this.#registry, call.has(2) ? call.integer(2, 1, 1024) : undefined);
    const type = this.#registry.type(Buffer.from(kind, 'latin1').toString());
    if (type === undefined) throw unknownType(kind);
    const made = type.make(...argumentsFrom(call.bytes(2)));
    if (!(made instanceof Promise)) return new ServedCustom(this.#objects, type, made);
    return made.then((target) => new ServedCustom(this.#objects, type, target));
  }

  #report(): string {
    return report({
      address: this.address,
      started: this.#started,
      callsOfThePast: this.#calls,
      sessions: this.#sessions,
      objects: this.#objects,
    });
  }
}
