/** A server in a process of its own, as its parent sees it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Registration } from '../backend.js';
import { ConnectError, ConnectionLostError } from '../errors.js';
import { withdrawKey } from '../keys.js';
import { tidyPrivateFolder } from '../private-folder.js';
import { errorOf } from '../wire/errors.js';
import type { Notice, Order } from './control.js';
import type { ServerOptions } from './options.js';
import { targetFrom } from './registry.js';

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #registrations = new Map<number, { resolve(): void; reject(error: unknown): void }>();
  #registered = 0;
  #address = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (notice: Notice) => this.#hear(notice));
    child.once('exit', () => this.#gone());
    child.on('error', () => {});
  }

  /** @throws ConnectError, and what the server throws when it cannot listen */
  static async start(options: ServerOptions, startTimeout: number): Promise<ServerProcess> {
    const child = fork(fileURLToPath(new URL('./main.js', import.meta.url)), {
      // Registered types may print.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Keys and certificates are bytes.
      serialization: 'advanced',
    });
    const server = new ServerProcess(child);
    try {
      server.#address = await served(child, options, startTimeout);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    // The program ends when it is done otherwise; the server ends with it.
    child.unref();
    child.channel?.unref();
    return server;
  }

  get address(): string {
    return this.#address;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Has the server know a type or a function. @throws ConnectionLostError; what the server throws */
  async register({ what, name, target, ...options }: Registration): Promise<void> {
    this.#registered += 1;
    const number = this.#registered;
    const order: Order = { order: 'register', number, what, name, target: targetFrom(target), options };
    this.#child.channel?.ref();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#registrations.set(number, { resolve, reject });
        if (this.#child.connected) this.#child.send(order, (error) => error && reject(error));
        else reject(new ConnectionLostError('the server process has ended'));
      });
    } finally {
      this.#registrations.delete(number);
      if (this.#registrations.size === 0) this.#child.channel?.unref();
    }
  }

  /** Ends the server; resolves when its process is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    if (this.#child.connected) this.#child.disconnect();
    await once(this.#child, 'exit');
  }

  #hear(notice: Notice): void {
    if (notice.notice !== 'registered') return;
    const waiting = this.#registrations.get(notice.number);
    if (notice.error === undefined) waiting?.resolve();
    else waiting?.reject(errorOf(notice.error));
  }

  /** Clears away what a server that was killed has left. */
  #gone(): void {
    for (const { reject } of this.#registrations.values()) {
      reject(new ConnectionLostError('the server process has ended'));
    }
    if (this.#address === '') return;
    withdrawKey(this.#address);
    if (this.#address.startsWith('unix://')) {
      rmSync(decodeURIComponent(new URL(this.#address).pathname), { force: true });
    }
    tidyPrivateFolder();
  }
}

/** Has the server serve. @returns its address */
function served(child: ChildProcess, options: ServerOptions, startTimeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new ConnectError(`the server process was not there within ${startTimeout} ms: raise startTimeout`),
      );
    }, startTimeout);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(
        new ConnectError(`the server process ended before it served (${signal ?? `exit code ${code}`})`),
      );
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new ConnectError(`the server process cannot be started: ${error.message}`, { cause: error }));
    });
    child.on('message', (notice: Notice) => {
      if (notice.notice === 'ready') child.send({ order: 'serve', options } satisfies Order);
      if (notice.notice === 'serving') resolve(notice.address);
      if (notice.notice === 'failed') reject(errorOf(notice.error));
      if (notice.notice !== 'ready') clearTimeout(timer);
    });
  });
}
