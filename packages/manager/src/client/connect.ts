/** Opens a connection to a server: both sides prove that they have the key before anything else is said. */
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { AuthenticationError, ConnectError, ProtocolError } from '../errors.js';
import { placeFrom } from '../server/listen.js';
import type { Transport } from '../transport/choice.js';
import { type ErrorParts, errorOf } from '../wire/errors.js';
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
import { FrameReader, type Item } from '../wire/reader.js';

/** What it takes to reach a server. */
export interface Reach {
  readonly address: string;
  readonly key: Uint8Array;
  readonly tls: object | undefined;
  readonly transport: Transport;
  /** Milliseconds. */
  readonly timeout: number;
}

/** A connection, and who is at its other end. */
export interface Contact {
  readonly frames: FrameSocket;
  readonly serverId: string;
  readonly serverPid: number;
  /** Bytes of a message that the server takes. */
  readonly messageBytes: number;
  /** Called when the connection has ended; what the server has told as the reason, or the system. */
  onEnd: (error: Error | undefined) => void;
}

/** @throws ConnectError, AuthenticationError, ProtocolError */
export function connect(reach: Reach): Promise<Contact> {
  return new Promise((resolve, reject) => new Greeting(reach, resolve, reject));
}

function open({ address, tls }: Reach): Socket {
  const place = placeFrom(address);
  if (place.scheme === 'unix') return connectSocket({ path: place.path });
  const { host, port } = place;
  if (place.scheme === 'tcp') return connectSocket({ host, port, noDelay: true });
  // A certificate is for a name; addresses have none.
  const named = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, ...named, ...(tls as ConnectionOptions) });
}

class Greeting {
  readonly #reach: Reach;
  readonly #resolve: (contact: Contact) => void;
  readonly #reject: (error: Error) => void;
  readonly #frames: FrameSocket;
  readonly #reader = new FrameReader('view');
  readonly #challenge = newChallenge();
  readonly #timer: NodeJS.Timeout;
  #serverChallenge: Uint8Array | undefined;
  #contact: { -readonly [K in keyof Contact]: Contact[K] } | undefined;

  constructor(reach: Reach, resolve: (contact: Contact) => void, reject: (error: Error) => void) {
    this.#reach = reach;
    this.#resolve = resolve;
    this.#reject = reject;
    const socket = open(reach);
    this.#frames = new FrameSocket(socket, {
      incoming: LONGEST_HANDSHAKE_FRAME,
      outgoing: LONGEST_HANDSHAKE_FRAME,
      onFrame: (bytes, start, end) => this.#hear(this.#reader.read(bytes, start, end)),
      onFault: (error) => this.#frames.end(error),
      onEnd: (error) => this.#ended(error),
    });
    this.#timer = setTimeout(() => {
      this.#frames.end(new ConnectError(`nobody answered at ${reach.address} within ${reach.timeout} ms`));
      socket.destroy();
    }, reach.timeout);
  }

  #hear(message: readonly Item[]): void {
    if (this.#serverChallenge === undefined) this.#answer(message);
    else this.#check(message);
  }

  #answer([magic, version, challenge]: readonly Item[]): void {
    if (magic !== MAGIC || !(challenge instanceof Uint8Array) || challenge.length !== CHALLENGE_BYTES) {
      throw new ProtocolError(`${this.#reach.address} is not the address of a weft-manager server`);
    }
    if (version !== VERSION) {
      throw new ProtocolError(
        `the server speaks version ${version} of the protocol, this client ${VERSION}: use one version of Weft everywhere`,
      );
    }
    this.#serverChallenge = new Uint8Array(challenge);
    const { writer, socket } = this.#frames;
    const challenges = { client: this.#challenge, server: this.#serverChallenge };
    writer.begin(3);
    writer.binary(this.#challenge);
    writer.binary(proofOf('client', this.#reach.key, challenges, socket));
    writer.number(process.pid);
    writer.end();
    this.#frames.flush();
  }

  #check(message: readonly Item[]): void {
    if (message[0] === 0) throw errorOf(message.slice(2) as unknown as ErrorParts);
    const [proof, id, pid, , messageBytes] = message;
    const challenges = { client: this.#challenge, server: this.#serverChallenge as Uint8Array };
    if (!isProof(proof, 'server', this.#reach.key, challenges, this.#frames.socket)) {
      throw new AuthenticationError(
        `the server at ${this.#reach.address} could not prove that it has the authkey: it is not who it should be`,
      );
    }
    clearTimeout(this.#timer);
    this.#contact = {
      frames: this.#frames,
      serverId: String(id),
      serverPid: Number(pid),
      messageBytes: Number(messageBytes),
      onEnd: () => {},
    };
    this.#frames.longest = LONGEST_FRAME;
    this.#resolve(this.#contact);
  }

  #ended(error: Error | undefined): void {
    clearTimeout(this.#timer);
    if (this.#contact !== undefined) {
      this.#contact.onEnd(error);
      return;
    }
    const { address } = this.#reach;
    const isOurs = error !== undefined && 'code' in error && String(error.code).startsWith('ERR_WEFT_');
    if (isOurs) this.#reject(error);
    else {
      const why = error?.message ?? 'it hung up before it said who it is';
      this.#reject(new ConnectError(`cannot connect to ${address}: ${why}`, { cause: error }));
    }
  }
}

/** The server is trusted once it has proved that it has the key; lengths have 32 bits. */
const LONGEST_FRAME = 2 ** 30;
