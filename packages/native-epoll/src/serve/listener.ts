/** Accepts connections, also while file descriptors are short. */
import { constants } from 'node:os';
import { SystemCallError } from '../errors.js';
import { native } from '../native/load.js';
import { EAGAIN } from '../native/system-call.js';
import type { Socket } from '../sockets/socket.js';
import type { Handler, Reactor } from './reactor.js';
import { READ } from './readiness/readiness.js';

/** How many are accepted before those that are open have their turn. */
const BURST = 64;

/** Milliseconds for which nothing is accepted after a failure that would come again at once. */
const REST_MS = 100;

const EMFILE = -constants.errno.EMFILE;
const ENFILE = -constants.errno.ENFILE;
const ECONNABORTED = -constants.errno.ECONNABORTED;

/** What a listener tells. */
export interface Accepting {
  accepted(fd: number): void;
  acceptFailed(error: Error): void;
}

/**
 * When the process or the system is out of file descriptors (EMFILE, ENFILE), a connection can neither be accepted nor
 * refused: it would stay in the system's backlog, readable for ever, its peer in the dark. So one file descriptor is
 * kept in reserve: it is closed, the connection accepted in its place and closed, and the reserve made anew. The peer
 * sees an end at once, those that are open are not disturbed. `acceptFailed` is called once for each such episode.
 */
export class Listener implements Handler {
  readonly #reactor: Reactor;
  readonly #accepting: Accepting;
  readonly #socket: Socket;
  readonly #slot: number;
  #reserve: number;
  #short = false;
  #rest: NodeJS.Timeout | undefined;
  #closed = false;

  /** @throws SystemCallError if it cannot be watched */
  constructor(reactor: Reactor, socket: Socket, accepting: Accepting) {
    this.#reactor = reactor;
    this.#accepting = accepting;
    this.#socket = socket;
    this.#slot = reactor.add(socket.fileno(), READ, this);
    if (this.#slot < 0) throw new SystemCallError(this.#slot, 'epoll_ctl');
    this.#reserve = makeReserve();
  }

  handle(): void {
    for (let count = 0; count < BURST && !this.#isOff(); count += 1) {
      const fd = native().accept(this.#socket.fileno());
      if (fd === EAGAIN) return;
      if (fd >= 0) {
        this.#short = false;
        this.#accepting.accepted(fd);
      } else if (fd !== ECONNABORTED) {
        this.#report(fd);
        const goesOn = (fd === EMFILE || fd === ENFILE) && this.#turnAway();
        if (!goesOn) this.#takeRest();
      }
    }
  }

  #isOff(): boolean {
    return this.#closed || this.#rest !== undefined;
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#reactor.forget(this.#slot);
    this.#socket.close();
    if (this.#reserve >= 0) native().close(this.#reserve);
  }

  /** Accepts a connection in place of the reserve and closes it. `false` if that did not work. */
  #turnAway(): boolean {
    if (this.#reserve < 0) this.#reserve = makeReserve();
    if (this.#reserve < 0) return false;
    native().close(this.#reserve);
    const fd = native().accept(this.#socket.fileno());
    if (fd >= 0) native().close(fd);
    this.#reserve = makeReserve();
    return fd >= 0 || fd === EAGAIN;
  }

  #takeRest(): void {
    if (this.#closed) return;
    this.#reactor.mute(this.#socket.fileno());
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#reactor.unmute(this.#socket.fileno(), this.#slot, READ);
    }, REST_MS);
  }

  #report(result: number): void {
    if (this.#short) return;
    this.#short = true;
    this.#accepting.acceptFailed(new SystemCallError(result, 'accept'));
  }
}

/** Any file descriptor will do; negative if there is none. */
function makeReserve(): number {
  return native().eventFd(0, false);
}
