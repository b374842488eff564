/** A client of a server: calls and their answers, over a connection that is made when it is needed. */
import { ClosedError } from '@weft/atomics';
import { ConnectError, ConnectionLostError, ObjectGoneError } from '../errors.js';
import { isOnThisMachine, placeFrom } from '../server/listen.js';
import { type ErrorParts, errorOf } from '../wire/errors.js';
import { NO_CALL, SERVER, STATUS, tell } from '../wire/messages.js';
import { FrameReader, type Item } from '../wire/reader.js';
import { FrameWriter } from '../wire/writer.js';
import { type Contact, connect, type Reach } from './connect.js';
import type { Hold } from './holds.js';
import { shareMemory } from './share-memory.js';

/** Limits of the server are known once it has answered. */
const LONGEST_UNTIL_KNOWN = 64 * 1024 * 1024;

/** Calls of a connection before it is worth to share memory: who has made so many makes more. */
const CALLS_BEFORE_SHARING = 64;

/** Something that is lost when the connection is, and wants to know at once. */
export interface Losable {
  lose(error: Error): void;
}

/** Why a connection has ended. */
export interface Loss {
  readonly error: Error;
}

/** What is asked. */
export interface Question<T> {
  readonly object: number;
  readonly verb: string;
  /** How many arguments `write` writes. */
  readonly count: number;
  readonly write?: ((writer: FrameWriter) => void) | undefined;
  readonly read: (answer: Item) => T;
  readonly signal?: AbortSignal | undefined;
  /** Not to be collected before the answer is there: it stands for a reference to the object that is asked. */
  readonly owner?: object | undefined;
}

interface Pending {
  readonly owner: object | undefined;
  readonly read: (answer: Item) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly cancel: (() => void) | undefined;
}

export class Client {
  readonly #reach: Reach;
  readonly #pending = new Map<number, Pending>();
  readonly #reader = new FrameReader('view');
  readonly #losable = new Set<Losable>();
  /** What was asked and not sent yet, also while there is no connection. */
  #writer = new FrameWriter(LONGEST_UNTIL_KNOWN);
  #contact: Contact | undefined;
  #connecting: Promise<void> | undefined;
  #serverId: string | undefined;
  #serverPid: number | undefined;
  #last = 0;
  /** The call with which memory is shared. */
  #sharesAt = Number.POSITIVE_INFINITY;
  #closed = false;
  #lastLoss: Loss | undefined;
  /** Locks that this client holds, by the ids of their objects. */
  readonly holds: Map<number, Hold> = new Map();
  /** Called with each new connection before anything else is sent: tells the server what this client refers to. */
  onConnected: (writer: FrameWriter) => void = () => {};
  /** Called when another server than before answers at the address: what this client refers to is gone. */
  onRestarted: () => void = () => {};

  /** @param serverId the server that is expected there, if it is known */
  constructor(reach: Reach, serverId?: string) {
    this.#reach = reach;
    this.#serverId = serverId;
  }

  get address(): string {
    return this.#reach.address;
  }

  /** Names the server as long as it lives; known once it has answered. */
  get serverId(): string | undefined {
    return this.#serverId;
  }

  get serverPid(): number | undefined {
    return this.#serverPid;
  }

  /** The last time that a connection ended: another one than before, if something was lost since then. */
  get lastLoss(): Loss | undefined {
    return this.#lastLoss;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves when there is a connection. @throws ConnectError, AuthenticationError, ClosedError */
  async ready(): Promise<void> {
    if (this.#closed) throw this.#closedError();
    if (this.#contact === undefined) await this.#connect();
  }

  /** Asks, and gives the answer. @throws whatever the server throws; ConnectionLostError, ClosedError, the signal's reason */
  ask<T>(question: Question<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { signal, read, owner } = question;
      if (this.#closed) throw this.#closedError();
      signal?.throwIfAborted();
      this.#last += 1;
      const id = this.#last;
      this.#write(id, question);
      const cancel = signal && (() => this.#cancel(id));
      signal?.addEventListener('abort', cancel as () => void, { once: true });
      if (this.#pending.size === 0) this.#contact?.frames.socket.ref();
      this.#pending.set(id, { owner, read, resolve, reject, signal, cancel });
      this.#send();
      // Whatever is in the way of that, the socket does as well.
      if (id === this.#sharesAt) this.#share().catch(() => {});
    });
  }

  /** Tells the server something that it does not answer, if there is a connection. */
  tell(verb: string, ...numbers: readonly number[]): void {
    if (this.#contact === undefined) return;
    tell(this.#writer, verb, numbers);
    this.#send();
  }

  /** From now on that is lost when the connection is. */
  watch(losable: Losable): void {
    this.#losable.add(losable);
  }

  unwatch(losable: Losable): void {
    this.#losable.delete(losable);
  }

  /** Resolves when the server knows. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { frames } = this.#contact ?? {};
    this.#contact = undefined;
    this.#fail(this.#closedError());
    if (frames === undefined || frames.ended) return;
    const { socket } = frames;
    socket.ref();
    frames.end();
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  }

  #write(id: number, { object, verb, count, write }: Question<unknown>): void {
    const writer = this.#writer;
    writer.begin(3 + count);
    try {
      writer.number(id);
      writer.number(object);
      writer.text(verb);
      write?.(writer);
    } catch (error) {
      writer.drop();
      throw error;
    }
    writer.end();
  }

  #send(): void {
    if (this.#contact !== undefined) this.#contact.frames.flushSoon();
    // Its errors reach those who asked.
    else this.#connect().catch(() => {});
  }

  #connect(): Promise<void> {
    this.#connecting ??= connect(this.#reach)
      .then((contact) => this.#connected(contact))
      .catch((error) => {
        this.#fail(error as Error);
        throw error;
      })
      .finally(() => {
        this.#connecting = undefined;
      });
    return this.#connecting;
  }

  /** @throws ConnectError */
  async #connected(contact: Contact): Promise<void> {
    const { frames, serverId, serverPid, messageBytes } = contact;
    if (this.#closed) {
      frames.end();
      return;
    }
    const known = this.#serverId;
    this.#contact = contact;
    this.#serverId = serverId;
    this.#serverPid = serverPid;
    contact.onEnd = (error) => this.#lost(error);
    frames.onFrame = (bytes, start, end) => this.#hear(bytes, start, end);
    if (known !== undefined && known !== serverId) {
      this.onRestarted();
      this.#fail(restarted());
    }
    // What was asked meanwhile comes behind what the server has to know first.
    const asked = this.#writer.take();
    this.#writer = new FrameWriter(messageBytes);
    frames.writer = this.#writer;
    this.onConnected(this.#writer);
    frames.flush();
    if (asked.length > 0) frames.socket.write(asked);
    if (this.#pending.size === 0) frames.socket.unref();
    const { transport } = this.#reach;
    const mayShare = transport === 'auto' && isOnThisMachine(placeFrom(this.address));
    this.#sharesAt = mayShare ? this.#last + CALLS_BEFORE_SHARING : Number.POSITIVE_INFINITY;
    if (transport === 'shared-memory') await this.#mustShare();
  }

  async #share(): Promise<void> {
    const { frames } = this.#contact ?? {};
    if (frames === undefined) return;
    await shareMemory(frames, () =>
      this.ask({ object: SERVER, verb: 'offerMemory', count: 0, read: textOf }),
    );
  }

  /** @throws ConnectError */
  async #mustShare(): Promise<void> {
    const { frames } = this.#contact ?? {};
    try {
      await this.#share();
    } catch (cause) {
      const error = new ConnectError(
        `no memory can be shared with the server at ${this.address}: ${(cause as Error).message}`,
        { cause },
      );
      frames?.end(error);
      throw error;
    }
  }

  #hear(bytes: Buffer, start: number, end: number): void {
    const [id, status, ...rest] = this.#reader.read(bytes, start, end);
    if (id === NO_CALL) {
      this.#hearOfConnection(status, rest);
      return;
    }
    const pending = this.#pending.get(id as number);
    if (pending === undefined) return;
    this.#forget(id as number, pending);
    if (status === STATUS.OK) settle(pending, rest[0] as Item);
    else pending.reject(reasonOf(pending, rest as unknown as ErrorParts));
  }

  #hearOfConnection(status: Item | undefined, rest: Item[]): void {
    const { frames } = this.#contact ?? {};
    if (status !== STATUS.SHARED) frames?.end(errorOf(rest as unknown as ErrorParts));
    else if (frames?.isShared) frames.hearShared();
  }

  #forget(id: number, { signal, cancel }: Pending): void {
    this.#pending.delete(id);
    if (signal !== undefined) signal.removeEventListener('abort', cancel as () => void);
    if (this.#pending.size === 0) this.#contact?.frames.socket.unref();
  }

  /** The call goes on until the server says how it ended: it may have been faster. */
  #cancel(id: number): void {
    tell(this.#writer, 'cancel', [id]);
    this.#send();
  }

  #lost(cause: Error | undefined): void {
    this.#contact = undefined;
    this.#fail(
      new ConnectionLostError(
        `the connection to ${this.address} was lost${cause ? ` (${cause.message})` : ''}: what was under way may be done or not, and locks that were held are lost`,
        { cause },
      ),
    );
  }

  #fail(error: Error): void {
    this.#writer = new FrameWriter(LONGEST_UNTIL_KNOWN);
    const pending = [...this.#pending];
    for (const [id, each] of pending) this.#forget(id, each);
    this.#lastLoss = { error };
    this.holds.clear();
    for (const losable of this.#losable) losable.lose(error);
    this.#losable.clear();
    for (const [, { reject }] of pending) reject(error);
  }

  #closedError(): ClosedError {
    return new ClosedError(`the manager of ${this.address} is closed`);
  }
}

function textOf(answer: Item): string {
  return Buffer.from(answer as Uint8Array).toString();
}

export function restarted(): ObjectGoneError {
  return new ObjectGoneError('the server was started anew: its objects are gone, make or open them again');
}

function settle({ read, resolve, reject }: Pending, answer: Item): void {
  try {
    resolve(read(answer) as never);
  } catch (error) {
    reject(error);
  }
}

/** A call that was cancelled rejects with the reason of its signal. */
function reasonOf({ signal }: Pending, parts: ErrorParts): unknown {
  return signal?.aborted && parts[1] === 'Cancelled' ? signal.reason : errorOf(parts);
}
