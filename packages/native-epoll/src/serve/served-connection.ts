/** A connection from the inside: its states, and what happens in each of them. */
import { ClosedError, SystemCallError } from '../errors.js';
import { native } from '../native/load.js';
import { EAGAIN } from '../native/system-call.js';
import { toBytes } from '../sockets/bytes.js';
import { SHUT_WR } from '../sockets/constants.js';
import type { Connection } from './connection.js';
import { type Peer, peerOf, pendingError } from './peer.js';
import type { Handler, Unfinished } from './reactor.js';
import { EDGE, ERROR, HANG_UP, PEER_ENDS, READ, WRITE } from './readiness/readiness.js';
import { receiveBuffer, receivedView } from './receive-buffer.js';
import type { RunningServer } from './running-server.js';
import { Unsent } from './unsent.js';

/*
 * Flags. Only PAUSED and UNFINISHED are ever taken back.
 *
 *   PAUSED      by the program: nothing is received
 *   LAST        nothing more will come than what is there: the next events are the last ones
 *   UNFINISHED  there may be more to receive, when the others had their turn
 *   PEER_ENDED  the peer's end was received
 *   ENDING      `end()` was called: nothing more may be written
 *   SHUT        our end is sent, so nothing is unsent; implies ENDING
 *   CLOSED      the file descriptor is closed and the slot given back
 *
 * With both PEER_ENDED and SHUT it is closed.
 *
 * Events are edges, so each one is used up: it is received until there is nothing left, which is when less has come
 * than there was room for. Then the next bytes make an event. The end makes one as well, but it may have been the event
 * that brought the last bytes; that is what LAST is for. Whoever looks away, as with PAUSED, changes what is watched,
 * and changing it back makes an event of what is there.
 */
const PAUSED = 1;
const LAST = 2;
const UNFINISHED = 4;
const PEER_ENDED = 8;
const ENDING = 16;
const SHUT = 32;
const CLOSED = 64;

const RECEIVES = READ | PEER_ENDS;

export class ServedConnection<Context> implements Connection<Context>, Handler, Unfinished {
  context: Context | undefined = undefined;
  readonly #server: RunningServer<Context>;
  #fd: number;
  #slot = -1;
  #flags = 0;
  /** What is watched for. */
  #events = RECEIVES;
  #unsent: Unsent | undefined = undefined;
  #peer: Peer | undefined = undefined;

  constructor(server: RunningServer<Context>, fd: number) {
    this.#server = server;
    this.#fd = fd;
  }

  /** Begins to watch it; negative: the number of an error. */
  open(): number {
    this.#slot = this.#server.reactor.add(this.#fd, (RECEIVES | EDGE) >>> 0, this);
    if (this.#slot >= 0) this.#server.idle?.add(this.#slot, this);
    return this.#slot;
  }

  get backlog(): number {
    return this.#unsent?.bytes ?? 0;
  }

  get closed(): boolean {
    return (this.#flags & CLOSED) !== 0;
  }

  get remoteAddress(): string | undefined {
    return this.#askPeer()?.address;
  }

  get remotePort(): number | undefined {
    return this.#askPeer()?.port;
  }

  fileno(): number {
    return this.#fd;
  }

  write(data: Uint8Array | string): boolean {
    if (this.#flags & ENDING) {
      throw new ClosedError(
        'nothing can be written after end(): give end() the last bytes, or call it later',
      );
    }
    if (this.#flags & CLOSED) return false;
    const bytes = toBytes(data);
    if (bytes.byteLength === 0) return this.#unsent === undefined;
    if (this.#unsent === undefined) {
      const sent = native().send(this.#fd, bytes, 0, bytes.byteLength, 0);
      if (sent === bytes.byteLength) {
        this.#server.idle?.touch(this.#slot);
        return true;
      }
      if (sent < 0 && sent !== EAGAIN) {
        this.#fail(new SystemCallError(sent, 'send'));
        return false;
      }
      this.#unsent = new Unsent(bytes.subarray(Math.max(sent, 0)));
      this.#watch();
    } else {
      this.#unsent.add(bytes);
    }
    return false;
  }

  end(data?: Uint8Array | string): void {
    if (this.#flags & (ENDING | CLOSED)) return;
    if (data !== undefined) this.write(data);
    this.#flags |= ENDING;
    if (this.#unsent === undefined) this.#sayEnd();
  }

  destroy(): void {
    if (this.#flags & CLOSED) return;
    this.#close();
    queueMicrotask(() => this.#server.closed(this));
  }

  pause(): void {
    this.#flags |= PAUSED;
    this.#watch();
  }

  resume(): void {
    this.#flags &= ~PAUSED;
    this.#watch();
  }

  /** Called by the reactor. */
  handle(events: number): void {
    if (events & (PEER_ENDS | ERROR | HANG_UP)) this.#flags |= LAST;
    if (events & WRITE && this.#unsent !== undefined) this.#sendUnsent(this.#unsent);
    // What is watched may have changed since the event: by the line above, or by a handler of another connection.
    if (this.#events & READ) {
      // Whatever has happened, receiving tells what it is.
      if (events & ~WRITE && !(this.#flags & UNFINISHED)) this.#receive();
    } else if (events & ERROR && !(this.#flags & CLOSED)) {
      this.#fail(new SystemCallError(pendingError(this.#fd), 'recv'));
    }
  }

  /** Called by the reactor, too. */
  goOn(): void {
    this.#flags &= ~UNFINISHED;
    if (this.#events & READ) this.#receive();
  }

  /** Ends it because one of its handlers has thrown. */
  handlerFailed(error: unknown): void {
    this.#server.handlerFailed(error, this);
    this.destroy();
  }

  #receive(): void {
    const server = this.#server;
    const buffer = receiveBuffer();
    const length = native().recv(this.#fd, buffer, 0, buffer.length, 0);
    if (length > 0) {
      if (length === buffer.length || this.#flags & LAST) this.#receiveLater();
      server.idle?.touch(this.#slot);
      server.received(this, receivedView(length));
    } else if (length === 0) {
      this.#peerEnds();
    } else if (length !== EAGAIN) {
      this.#fail(new SystemCallError(length, 'recv'));
    }
  }

  #receiveLater(): void {
    this.#flags |= UNFINISHED;
    this.#server.reactor.goOnLater(this);
  }

  #peerEnds(): void {
    this.#flags |= PEER_ENDED;
    this.#watch();
    this.#server.call('onEnd', this);
    if (this.#flags & SHUT) this.destroy();
    else if (!this.#server.allowHalfOpen) this.end();
  }

  #sendUnsent(unsent: Unsent): void {
    const before = unsent.bytes;
    const result = unsent.send(this.#fd);
    if (unsent.bytes < before) this.#server.idle?.touch(this.#slot);
    if (result < 0 && result !== EAGAIN) this.#fail(new SystemCallError(result, 'send'));
    if (result < 0) return;
    this.#unsent = undefined;
    this.#watch();
    if (this.#flags & ENDING) this.#sayEnd();
    else this.#server.call('onDrain', this);
  }

  #sayEnd(): void {
    this.#flags |= SHUT;
    if (this.#flags & PEER_ENDED) this.destroy();
    // It fails if the peer has reset the connection, and then the next event tells.
    else native().shutdown(this.#fd, SHUT_WR);
  }

  /** Closes it because of the network, and reports that soon. */
  #fail(error: Error): void {
    this.#close();
    queueMicrotask(() => {
      this.#server.connectionFailed(error, this);
      this.#server.closed(this);
    });
  }

  #close(): void {
    const { reactor, idle } = this.#server;
    this.#flags |= CLOSED;
    this.#events = 0;
    this.#unsent = undefined;
    reactor.forget(this.#slot);
    idle?.remove(this.#slot);
    native().close(this.#fd);
    this.#fd = -1;
  }

  #watch(): void {
    if (this.#flags & CLOSED) return;
    const events = this.#wanted();
    if (events === this.#events) return;
    this.#events = events;
    const result = this.#server.reactor.change(this.#fd, this.#slot, (events | EDGE) >>> 0);
    if (result < 0) this.#fail(new SystemCallError(result, 'epoll_ctl'));
  }

  #wanted(): number {
    const waits = this.#unsent !== undefined;
    const looksAway =
      (this.#flags & (PAUSED | PEER_ENDED)) !== 0 || (waits && !this.#server.receiveWithBacklog);
    return (looksAway ? 0 : RECEIVES) | (waits ? WRITE : 0);
  }

  #askPeer(): Peer | undefined {
    if (!(this.#flags & CLOSED)) this.#peer ??= peerOf(this.#fd);
    return this.#peer;
  }
}
