/** The ends of a ring of numbers: each item is one element of a typed array. */
import { Consumer, type EndParts, Producer } from './ends.js';
import { WANTED } from './ring-end.js';

/** Arrays that rings of numbers are made of. */
export type NumberArray = Int32Array | Uint32Array | Float64Array;

/** Up to so many items a loop beats the engine's copying of arrays. */
const FEW = 24;

export class NumberProducer extends Producer<number> {
  readonly #items: NumberArray;
  readonly #mask: number;

  constructor(parts: EndParts, items: NumberArray) {
    super(parts);
    this.#items = items;
    this.#mask = parts.capacity - 1;
  }

  push(item: number): boolean {
    const { position } = this;
    if (position === this.limit && !this.look()) return false;
    this.#items[position & this.#mask] = item;
    // `advance(1)`, written out: it would take half of the time.
    const next = (position + 1) | 0;
    this.position = next;
    this.words[this.aheadAt] = next;
    if (next === this.publishAt || ((this.words[this.signalAt] as number) & WANTED) !== 0) this.flush();
    return true;
  }

  override pushMany(items: ArrayLike<number>): number {
    if (this.reach < items.length) this.look();
    const count = Math.min(items.length, this.reach);
    const at = this.position & this.#mask;
    if (count > FEW && ArrayBuffer.isView(items)) {
      const first = Math.min(count, this.capacity - at);
      const source = items as NumberArray;
      this.#items.set(first < source.length ? source.subarray(0, first) : source, at);
      if (first < count) this.#items.set(source.subarray(first, count), 0);
    } else {
      for (let i = 0; i < count; i += 1) this.#items[(at + i) & this.#mask] = items[i] as number;
    }
    this.advance(count);
    this.flush();
    return count;
  }
}

export class NumberConsumer extends Consumer<number> {
  readonly #items: NumberArray;
  readonly #mask: number;

  constructor(parts: EndParts, items: NumberArray) {
    super(parts);
    this.#items = items;
    this.#mask = parts.capacity - 1;
  }

  pop(): number | undefined {
    const { position } = this;
    if (position === this.limit && !this.look()) return undefined;
    const item = this.#items[position & this.#mask] as number;
    // `advance(1)`, written out.
    const next = (position + 1) | 0;
    this.position = next;
    this.words[this.aheadAt] = next;
    if (next === this.publishAt || ((this.words[this.signalAt] as number) & WANTED) !== 0) this.flush();
    return item;
  }

  override popMany(out: { [index: number]: number; readonly length: number }): number {
    if (this.reach < out.length) this.look();
    const count = Math.min(out.length, this.reach);
    const at = this.position & this.#mask;
    if (count > FEW && ArrayBuffer.isView(out)) {
      const first = Math.min(count, this.#items.length - at);
      const target = out as unknown as NumberArray;
      target.set(this.#items.subarray(at, at + first));
      if (first < count) target.set(this.#items.subarray(0, count - first), first);
    } else {
      for (let i = 0; i < count; i += 1) out[i] = this.#items[(at + i) & this.#mask] as number;
    }
    this.advance(count);
    this.flush();
    return count;
  }
}
