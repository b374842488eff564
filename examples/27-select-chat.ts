/**
 * Lesson 27: many clients on one thread. `select` waits for all of them at once and says who has something to say, or
 * can take something:
 *
 *     readable, writable, exceptional = select.select(inputs, outputs, inputs)
 *     for s in readable:
 *         if s is server: inputs.append(s.accept()[0])
 *         else: ...                        # s.recv does not wait now
 *
 * The server is a chat: what one says, all others hear. It is a single thread that sleeps until somebody speaks, and a
 * guest who does not listen holds up nobody: what he cannot take now waits for him, up to a bound.
 *
 * `poll`, `Epoll` and `Kqueue` do the same for more and more clients; lesson 29 is about having one API for them.
 *
 * `node 27-select-chat.js --listen 8027` waits for guests until Ctrl-C: try `nc 127.0.0.1 8027` in two terminals.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { type InternetAddress, Socket, SystemCallError, select } from '@weft/native-epoll';

/** Who says more than that without a line's end, or has that much waiting for him, is shown the door. */
const PATIENCE_BYTES = 64 * 1024;

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** Somebody in the chat. */
class Guest {
  readonly name: string;
  readonly socket: Socket;
  /** Characters may come in pieces, too. */
  readonly #decoder = new StringDecoder('utf8');
  /** What he has begun to say. */
  #begun = '';
  /** What he has not heard yet. */
  #unheard = Buffer.alloc(0);

  constructor(name: string, socket: Socket) {
    this.name = name;
    this.socket = socket;
    socket.setBlocking(false);
  }

  get hasUnheard(): boolean {
    return this.#unheard.length > 0;
  }

  /** The lines that are complete now; `undefined` if he has left. */
  listen(): string[] | undefined {
    const said = this.socket.recv(4096);
    if (said.length === 0) return undefined;
    const lines = (this.#begun + this.#decoder.write(said)).split(/\r?\n/);
    this.#begun = lines.pop() ?? '';
    return this.#begun.length > PATIENCE_BYTES ? undefined : lines;
  }

  /** `false` if he does not listen at all. */
  tell(line: string): boolean {
    this.#unheard = Buffer.concat([this.#unheard, Buffer.from(`${line}\n`)]);
    return this.#unheard.length <= PATIENCE_BYTES;
  }

  /** Sends what he can take now. */
  send(): void {
    const sent = this.socket.trySend(this.#unheard);
    if (sent > 0) this.#unheard = this.#unheard.subarray(sent);
  }
}

class Chat {
  readonly #server: Socket;
  readonly #guests = new Map<number, Guest>();
  #came = 0;

  constructor(server: Socket) {
    this.#server = server;
  }

  /** Serves until so many guests have been here and all have left. */
  serve(guests: number): void {
    while (this.#came < guests || this.#guests.size > 0) {
      const inputs = [this.#server.fileno(), ...this.#guests.keys()];
      const outputs = [...this.#guests].filter(([, guest]) => guest.hasUnheard).map(([fd]) => fd);
      const { read, write } = select(inputs, outputs, []);
      for (const fd of write) this.#attend(fd, (guest) => guest.send());
      for (const fd of read) {
        if (fd === this.#server.fileno()) this.#welcome();
        else this.#attend(fd, (guest) => this.#hear(guest));
      }
    }
  }

  #welcome(): void {
    const socket = this.#server.tryAccept();
    if (socket === undefined) return;
    this.#came += 1;
    const guest = new Guest(`guest ${this.#came}`, socket);
    this.#guests.set(socket.fileno(), guest);
    guest.tell(`you are ${guest.name}`);
    this.#tellOthers(guest, `${guest.name} has come`);
  }

  /** Deals with a guest, who may have gone without a word. */
  #attend(fd: number, deal: (guest: Guest) => void): void {
    const guest = this.#guests.get(fd);
    if (guest === undefined) return;
    try {
      deal(guest);
    } catch (error) {
      if (!(error instanceof SystemCallError)) throw error;
      this.#dismiss(guest);
    }
  }

  #hear(guest: Guest): void {
    const lines = guest.listen();
    if (lines === undefined) this.#dismiss(guest);
    else for (const line of lines) this.#tellOthers(guest, `${guest.name}: ${line}`);
  }

  #dismiss(guest: Guest): void {
    this.#guests.delete(guest.socket.fileno());
    guest.socket.close();
    this.#tellOthers(guest, `${guest.name} has left`);
  }

  #tellOthers(speaker: Guest, line: string): void {
    print(`server: ${line}`);
    const deaf = [...this.#guests.values()].filter((guest) => guest !== speaker && !guest.tell(line));
    for (const guest of deaf) this.#dismiss(guest);
  }
}

/** Three of them, on a thread of their own. */
function guests(address: InternetAddress): void {
  const [anna, ben] = [enter(address), enter(address)];
  expect(anna, 'guest 2 has come');
  ben.sendAll('is anybody ');
  ben.sendAll('here?\n');
  expect(anna, 'guest 2: is anybody here?');
  const cleo = enter(address);
  for (const other of [anna, ben]) expect(other, 'guest 3 has come');
  anna.sendAll('hello\nboth of you\n');
  for (const other of [ben, cleo]) expect(other, 'guest 1: hello\nguest 1: both of you');
  anna.close();
  for (const other of [ben, cleo]) expect(other, 'guest 1 has left');
  // Hangs up without a goodbye.
  ben.setLinger(0);
  ben.close();
  expect(cleo, 'guest 2 has left');
  cleo.close();
}

function enter(address: InternetAddress): Socket {
  const socket = new Socket();
  socket.connect(address);
  print(`guests: ${readLines(socket, 1)}`);
  return socket;
}

/** Prints what somebody hears, which must be this. */
function expect(listener: Socket, lines: string): void {
  const heard = readLines(listener, lines.split('\n').length);
  if (heard !== lines) throw new Error(`heard "${heard}" instead of "${lines}"`);
}

function readLines(socket: Socket, lines: number): string {
  let heard = '';
  while (heard.split('\n').length <= lines) heard += socket.recv(1);
  return heard.trimEnd();
}

if (isMainThread) {
  const { listen } = parseArgs({ options: { listen: { type: 'string' } } }).values;
  using server = new Socket();
  server.bind({ address: '127.0.0.1', port: Number(listen ?? 0) });
  server.listen();
  const chat = new Chat(server);
  if (listen !== undefined) {
    print(`listening at port ${(server.getSockName() as InternetAddress).port}`);
    chat.serve(Number.POSITIVE_INFINITY);
  }
  const party = new Worker(new URL(import.meta.url), { workerData: server.getSockName() });
  const over = once(party, 'exit');
  await once(party, 'online');
  chat.serve(3);
  await over;
} else {
  guests(workerData as InternetAddress);
}
