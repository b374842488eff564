import { ARRAY_VIEWS, type ArrayType, checkNumber } from '../../containers/array.js';
import { needPlace, placeOf, sliceOf } from '../../containers/positions.js';
import { IndexError, ProtocolError } from '../../errors.js';
import type { Call } from '../call.js';
import { type Bytes, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';

type View = { [place: number]: number | bigint; readonly length: number };

/** Numbers travel as the bytes of their typed array. */
export class ServedArray extends ServedObject {
  readonly kind = 'array';
  readonly verbs: Verbs<ServedArray> = VERBS;
  readonly type: ArrayType;
  readonly bytes: Buffer;
  readonly view: View;
  readonly size: number;

  constructor(type: ArrayType, init: Bytes) {
    super();
    const View = ARRAY_VIEWS[type];
    this.type = type;
    this.size = View.BYTES_PER_ELEMENT;
    this.count(init);
    // Its own buffer, so that the numbers are aligned.
    const buffer = new ArrayBuffer(init.length);
    this.bytes = Buffer.from(buffer);
    this.bytes.write(init, 'latin1');
    this.view = new View(buffer) as unknown as View;
  }

  override facts(): Result[] {
    return [this.type, this.view.length];
  }

  describe(): Record<string, string | number> {
    return { type: this.type, length: this.view.length };
  }

  read(start: number, end: number = start + 1): Bytes {
    return this.bytes.toString('latin1', start * this.size, end * this.size);
  }

  /** How many numbers these are. @throws ProtocolError for half ones */
  count(bytes: Bytes): number {
    const count = bytes.length / this.size;
    if (Number.isInteger(count)) return count;
    throw new ProtocolError(`${bytes.length} bytes are no numbers of ${this.size} bytes`);
  }

  /** Writes numbers, which fit. */
  write(place: number, bytes: Bytes): void {
    this.bytes.write(bytes, place * this.size, 'latin1');
  }

  /** Writes one number. */
  set(place: number, bytes: Bytes): void {
    if (bytes.length !== this.size)
      throw new ProtocolError(`a number of ${this.type} has ${this.size} bytes`);
    this.write(place, bytes);
  }

  place(call: Call): number {
    return needPlace(call.integer(0), this.view.length);
  }
}

const VERBS: Verbs<ServedArray> = verbs<ServedArray>({
  at(array, call) {
    const place = placeOf(call.integer(0), array.view.length);
    return place === undefined ? null : array.read(place);
  },

  get: (array, call) => array.read(array.place(call)),

  set(array, call) {
    array.set(array.place(call), call.bytes(1));
  },

  write(array, call) {
    const bytes = call.bytes(1);
    const count = array.count(bytes);
    const index = call.integer(0);
    const start = index < 0 ? index + array.view.length : index;
    if (start < 0 || start + count > array.view.length) {
      throw new IndexError(`${count} numbers from index ${index} on do not fit into ${array.view.length}`);
    }
    array.write(start, bytes);
  },

  slice(array, call) {
    const end = call.has(1) ? call.integer(1) : undefined;
    return array.read(...sliceOf(call.integer(0), end, array.view.length));
  },

  fill(array, call) {
    const end = call.has(2) ? call.integer(2) : undefined;
    const [start, stop] = sliceOf(call.integer(1), end, array.view.length);
    if (start === stop) return;
    array.set(start, call.bytes(0));
    const first = array.view[start] as number | bigint;
    for (let i = start + 1; i < stop; i += 1) array.view[i] = first;
  },

  /** Replaces a number if it still has those bytes. */
  swap(array, call) {
    const place = array.place(call);
    if (array.read(place) !== call.bytes(1)) return false;
    array.set(place, call.bytes(2));
    return true;
  },

  add(array, call) {
    const place = array.place(call);
    const by = call.bytes(1);
    const before = array.read(place);
    const left = array.view[place] as number;
    array.set(place, by);
    const right = array.view[place] as number;
    array.write(place, before);
    const sum = left + right;
    checkNumber(array.type, sum);
    array.view[place] = sum;
    return array.read(place);
  },
});
