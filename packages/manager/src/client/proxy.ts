/** What all proxies of objects in a server have in common. */
import { ClosedError, type WaitOptions } from '@weft/atomics';
import { checkWait, StandIn } from '@weft/atomics/kit';
import { structured } from '@weft/shared-queue';
import type { ManagedObject } from '../containers/managed-object.js';
import { decodeValue } from '../values.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { type Client, restarted } from './client.js';
import { objectsIn } from './objects-in.js';
import type { References } from './references.js';

/** What a proxy has to know besides the id: the length of an array, the parties of a barrier … */
export type Facts = readonly (string | number)[];

/** Stands for an object in a server, wherever it goes. There is no key in it. */
export interface ServerHandle {
  readonly '@weft': 'ServerObject';
  readonly standIn: true;
  readonly version: number;
  /** The server, as long as it lives. */
  readonly server: string;
  readonly address: string;
  readonly kind: string;
  readonly id: number;
  readonly facts: Facts;
}

/** A client, and the proxies that belong to it. */
export interface Home {
  readonly client: Client;
  readonly references: References<ServerProxy>;
  /** The proxy of an object that the server has just sent: the client has a reference. */
  introduce(answer: Item): ServerProxy;
}

type Write = (writer: FrameWriter) => void;

export abstract class ServerProxy<K extends string = string> extends StandIn implements ManagedObject {
  readonly handle: ServerHandle;
  readonly #home: Home;
  #closed = false;

  constructor(home: Home, handle: ServerHandle) {
    super();
    this.handle = handle;
    this.#home = home;
    Object.freeze(handle);
  }

  get kind(): K {
    return this.handle.kind as K;
  }

  /** @internal */
  get home(): Home {
    return this.#home;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#home.references.remove(this.handle.id, this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Calls a verb of the object, with `count` arguments. */
  protected ask<T>(
    verb: string,
    read: (answer: Item) => T,
    count: number = 0,
    write?: Write,
    signal?: AbortSignal,
  ): Promise<T> {
    const { client } = this.#home;
    if (this.#closed) return Promise.reject(this.#closedError());
    if (client.serverId !== this.handle.server) return Promise.reject(restarted());
    return client.ask({ object: this.handle.id, verb, count, write, read, signal, owner: this });
  }

  /** Calls a verb that waits: its first argument is the timeout. */
  protected askWaiting<T>(
    verb: string,
    read: (answer: Item) => T,
    options: WaitOptions | undefined,
    count: number = 0,
    write?: Write,
  ): Promise<T> {
    try {
      const timeout = checkWait(options);
      const writeAll = (writer: FrameWriter) => {
        writeTimeout(writer, timeout);
        write?.(writer);
      };
      return this.ask(verb, read, 1 + count, writeAll, options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Writes a value, with the objects of this server in it. */
  protected writeValue(writer: FrameWriter, value: unknown): void {
    writeValue(this.#home, writer, value);
  }

  protected writeValues(writer: FrameWriter, values: readonly unknown[]): void {
    for (const value of values) writeValue(this.#home, writer, value);
  }

  protected readValue(answer: Item): unknown {
    return readValue(this.#home, answer);
  }

  protected readValues(answer: Item): unknown[] {
    return (answer as Item[]).map((item) => readValue(this.#home, item));
  }

  #closedError(): ClosedError {
    return new ClosedError(`this ${this.kind} was closed: nothing more can be done with it`);
  }
}

/** The first byte of a value that is no tree of plain data, and may so have objects in it. */
const GRAPH = 0xc1;

export function writeValue(home: Home, writer: FrameWriter, value: unknown): void {
  const bytes = structured.encode(value, 'process');
  const ids = bytes[0] === GRAPH ? idsIn(home, value) : [];
  if (ids.length > 0) writer.array(1 + ids.length);
  writer.binary(bytes);
  for (const id of ids) writer.number(id);
}

/** @throws CodecError, ProtocolError if it is no value */
export function readValue(home: Home, answer: Item): unknown {
  if (answer instanceof Uint8Array) return decodeValue(answer);
  if (!Array.isArray(answer)) return undefined;
  const [bytes, ...ids] = answer;
  home.references.received(ids as number[]);
  try {
    return decodeValue(bytes as Uint8Array);
  } finally {
    for (const id of ids) home.references.drop(id as number);
  }
}

export function writeTimeout(writer: FrameWriter, timeout: number): void {
  if (timeout === Number.POSITIVE_INFINITY) writer.nil();
  else writer.number(timeout);
}

/** The objects of the same server in a value. */
function idsIn(home: Home, value: unknown): number[] {
  const ids: number[] = [];
  for (const object of objectsIn(value)) {
    const { server, id } = (object as ServerProxy).handle;
    if (server === home.client.serverId) ids.push(id);
  }
  return ids;
}

export const nothing = (): void => {};
export const asNumber = (answer: Item): number => answer as number;
export const asBoolean = (answer: Item): boolean => answer as boolean;
