/** Types that the tests register. */

export class Counter {
  #count: number;
  readonly step: number = 1;

  constructor(count: number = 0) {
    if (count < 0) throw new RangeError('a counter begins with 0 or more');
    this.#count = count;
  }

  increment(by: number = this.step): number {
    this.#count += by;
    return this.#count;
  }

  async later(value: unknown): Promise<unknown> {
    return { value, at: new Date(0), count: this.#count };
  }

  fail(): never {
    throw new TypeError('as it was asked to', { cause: 1 });
  }

  failWithCode(): never {
    throw Object.assign(new Error('no such thing'), { code: 'ENOENT' });
  }

  twin(): Counter {
    return new Counter(this.#count);
  }

  unsendable(): () => void {
    return () => {};
  }

  _private(): string {
    return 'private';
  }

  get getter(): never {
    throw new Error('a getter was run');
  }
}

export class Derived extends Counter {
  own(): string {
    return 'own';
  }
}

/** A factory. */
export function makeStore(): { put(key: string, value: unknown): void; get(key: string): unknown } {
  const values = new Map<string, unknown>();
  return {
    put: (key, value) => void values.set(key, value),
    get: (key) => values.get(key),
  };
}
