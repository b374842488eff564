/**
 * Lesson 28: asynchronous input and output. The chat of lesson 27 again, but nobody calls `select` and sorts out who is
 * ready: each guest has a function of his own that reads like lesson 25, with an `await` before whatever has to wait:
 *
 *     async def talk(reader, writer):
 *         while line := await reader.readline():
 *             ...
 *
 * All of them run on one thread, in its event loop. A selector sits in that loop with all sockets that somebody waits
 * for, and keeps no thread busy or blocked: the clock of this program ticks meanwhile. (For servers there is `serve`,
 * which does all of this; lesson 29b.)
 *
 * `node 28-asynchronous.js --listen 8028` waits for guests until Ctrl-C: try `nc 127.0.0.1 8028` in two terminals.
 */
import { StringDecoder } from 'node:string_decoder';
import { parseArgs } from 'node:util';
import {
  DefaultSelector,
  EVENT_READ,
  EVENT_WRITE,
  type InternetAddress,
  SHUT_RDWR,
  Socket,
  SystemCallError,
} from '@weft/native-epoll';

/** Who says more than that without a line's end, or has that much waiting for him, is shown the door. */
const PATIENCE_BYTES = 64 * 1024;

/** Who waits for a socket. */
interface Waiting {
  read?: (() => void) | undefined;
  write?: (() => void) | undefined;
}

/** Promises for sockets that are ready. One may wait to read and one to write, per socket. */
class Readiness {
  readonly #selector = new DefaultSelector<Waiting>();

  readable(socket: Socket): Promise<void> {
    return new Promise((resolve) => this.#add(socket, { read: resolve }));
  }

  writable(socket: Socket): Promise<void> {
    return new Promise((resolve) => this.#add(socket, { write: resolve }));
  }

  /** Resolves promises until the selector is closed. */
  async run(): Promise<void> {
    for await (const [{ fileobj, data }, mask] of this.#selector) {
      const { read, write } = data;
      const left: Waiting = { ...data };
      if (mask & EVENT_READ) left.read = undefined;
      if (mask & EVENT_WRITE) left.write = undefined;
      this.#watch(fileobj as Socket, left);
      if (mask & EVENT_READ) read?.();
      if (mask & EVENT_WRITE) write?.();
    }
  }

  /** To be called before a socket is closed; who waits for it goes on. */
  forget(socket: Socket): void {
    const waiting = this.#selector.getMap().get(socket)?.data;
    if (waiting === undefined) return;
    this.#selector.unregister(socket);
    waiting.read?.();
    waiting.write?.();
  }

  close(): void {
    this.#selector.close();
  }

  #add(socket: Socket, more: Waiting): void {
    this.#watch(socket, { ...this.#selector.getMap().get(socket)?.data, ...more });
  }

  #watch(socket: Socket, waiting: Waiting): void {
    const events = (waiting.read ? EVENT_READ : 0) | (waiting.write ? EVENT_WRITE : 0);
    const isRegistered = this.#selector.getMap().has(socket);
    if (events === 0) this.#selector.unregister(socket);
    else if (isRegistered) this.#selector.modify(socket, events, waiting);
    else this.#selector.register(socket, events, waiting);
  }
}

const readiness = new Readiness();

async function accept(server: Socket): Promise<Socket> {
  for (;;) {
    const socket = server.tryAccept();
    if (socket !== undefined) return socket;
    await readiness.readable(server);
  }
}

/** What a peer says, line by line, until it leaves. */
async function* linesFrom(socket: Socket): AsyncGenerator<string> {
  const room = Buffer.alloc(4096);
  const decoder = new StringDecoder('utf8');
  let begun = '';
  while (!socket.closed && begun.length <= PATIENCE_BYTES) {
    const length = socket.tryRecvInto(room);
    if (length === 0) return;
    if (length < 0) {
      await readiness.readable(socket);
      continue;
    }
    const lines = (begun + decoder.write(room.subarray(0, length))).split(/\r?\n/);
    begun = lines.pop() ?? '';
    yield* lines;
  }
}

async function send(socket: Socket, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  for (let sent = 0; sent < bytes.length && !socket.closed; ) {
    const taken = socket.trySend(bytes, sent);
    if (taken < 0) await readiness.writable(socket);
    else sent += taken;
  }
}

/** A guest hears one line after the other; who is slow waits in a chain of promises of his own. */
class Guest {
  readonly name: string;
  readonly socket: Socket;
  #heard: Promise<void> = Promise.resolve();
  #unheard = 0;

  constructor(name: string, socket: Socket) {
    this.name = name;
    this.socket = socket;
  }

  /** `false` if he does not listen at all. */
  tell(line: string): boolean {
    this.#unheard += line.length;
    this.#heard = this.#heard.then(() => this.#send(line)).catch(ignoreHangUp);
    return this.#unheard <= PATIENCE_BYTES;
  }

  /** His visit ends as if he had left himself. */
  hangUp(): void {
    try {
      this.socket.shutdown(SHUT_RDWR);
    } catch (error) {
      ignoreHangUp(error);
    }
  }

  async #send(line: string): Promise<void> {
    await send(this.socket, `${line}\n`);
    this.#unheard -= line.length;
  }
}

const guests = new Set<Guest>();

function tellOthers(speaker: Guest, line: string): void {
  console.log(`server: ${line}`);
  for (const guest of guests) {
    if (guest !== speaker && !guest.tell(line)) guest.hangUp();
  }
}

/** One guest from his coming to his leaving. */
async function talk(guest: Guest): Promise<void> {
  guests.add(guest);
  guest.tell(`you are ${guest.name}`);
  tellOthers(guest, `${guest.name} has come`);
  try {
    for await (const line of linesFrom(guest.socket)) tellOthers(guest, `${guest.name}: ${line}`);
  } catch (error) {
    ignoreHangUp(error);
  } finally {
    guests.delete(guest);
    readiness.forget(guest.socket);
    guest.socket.close();
    tellOthers(guest, `${guest.name} has left`);
  }
}

function ignoreHangUp(error: unknown): void {
  if (!(error instanceof SystemCallError)) throw error;
}

/** Serves so many guests; resolves when all have left. */
async function serve(server: Socket, count: number): Promise<void> {
  const talks: Promise<void>[] = [];
  for (let number = 1; number <= count; number += 1) {
    talks.push(talk(new Guest(`guest ${number}`, await accept(server))));
  }
  await Promise.all(talks);
}

/** What a visitor waits to hear, and what he says then. */
type Script = readonly [heard: string, answer?: string][];

/** Comes, hears and says what the script has, and leaves. */
async function visit(name: string, address: InternetAddress, script: Script): Promise<void> {
  const socket = new Socket();
  socket.setBlocking(false);
  socket.connectEx(address);
  await readiness.writable(socket);
  const lines = linesFrom(socket);
  for (const [expected, answer] of script) {
    const { value: heard } = await lines.next();
    console.log(`${name} hears: ${heard}`);
    if (heard !== expected) throw new Error(`${name} should have heard "${expected}"`);
    if (answer !== undefined) await send(socket, `${answer}\n`);
  }
  readiness.forget(socket);
  socket.close();
}

const ANNA: Script = [['you are guest 1'], ['guest 2 has come', 'welcome'], ['guest 2: thank you']];
const BEN: Script = [['you are guest 2'], ['guest 1: welcome', 'thank you'], ['guest 1 has left']];

const { listen } = parseArgs({ options: { listen: { type: 'string' } } }).values;
const server = new Socket();
server.bind({ address: '127.0.0.1', port: Number(listen ?? 0) });
server.listen();
server.setBlocking(false);
const address = server.getSockName() as InternetAddress;
const running = readiness.run();

if (listen === undefined) {
  let ticks = 0;
  const clock = setInterval(() => {
    ticks += 1;
  });
  await Promise.all([serve(server, 2), visit('Anna', address, ANNA), visit('Ben', address, BEN)]);
  clearInterval(clock);
  console.log(`the clock of the same thread has ticked: ${ticks > 0}`);
} else {
  console.log(`listening at port ${address.port}`);
  await serve(server, Number.POSITIVE_INFINITY);
}
readiness.forget(server);
server.close();
readiness.close();
await running;
