import { ArgumentError, type WaitOptions } from '@weft/atomics';
import { checkInteger, checkOptions, shown } from '@weft/atomics/kit';
import { QueueEmptyError, QueueFullError, type ShutDownOptions } from '@weft/shared-queue';
import { checkRanked, itemsOf, type ManagedQueue } from '../containers/queues.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { asBoolean, asNumber, nothing, ServerProxy } from './proxy.js';

export class QueueProxy<T> extends ServerProxy<ManagedQueue['kind']> implements ManagedQueue<T> {
  get maxsize(): number {
    return this.handle.facts[0] as number;
  }

  async put(item: T, options?: WaitOptions): Promise<void> {
    const items = this.#checked([item]);
    return this.askWaiting('put', nothing, options, this.#count(items), (writer) =>
      this.#write(writer, items),
    );
  }

  async tryPut(item: T): Promise<boolean> {
    const items = this.#checked([item]);
    return this.ask('tryPut', asBoolean, this.#count(items), (writer) => this.#write(writer, items));
  }

  async putNowait(item: T): Promise<void> {
    if (!(await this.tryPut(item))) throw new QueueFullError('the queue is full');
  }

  async putMany(items: Iterable<T>, options?: WaitOptions): Promise<number> {
    const all = this.#checked([...items]);
    return this.askWaiting('put', asNumber, options, this.#count(all), (writer) => this.#write(writer, all));
  }

  async get(options?: WaitOptions): Promise<T> {
    return (await this.getMany(1, options))[0] as T;
  }

  async tryGet(): Promise<T | undefined> {
    return (await this.#takeNow())[0];
  }

  async getNowait(): Promise<T> {
    const items = await this.#takeNow();
    if (items.length === 0) throw new QueueEmptyError('the queue is empty');
    return items[0] as T;
  }

  async getMany(max: number, options?: WaitOptions): Promise<T[]> {
    checkInteger('max', max, 1, Number.MAX_SAFE_INTEGER);
    return this.askWaiting('get', this.#items, options, 1, (writer) => writer.number(max));
  }

  async taskDone(count: number = 1): Promise<void> {
    checkInteger('count', count, 1, 0x7fffffff);
    return this.ask('taskDone', nothing, 1, (writer) => writer.number(count));
  }

  join(options?: WaitOptions): Promise<void> {
    return this.askWaiting('join', nothing, options);
  }

  qsize(): Promise<number> {
    return this.ask('qsize', asNumber);
  }

  async empty(): Promise<boolean> {
    return (await this.qsize()) === 0;
  }

  full(): Promise<boolean> {
    return this.ask('full', asBoolean);
  }

  async shutdown(options: ShutDownOptions = {}): Promise<T[]> {
    checkOptions('options', options);
    const { immediate = false } = options;
    if (typeof immediate !== 'boolean') {
      throw new ArgumentError(`immediate must be true or false, got ${shown(immediate)}`);
    }
    return this.ask('shutdown', this.#items, 1, (writer) => writer.boolean(immediate));
  }

  isShutDown(): Promise<boolean> {
    return this.ask('isShutDown', asBoolean);
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    return itemsOf(this);
  }

  readonly #items = (answer: Item): T[] => this.readValues(answer) as T[];

  #takeNow(): Promise<T[]> {
    return this.ask('tryGet', this.#items, 1, (writer) => writer.number(1));
  }

  #checked(items: readonly T[]): readonly T[] {
    if (this.kind === 'priorityQueue') for (const item of items) checkRanked(item);
    return items;
  }

  /** Arguments that so many items are. */
  #count(items: readonly T[]): number {
    return this.kind === 'priorityQueue' ? items.length * 2 : items.length;
  }

  /** The server looks into no items: it gets the priorities beside them. */
  #write(writer: FrameWriter, items: readonly T[]): void {
    const isRanked = this.kind === 'priorityQueue';
    for (const item of items) {
      if (isRanked) writer.number((item as [number, unknown])[0]);
      this.writeValue(writer, item);
    }
  }
}
