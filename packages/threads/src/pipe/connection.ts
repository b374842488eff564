import { ArgumentError, ClosedError } from '@weft/atomics';
import {
  checkInteger,
  checkWait,
  type ObjectHandle,
  type Selectable,
  type SelectHooks,
  type SyncWaitOptions,
  shown,
  WaitingObject,
  type WaitOptions,
} from '@weft/atomics/kit';
import { structured } from '@weft/shared-queue';
import { BufferTooShortError, ConnectionDirectionError } from './errors.js';
import type { Holders } from './holders.js';
import { Inbox } from './inbox.js';
import { Flush, Poll, Receive, type Reception, Send, type Situation } from './operations.js';
import { Outbox, Outgoing } from './outbox.js';
import type { EndNumber, PipeMemory } from './pipe-memory.js';
import type { Stream } from './stream.js';

/** Asynchronous waits for different things do not stand behind each other. */
const LANE = { SEND: 0, RECEIVE: 1, POLL: 2 } as const;

/** Messages up to this size arrive in one piece, so the array in which they are decoded can serve all. */
const SMALL_BYTES = 512;
const scratch = new Uint8Array(SMALL_BYTES);

const asValue: Reception<unknown> = {
  room: (bytes) => (bytes <= SMALL_BYTES ? scratch : undefined),
  read: ({ bytes, length }) => structured.decode(bytes, length),
};

const asBytes: Reception<Uint8Array> = { room: () => undefined, read: ({ bytes }) => bytes };

/**
 * One end of a pipe (Python's `multiprocessing.Connection`): sends messages to the other end and receives those that
 * were sent there, between threads or, if the pipe lies in memory that they share, between processes.
 *
 * - **Messages** arrive whole, once, and in the order in which they were sent. They may be larger than the pipe: then
 *   they go through in pieces. What one thread sends is never mixed with what another one sends at the same end, and a
 *   message is received by one thread.
 * - **The end**: once nobody holds the other end, `recv` gives what is left and then throws `EndOfFileError`, and
 *   `send` throws `BrokenPipeError` at once. A thread holds an end from its first use of it, or its arrival there,
 *   until `close`. Whoever dies does not hold it any more; of a message that was half sent then, nothing arrives.
 * - **Handing on**: a connection may be posted, or passed to a thread or process. Its maker holds an end until
 *   somebody takes it (and may close it at once: it stays open for whoever is on the way), and no longer then unless
 *   it has used the end itself. An end that goes to several threads must stay open here until all have it.
 * - **Fairness**: senders of one thread go first come first served; between threads whoever finds room goes first.
 *
 * @example
 * const [parent, child] = Pipe();
 * new Thread({ target: (connection) => connection.sendSync('hello'), args: [child] }).start();
 * await parent.recv(); // 'hello'
 */
export class Connection extends WaitingObject implements Selectable {
  readonly #memory: PipeMemory;
  readonly #own: Holders;
  readonly #opposite: Holders;
  readonly #sending: { readonly stream: Stream; readonly outbox: Outbox } | undefined;
  readonly #receiving: { readonly stream: Stream; readonly inbox: Inbox } | undefined;
  readonly #situation: Situation;
  #held = false;
  /** Asynchronous receives that are not over: newcomers stand behind them. */
  #pendingReceives = 0;
  #closed = false;
  #afterClose: (() => void) | undefined;

  /** @internal Connections are made by `Pipe()`. */
  constructor(memory: PipeMemory, end: EndNumber, handle: ObjectHandle) {
    super(memory.block, handle);
    const other = (1 - end) as EndNumber;
    const out = memory.streamFrom(end);
    const into = memory.streamFrom(other);
    this.#memory = memory;
    this.#own = memory.holders(end);
    this.#opposite = memory.holders(other);
    this.#sending = out && { stream: out, outbox: new Outbox(out) };
    this.#receiving = into && { stream: into, inbox: new Inbox(into) };
    this.#situation = {
      opposite: this.#opposite,
      oppositeClosed: () => this.#ringAll(),
      checkOpen: () => this.#checkOpen(),
    };
    // Whoever asks for the handle sends the end to somebody: from then on it is kept for them.
    Object.defineProperty(this, 'handle', {
      enumerable: true,
      get: () => {
        if (!this.#closed) this.#own.send();
        return handle;
      },
    });
  }

  /** Whether this connection was closed here. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether this end can receive, as both do unless the pipe goes one way. */
  get readable(): boolean {
    return this.#receiving !== undefined;
  }

  /** Whether this end can send. */
  get writable(): boolean {
    return this.#sending !== undefined;
  }

  /** Bytes that fit into one direction before a sender waits for the receiver. */
  get capacity(): number {
    return this.#memory.capacity;
  }

  /**
   * Sends a value: what the codec `structured` carries, shared objects that live in a region included. Waits while
   * there is no room. A wait that ends early takes the message back, also one that was half sent.
   *
   * @throws BrokenPipeError, CodecError, TimeoutError, ClosedError, ConnectionDirectionError, the signal's reason
   */
  send(value: unknown, options?: WaitOptions): Promise<void> {
    try {
      return this.#send(structured.encode(value, this.#memory.block.memory.scope), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `send`, blocking the thread. */
  sendSync(value: unknown, options?: SyncWaitOptions): void {
    this.#sendSync(structured.encode(value, this.#memory.block.memory.scope), options);
  }

  /**
   * Receives a value. Waits while there is none.
   *
   * @throws EndOfFileError, CodecError, TimeoutError, ClosedError, ConnectionDirectionError, the signal's reason
   * @throws CorruptRegionError if the memory was overwritten
   */
  recv(options?: WaitOptions): Promise<unknown> {
    return this.#receive(asValue, options);
  }

  /** As `recv`, blocking the thread. */
  recvSync(options?: SyncWaitOptions): unknown {
    return this.#receiveSync(asValue, options);
  }

  /** As `send`, with bytes as they are; the other side calls `recvBytes`. @param bytes may be used again afterwards */
  async sendBytes(bytes: Uint8Array, options?: WaitOptions): Promise<void> {
    await this.#send(checkBytes(bytes), options);
  }

  /** As `sendBytes`, blocking the thread. */
  sendBytesSync(bytes: Uint8Array, options?: SyncWaitOptions): void {
    this.#sendSync(checkBytes(bytes), options);
  }

  /** As `recv`, of a message of bytes. */
  recvBytes(options?: WaitOptions): Promise<Uint8Array> {
    return this.#receive(asBytes, options);
  }

  /** As `recvBytes`, blocking the thread. */
  recvBytesSync(options?: SyncWaitOptions): Uint8Array {
    return this.#receiveSync(asBytes, options);
  }

  /**
   * As `recvBytes`, into memory of the caller, from its byte `offset` on; how many bytes came.
   *
   * @throws BufferTooShortError if the message is longer: it is in the error, and received
   */
  async recvBytesInto(target: Uint8Array, offset = 0, options?: WaitOptions): Promise<number> {
    return this.#receive(into(target, offset), options);
  }

  /** As `recvBytesInto`, blocking the thread. */
  recvBytesIntoSync(target: Uint8Array, offset = 0, options?: SyncWaitOptions): number {
    return this.#receiveSync(into(target, offset), options);
  }

  /**
   * Whether there is something to receive, which the end of it is too. Without a timeout it only looks, as Python's
   * does; `{ timeout: Infinity }` waits for as long as it takes.
   *
   * @throws ClosedError, ConnectionDirectionError, the signal's reason
   */
  poll(options: WaitOptions = {}): Promise<boolean> {
    try {
      return this.runAsync(this.#polling(), { ...options, timeout: options.timeout ?? 0 }, LANE.POLL);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `poll`, blocking the thread. */
  pollSync(options: SyncWaitOptions = {}): boolean {
    return this.runSync(this.#polling(), { timeout: options.timeout ?? 0 });
  }

  /**
   * Ends this thread's use of the end: what is pending here rejects with `ClosedError`. If nobody else holds the end,
   * the other one gets to know. Never blocks; closing twice does nothing.
   */
  close(): void {
    if (this.#closed) return;
    if (!this.#own.closed) this.#own.leave();
    this.#closed = true;
    this.#ringAll();
    this.#afterClose?.();
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The values one by one as they come, until the other end is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    while (await this.#goesOn()) yield await this.recv();
  }

  describe(): Record<string, unknown> {
    return { readable: this.readable, writable: this.writable, ...(this.#closed && { closed: true }) };
  }

  /** @internal */
  selectHooks(): SelectHooks {
    const { stream, inbox } = this.#receiver();
    return {
      bell: this.#memory.block.bell,
      ready: () => this.#closed || inbox.hasData() || this.#opposite.isGone(true),
      watch: () => stream.data.watch(),
    };
  }

  /** @internal As `recvBytes`; `arrived` gets the message within its reception, before any promise runs. */
  handOver(arrived: (bytes: Uint8Array) => void, options?: WaitOptions): Promise<void> {
    return this.#receive({ room: () => undefined, read: ({ bytes }) => arrived(bytes) }, options);
  }

  /** @internal As `handOver`, blocking the thread. */
  handOverSync(arrived: (bytes: Uint8Array) => void): void {
    this.#receiveSync({ room: () => undefined, read: ({ bytes }) => arrived(bytes) }, undefined);
  }

  /** @internal Blocks until all is sent that is being sent here. @throws BrokenPipeError, ClosedError */
  flushSync(): void {
    if (this.#sending === undefined || this.#sending.outbox.isEmpty) return;
    const { stream, outbox } = this.#sending;
    this.runSync(new Flush(stream.room, this.#situation, outbox), undefined);
  }

  /** @internal This connection came by a handle: it was taken by whom it was sent to. */
  arrived(): this {
    if (this.#own.closed) return this;
    this.#own.arrive();
    this.#held = true;
    return this;
  }

  /** @internal Whether this thread keeps the end for somebody who has not taken it yet. */
  get keeps(): boolean {
    return this.#own.keeps;
  }

  /** @internal The maker of a pipe keeps its ends. */
  kept(): this {
    this.#own.keep();
    return this;
  }

  /** @internal Is called once, after the connection was closed. */
  whenClosed(callback: () => void): void {
    this.#afterClose = callback;
  }

  #send(bytes: Uint8Array, options: WaitOptions | undefined): Promise<void> {
    if (options === undefined && this.#sendAtOnce(bytes)) return Promise.resolve();
    const message = new Outgoing(bytes);
    checkWait(options);
    const operation = this.#sendingOf(message);
    message.detach();
    return this.runAsync(operation, options, LANE.SEND).catch((error) => {
      // A wait that was over before it began has not been told so.
      operation.abandon();
      throw error;
    });
  }

  #sendSync(bytes: Uint8Array, options: SyncWaitOptions | undefined): void {
    if (options === undefined && this.#sendAtOnce(bytes)) return;
    checkWait(options);
    const operation = this.#sendingOf(new Outgoing(bytes));
    try {
      this.runSync(operation, options);
    } catch (error) {
      operation.abandon();
      throw error;
    }
  }

  #sendAtOnce(bytes: Uint8Array): boolean {
    return (
      this.#held &&
      !this.#closed &&
      this.#sending !== undefined &&
      !this.#opposite.isGone(false) &&
      this.#sending.outbox.sendAtOnce(bytes)
    );
  }

  #sendingOf(message: Outgoing): Send {
    this.#hold();
    if (this.#sending === undefined) {
      throw new ConnectionDirectionError('this end of the pipe only receives: send at the other one');
    }
    const { stream, outbox } = this.#sending;
    return new Send(stream.room, this.#situation, outbox, message);
  }

  async #receive<T>(reception: Reception<T>, options: WaitOptions | undefined): Promise<T> {
    const { stream, inbox } = this.#receiver();
    const behindOthers = this.#pendingReceives > 0;
    this.#pendingReceives += 1;
    try {
      const receive = new Receive(stream.data, this.#situation, inbox, reception, behindOthers);
      return await this.runAsync(receive, options, LANE.RECEIVE);
    } finally {
      this.#pendingReceives -= 1;
    }
  }

  #receiveSync<T>(reception: Reception<T>, options: SyncWaitOptions | undefined): T {
    const { stream, inbox } = this.#receiver();
    if (options === undefined) {
      // Mostly it is there: then there is nothing to wait for.
      const received = inbox.pull(reception.room);
      if (received !== undefined) return reception.read(received);
    }
    return this.runSync(new Receive(stream.data, this.#situation, inbox, reception), options);
  }

  #polling(): Poll {
    const { stream, inbox } = this.#receiver();
    return new Poll(stream.data, this.#situation, inbox);
  }

  #receiver(): { readonly stream: Stream; readonly inbox: Inbox } {
    this.#hold();
    if (this.#receiving !== undefined) return this.#receiving;
    throw new ConnectionDirectionError('this end of the pipe only sends: receive at the other one');
  }

  #hold(): void {
    this.#checkOpen();
    if (this.#held) return;
    this.#own.take();
    this.#held = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedError('this connection was closed here: make a new pipe');
  }

  async #goesOn(): Promise<boolean> {
    await this.poll({ timeout: Number.POSITIVE_INFINITY });
    return this.#receiver().inbox.hasData() || !this.#opposite.closed;
  }

  #ringAll(): void {
    for (const stream of [this.#sending?.stream, this.#receiving?.stream]) {
      stream?.data.ring();
      stream?.room.ring();
    }
  }
}

function checkBytes(bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new ArgumentError(`bytes must be a Uint8Array, got ${shown(bytes)}`);
}

/** Into the memory of the caller, from its byte `offset` on. */
function into(target: Uint8Array, offset: number): Reception<number> {
  const free = checkBytes(target).subarray(checkInteger('offset', offset, 0, target.length));
  return {
    room: (bytes) => (bytes <= free.length ? free : undefined),
    read({ bytes, length }) {
      if (length > free.length) {
        throw new BufferTooShortError(
          `the message has ${length} bytes, the room ${free.length}: it is in \`bytes\` of this error`,
          bytes,
        );
      }
      // A message that was begun by a wait that ended early lies elsewhere.
      if (bytes !== free) free.set(bytes.subarray(0, length));
      return length;
    },
  };
}
