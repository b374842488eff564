/**
 * One client of a server, from its first byte to its end: the handshake, its calls, the references and locks that it has.
 * Whatever it sends, it harms nobody but itself: who breaks the protocol or passes a limit is told why, and disconnected.
 */
import type { Socket } from 'node:net';
import { AuthenticationError, LimitError, NotExposedError, ProtocolError } from '../errors.js';
import type { Lender, Loan } from '../transport/lender.js';
import { errorParts } from '../wire/errors.js';
import { FrameSocket } from '../wire/frame-socket.js';
import {
  CHALLENGE_BYTES,
  isProof,
  LONGEST_HANDSHAKE_FRAME,
  MAGIC,
  newChallenge,
  proofOf,
  VERSION,
} from '../wire/handshake.js';
import { NO_CALL, STATUS } from '../wire/messages.js';
import { FrameReader, type Item } from '../wire/reader.js';
import { Call } from './call.js';
import type { Limits } from './limits.js';
import { gone, type Objects } from './objects.js';
import { LATER, type Result, type ServedObject, type Verb, type Verbs } from './served-object.js';

/** What a client tells the server without wanting an answer. */
const UNANSWERED = new Set(['cancel', 'declineMemory', 'giveBack', 'refer', 'takeMemory']);

/** Something that a client has and that must not stay behind. */
export interface Holder {
  sessionEnded(session: Session): void;
}

/** What a session needs of its server. */
export interface Host {
  readonly id: string;
  readonly key: Uint8Array;
  readonly limits: Limits;
  readonly objects: Objects;
  readonly lender: Lender;
  /** What can be asked of the server itself. */
  readonly verbs: Verbs<Session>;
  /** A client has proved that it has the key. */
  joined(session: Session): void;
  /** `error` if it was not just closed. */
  left(session: Session, error: Error | undefined): void;
}

let sessions = 0;

export class Session {
  readonly host: Host;
  readonly number: number;
  readonly since: number = Date.now();
  /** Process of the client, as it says. */
  pid = 0;
  /** Calls that wait for something, by their numbers. */
  readonly waiting: Map<number, Call> = new Map();
  readonly holdings: Set<Holder> = new Set();
  calls = 0;
  readonly #frames: FrameSocket;
  readonly #reader = new FrameReader('string');
  readonly #challenge = newChallenge();
  /** How often each object was lent to the client: so many references it has to give back. */
  readonly #lent = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  /** Memory that is shared with the client, or was offered to it. */
  #loan: Loan | undefined;
  #wasOffered = false;
  #joined = false;
  #ended = false;
  #second = 0;
  #callsInSecond = 0;

  constructor(socket: Socket, host: Host) {
    sessions += 1;
    this.number = sessions;
    this.host = host;
    const { messageBytes, handshakeTimeout } = host.limits;
    this.#frames = new FrameSocket(socket, {
      incoming: LONGEST_HANDSHAKE_FRAME,
      outgoing: messageBytes,
      onFrame: (bytes, start, end) => this.#greet(bytes, start, end),
      onFault: (error) => this.disconnect(error),
      onEnd: (error) => this.#end(error),
    });
    this.#timer = setTimeout(() => {
      this.disconnect(new AuthenticationError(`the client has not answered for ${handshakeTimeout} ms`));
    }, handshakeTimeout);
    const { writer } = this.#frames;
    writer.begin(3);
    writer.text(MAGIC);
    writer.number(VERSION);
    writer.binary(this.#challenge);
    writer.end();
    this.#frames.flushSoon();
  }

  /** How people call it. */
  get title(): string {
    return `client ${this.number} of process ${this.pid}`;
  }

  /** Whether it has proved that it has the key. */
  get joined(): boolean {
    return this.#joined;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get references(): number {
    return this.#lent.size;
  }

  get address(): string {
    const { remoteAddress, remotePort } = this.#frames.socket;
    return remoteAddress === undefined ? 'this machine' : `${remoteAddress}:${remotePort}`;
  }

  /** Bytes that the client has not taken yet. */
  get unread(): number {
    return this.#frames.unread;
  }

  /** What carries its calls and their answers. */
  get transport(): 'shared memory' | 'socket' {
    return this.#frames.isShared ? 'shared memory' : 'socket';
  }

  /** The client gets a reference to an object. @throws ObjectGoneError, LimitError */
  lend(id: number): void {
    const count = this.#lent.get(id) ?? 0;
    if (count === 0 && this.#lent.size >= this.host.limits.objectsPerClient) {
      throw new LimitError(`a client may have references to ${this.host.limits.objectsPerClient} objects`);
    }
    this.host.objects.retain(id);
    this.#lent.set(id, count + 1);
  }

  /** It gives so many back. */
  takeBack(id: number, count: number): void {
    const lent = this.#lent.get(id) ?? 0;
    const back = Math.min(count, lent);
    if (back === 0) return;
    this.host.objects.release(id, back);
    if (back === lent) this.#lent.delete(id);
    else this.#lent.set(id, lent - back);
  }

  reply(id: number, result: Result): void {
    if (this.#ended || id === NO_CALL) return;
    const { writer } = this.#frames;
    try {
      writer.begin(3);
      writer.number(id);
      writer.number(STATUS.OK);
      this.#write(result);
      writer.end();
    } catch (error) {
      writer.drop();
      this.fail(id, error);
      return;
    }
    this.#sent();
  }

  fail(id: number, error: unknown): void {
    if (this.#ended || id === NO_CALL) return;
    this.#writeError(id, error);
    this.#sent();
  }

  /** Takes a waiting call back. */
  cancel(id: number): void {
    const call = this.waiting.get(id);
    const result = call?.withdraw();
    if (call === undefined || result === LATER) return;
    if (result === undefined) this.fail(id, new Cancelled());
    else this.reply(id, result);
  }

  /** Memory that calls and answers can go through. @returns its handle @throws ProtocolError; as `Lender.lend` */
  async offerMemory(): Promise<string> {
    if (this.#wasOffered) throw new ProtocolError('memory is offered once in a connection');
    this.#wasOffered = true;
    const loan = await this.host.lender.lend();
    this.#loan = loan;
    if (this.#ended) this.#endLoan();
    return loan.offer.handle;
  }

  /** The client has the memory, and sends all that follows through it. @throws ProtocolError */
  takeMemory(): void {
    const { offer } = this.#loan ?? {};
    if (offer === undefined || this.#frames.isShared) throw new ProtocolError('no memory was offered');
    offer.close();
    const { writer } = this.#frames;
    writer.begin(2);
    writer.number(NO_CALL);
    writer.number(STATUS.SHARED);
    writer.end();
    this.#frames.sendShared(offer.duplex);
    this.#frames.hearShared();
  }

  /** The client cannot open the memory. @throws ProtocolError */
  declineMemory(): void {
    if (this.#frames.isShared) throw new ProtocolError('the memory is in use');
    this.#endLoan();
  }

  /** Tells the client why, and ends the connection. */
  disconnect(error: Error): void {
    if (this.#ended) return;
    this.#writeError(NO_CALL, error);
    this.#frames.end(error);
  }

  #greet(bytes: Buffer, start: number, end: number): void {
    const [challenge, proof, pid] = new FrameReader('view').read(bytes, start, end);
    const isAnswer = challenge instanceof Uint8Array && challenge.length === CHALLENGE_BYTES;
    if (!isAnswer) throw new ProtocolError('what the client says is no answer to the challenge');
    const challenges = { client: new Uint8Array(challenge), server: this.#challenge };
    const { key, id, limits } = this.host;
    const { socket, writer } = this.#frames;
    if (!isProof(proof, 'client', key, challenges, socket)) {
      this.disconnect(new AuthenticationError('the client has another authkey than this server'));
      return;
    }
    clearTimeout(this.#timer);
    this.#joined = true;
    this.pid = typeof pid === 'number' ? pid : 0;
    this.#frames.onFrame = (frame, from, to) => this.#receive(frame, from, to);
    this.#frames.longest = limits.messageBytes;
    writer.begin(5);
    writer.binary(proofOf('server', key, challenges, socket));
    writer.text(id);
    writer.number(process.pid);
    writer.number(this.number);
    writer.number(limits.messageBytes);
    writer.end();
    this.#frames.flushSoon();
    this.host.joined(this);
  }

  #receive(bytes: Buffer, start: number, end: number): void {
    const items = this.#reader.read(bytes, start, end);
    const [id, object, verb] = items;
    if (!isCount(id) || !isCount(object) || typeof verb !== 'string') {
      throw new ProtocolError('a call must begin with its number, the number of an object, and a verb');
    }
    this.#countCall();
    if (id !== NO_CALL && this.waiting.has(id)) throw new ProtocolError(`call ${id} is under way already`);
    if (id === NO_CALL && !(object === 0 && UNANSWERED.has(verb))) {
      throw new ProtocolError('a call that has an answer must have a number');
    }
    this.#run(new Call(this, id, items), object, verb);
  }

  #run(call: Call, object: number, verb: string): void {
    try {
      const result = this.#find(object, verb)(call);
      if (result !== LATER) this.reply(call.id, result ?? null);
    } catch (error) {
      // Its own mistakes end the connection; all others are answers.
      if (error instanceof ProtocolError) throw error;
      this.fail(call.id, error);
    }
    if (this.waiting.size > this.host.limits.callsPerClient) {
      throw new LimitError(`a client may have ${this.host.limits.callsPerClient} calls under way`);
    }
  }

  /** @throws ObjectGoneError, NotExposedError */
  #find(id: number, name: string): (call: Call) => Result | typeof LATER | undefined {
    const [object, table, kind] =
      id === 0 ? ([this, this.host.verbs, 'server'] as const) : this.#objectOf(id);
    const verb = (table as Verbs<unknown>).get(name) as Verb<unknown> | undefined;
    if (verb === undefined)
      throw new NotExposedError(`${kind} has no method ${JSON.stringify(name)} for clients`);
    return (call) => verb(object, call);
  }

  #objectOf(id: number): readonly [ServedObject, Verbs<never>, string] {
    const object = this.host.objects.find(id);
    if (object === undefined) throw gone(id);
    return [object, object.verbs, object.kind];
  }

  #countCall(): void {
    this.calls += 1;
    const { callsPerSecond } = this.host.limits;
    if (callsPerSecond === Number.POSITIVE_INFINITY) return;
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#callsInSecond = 0;
    }
    this.#callsInSecond += 1;
    if (this.#callsInSecond > callsPerSecond) {
      throw new LimitError(`a client may make ${callsPerSecond} calls in a second`);
    }
  }

  #write(result: Result): void {
    const { writer } = this.#frames;
    if (typeof result === 'string') writer.binary(result);
    else if (typeof result === 'number') writer.number(result);
    else if (typeof result === 'boolean') writer.boolean(result);
    else if (result === null) writer.nil();
    else if (!('bytes' in result)) {
      writer.array(result.length);
      for (const part of result) this.#write(part);
    } else {
      writer.array(1 + result.ids.length);
      writer.binary(result.bytes);
      for (const id of result.ids) {
        this.lend(id);
        writer.number(id);
      }
    }
  }

  #writeError(id: number, error: unknown): void {
    const { writer } = this.#frames;
    const parts = errorParts(error);
    writer.begin(2 + parts.length);
    writer.number(id);
    writer.number(STATUS.FAILED);
    for (const part of parts) writer.text(part);
    writer.end();
  }

  /** Sees to it that it is sent; and that a client that does not read gets no more to read. */
  #sent(): void {
    this.#frames.flushSoon();
    const { unread } = this;
    const { unreadBytes } = this.host.limits;
    if (unread <= unreadBytes) return;
    // It may have calls under way, whose answers come although no more calls are read.
    if (unread > MOST_UNREAD * unreadBytes) {
      this.disconnect(new LimitError(`the client has left ${unread} bytes unread`));
    } else this.#frames.hold();
  }

  #end(error: Error | undefined): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const call of this.waiting.values()) call.withdraw();
    for (const holder of [...this.holdings]) holder.sessionEnded(this);
    for (const [id, count] of this.#lent) this.host.objects.release(id, count);
    this.#lent.clear();
    this.#endLoan();
    this.host.left(this, this.#joined ? error : (error ?? new AuthenticationError('the client hung up')));
  }

  #endLoan(): void {
    this.#loan?.end();
    this.#loan = undefined;
  }
}

/** So many times the limit may be unread before the connection ends. */
const MOST_UNREAD = 4;

function isCount(item: Item | undefined): item is number {
  return typeof item === 'number' && Number.isSafeInteger(item) && item >= 0;
}

/** Answers a call that was cancelled. */
class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
