/**
 * The proxies of one client, and the references to objects of the server that they stand for. The server counts how often it
 * has sent each object to this client; the client gives that count back when it has no proxy of the object any more.
 */
import { tell } from '../wire/messages.js';
import type { FrameWriter } from '../wire/writer.js';
import type { Client } from './client.js';

export class References<P extends object> {
  readonly #client: Client;
  readonly #counts = new Map<number, number>();
  readonly #proxies = new Map<number, WeakRef<P>>();
  readonly #collected = new FinalizationRegistry<number>((id) => this.#forget(id));

  constructor(client: Client) {
    this.#client = client;
    client.onConnected = (writer) => this.#referAnew(writer);
    client.onRestarted = () => this.#forgetAll();
  }

  /** The server has sent these objects. */
  received(ids: readonly number[]): void {
    for (const id of ids) this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
  }

  find(id: number): P | undefined {
    return this.#proxies.get(id)?.deref();
  }

  /** A new proxy. If its handle came from elsewhere, the server learns of the reference. */
  add(id: number, proxy: P): void {
    this.#proxies.set(id, new WeakRef(proxy));
    this.#collected.register(proxy, id, proxy);
    if (this.#counts.has(id)) return;
    this.#counts.set(id, 1);
    this.#client.tell('refer', id);
  }

  /** The proxy is not used any more. */
  remove(id: number, proxy: P): void {
    if (this.find(id) !== proxy) return;
    this.#collected.unregister(proxy);
    this.#proxies.delete(id);
    this.#giveBack(id);
  }

  /** Gives objects back that no proxy was made of. */
  drop(id: number): void {
    if (this.find(id) === undefined) this.#giveBack(id);
  }

  /** A proxy was collected; there may be a newer one of the same object. */
  #forget(id: number): void {
    if (this.find(id) !== undefined) return;
    this.#proxies.delete(id);
    this.#giveBack(id);
  }

  #forgetAll(): void {
    for (const proxy of this.#proxies.values()) {
      const alive = proxy.deref();
      if (alive !== undefined) this.#collected.unregister(alive);
    }
    this.#proxies.clear();
    this.#counts.clear();
  }

  #giveBack(id: number): void {
    const count = this.#counts.get(id);
    this.#counts.delete(id);
    if (count !== undefined) this.#client.tell('giveBack', id, count);
  }

  /** A new connection has no references, whatever there was before. */
  #referAnew(writer: FrameWriter): void {
    for (const id of this.#counts.keys()) {
      this.#counts.set(id, 1);
      tell(writer, 'refer', [id]);
    }
  }
}
