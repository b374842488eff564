/** Counts durations by their size: 16 classes for each power of two, so a percentile is right to about 3 %. */

/** What a histogram tells. Times are milliseconds. */
export interface Durations {
  /** How many there were. */
  readonly count: number;
  /** The shortest one. */
  readonly min: number;
  /** Their mean. */
  readonly mean: number;
  /** The longest one. */
  readonly max: number;
  /** Half of them were at most this long. */
  readonly p50: number;
  /** Nine of ten were at most this long. */
  readonly p90: number;
  /** 99 of 100 were at most this long. */
  readonly p99: number;
}

const FINE_BITS = 4;
const FINE = 1 << FINE_BITS;

export class Histogram {
  readonly #counts = new Uint32Array(FINE * (33 - FINE_BITS));
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** Counts a duration in microseconds, an integer below 2^32. */
  record(microseconds: number): void {
    const index = classOf(microseconds);
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#count += 1;
    this.#sum += microseconds;
    if (microseconds < this.#min) this.#min = microseconds;
    if (microseconds > this.#max) this.#max = microseconds;
  }

  get durations(): Durations {
    const count = this.#count;
    return {
      count,
      min: count === 0 ? 0 : this.#min / 1e3,
      mean: count === 0 ? 0 : this.#sum / count / 1e3,
      max: this.#max / 1e3,
      p50: this.#percentile(0.5),
      p90: this.#percentile(0.9),
      p99: this.#percentile(0.99),
    };
  }

  #percentile(part: number): number {
    let left = Math.ceil(this.#count * part);
    for (let index = 0; index < this.#counts.length; index += 1) {
      left -= this.#counts[index] as number;
      if (left <= 0) return Math.min(middleOf(index), this.#max) / 1e3;
    }
    return this.#max / 1e3;
  }
}

function classOf(value: number): number {
  const power = 31 - Math.clz32(value);
  if (power < FINE_BITS) return value;
  return (power - FINE_BITS + 1) * FINE + ((value >>> (power - FINE_BITS)) & (FINE - 1));
}

function middleOf(index: number): number {
  if (index < FINE) return index;
  const width = 2 ** ((index >>> FINE_BITS) - 1);
  return (FINE + (index & (FINE - 1)) + 0.5) * width;
}
