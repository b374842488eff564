/** Lessons that wait for clients (`--listen 0`), and clients for them. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Outcome, start } from './run.js';

export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** Ends it as Ctrl-C does. */
  interrupt(): Promise<Outcome>;
}

export async function listening(lesson: string): Promise<Listening> {
  const { child, outcome } = start(`${lesson}.js`, ['--listen', '0']);
  const port = await new Promise<number>((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
      const [, found] = /^listening at port (\d+)$/m.exec(printed) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => reject(new Error(`${lesson} ended before it listened: ${printed}`)));
  });
  const interrupt = () => {
    child.kill('SIGINT');
    return outcome;
  };
  return { port, interrupt, [Symbol.asyncDispose]: async () => void (await interrupt()) };
}

/** Somebody who types lines and reads lines, as with `nc`. */
export class Terminal {
  readonly socket: Socket;
  readonly #lines: AsyncIterator<string>;

  private constructor(socket: Socket) {
    this.socket = socket;
    // A reset is the end of the lines, too.
    socket.on('error', () => {});
    this.#lines = createInterface(socket)[Symbol.asyncIterator]();
  }

  static async open({ port }: Listening): Promise<Terminal> {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Terminal(socket);
  }

  type(text: string): void {
    this.socket.write(text);
  }

  /** The next line; `undefined` after the last one. */
  async read(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }

  hangUp(): void {
    this.socket.destroy();
  }

  /** Without a goodbye. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}
