/** What all objects in Redis have in common. */
import { ClosedError } from '@weft/atomics';
import { StandIn, type StandInHandle } from '@weft/atomics/kit';
import type { ManagedKind, ManagedObject } from '../containers/managed-object.js';
import { ObjectGoneError } from '../errors.js';
import type { RedisClient } from './client.js';
import type { Read } from './connection/call.js';
import type { Argument } from './connection/replies.js';
import type { Script } from './connection/script.js';
import type { Part } from './keys.js';

/** What the handles of such objects are marked with. */
export const REDIS_OBJECT = 'RedisObject';

export const HANDLE_VERSION = 1;

/** Stands for an object wherever it goes. No user or password is in it. */
export interface RedisHandle<K extends string = string> extends StandInHandle {
  readonly '@weft': typeof REDIS_OBJECT;
  readonly version: number;
  readonly address: string;
  readonly kind: K;
  readonly id: string;
  /** How it was made, as far as that matters. */
  readonly facts: string;
}

/** What an object is made of: whose it is, which one, and how it was made. */
export interface Origin<K extends string = string> {
  readonly client: RedisClient;
  readonly kind: K;
  readonly id: string;
  readonly facts: string;
}

export abstract class RedisObject<K extends ManagedKind> extends StandIn implements ManagedObject {
  readonly handle: RedisHandle<K>;
  readonly #client: RedisClient;
  #content: string | undefined;
  #loss: Error | undefined;

  constructor({ client, kind, id, facts }: Origin<K>) {
    super();
    this.handle = {
      '@weft': REDIS_OBJECT,
      standIn: true,
      version: HANDLE_VERSION,
      address: client.address.text,
      kind,
      id,
      facts,
    };
    this.#client = client;
    client.know(this);
  }

  get kind(): K {
    return this.handle.kind;
  }

  /** @internal */
  get client(): RedisClient {
    return this.#client;
  }

  /** @internal */
  get id(): string {
    return this.handle.id;
  }

  /**
   * Gives up this reference. An object without a name goes when no client has spoken for it for as long as the address says
   * (`keep`, an hour by default); `unlink` is faster.
   */
  async close(): Promise<void> {
    this.client.forget(this);
    this.#loss ??= new ClosedError(`this ${this.kind} was closed: nothing more can be done with it`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Deletes the object, for all clients: those that use it still get `ObjectGoneError`, or find an empty container. */
  async unlink(): Promise<void> {
    this.check();
    await this.client.unlink(this.id);
    await this.close();
  }

  /** @internal */
  gone(): void {
    this.client.forget(this);
    this.#loss ??= new ObjectGoneError(`this ${this.kind} is gone: no client has spoken for it in time`);
  }

  /** @throws ClosedError, ObjectGoneError */
  protected check(): void {
    if (this.#loss !== undefined) throw this.#loss;
  }

  protected key(part: Part): string {
    // Nearly all calls are about the content.
    if (part !== 'content') return this.#client.keys.of(this.id, part);
    this.#content ??= this.#client.keys.of(this.id, part);
    return this.#content;
  }

  /** Has the server carry out a command on a part, once. */
  protected change<R>(command: string, part: Part, args: readonly Argument[], read: Read<R>): Promise<R> {
    if (this.#loss !== undefined) return Promise.reject(this.#loss);
    return this.#client.link.change(command, [this.key(part), ...args], read);
  }

  /** The same of a command that may be carried out twice. */
  protected ask<R>(command: string, part: Part, args: readonly Argument[], read: Read<R>): Promise<R> {
    if (this.#loss !== undefined) return Promise.reject(this.#loss);
    return this.#client.link.read(command, [this.key(part), ...args], read);
  }

  /** Has the server carry out a script on the content. */
  protected script<R>(script: Script, args: readonly Argument[], read: Read<R>): Promise<R> {
    if (this.#loss !== undefined) return Promise.reject(this.#loss);
    return this.#client.link.run(script, [this.key('content')], args, read);
  }
}
