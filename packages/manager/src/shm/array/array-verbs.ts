/** The verbs of an array as steps, for both of its forms. */
import { type ArrayType, checkNumber } from '../../containers/array.js';
import { checkIndex, needPlace, placeOf, sliceOf } from '../../containers/positions.js';
import { IndexError } from '../../errors.js';
import type { Room } from '../room.js';
import { asFound, changing, reading, type Step } from '../step.js';
import { ArrayData } from './array-data.js';

type Either = number | bigint;

export class ArrayVerbs {
  readonly data: ArrayData;

  constructor(room: Room) {
    this.data = new ArrayData(room);
  }

  get type(): ArrayType {
    return this.data.type;
  }

  fill(values: readonly Either[]): Step<void, void> {
    return changing(() => this.data.fill(values), asFound);
  }

  at(index: number): Step<Either | undefined, Either | undefined> {
    const place = placeOf(checkIndex('index', index), this.data.length);
    return reading(() => (place === undefined ? undefined : this.data.read(place)), asFound);
  }

  get(index: number): Step<Either, Either> {
    const place = this.#place(index);
    return reading(() => this.data.read(place), asFound);
  }

  set(index: number, value: Either): Step<void, void> {
    checkNumber(this.type, value);
    const place = this.#place(index);
    return changing(() => this.data.set(place, value), asFound);
  }

  write(index: number, values: readonly Either[]): Step<void, void> {
    for (const value of values) checkNumber(this.type, value);
    const { length } = this.data;
    const start = checkIndex('index', index) < 0 ? index + length : index;
    if (start < 0 || start + values.length > length) {
      throw new IndexError(`${values.length} numbers from ${index} on do not fit into ${length}`);
    }
    return changing(() => this.data.setMany(start, values.length, (i) => values[i] as Either), asFound);
  }

  fillPart(value: Either, start: number, end: number | undefined): Step<void, void> {
    checkNumber(this.type, value);
    const [from, to] = this.#part(start, end);
    return changing(() => this.data.setMany(from, to - from, () => value), asFound);
  }

  slice(start: number, end: number | undefined): Step<Either[], Either[]> {
    const [from, to] = this.#part(start, end);
    return reading(() => this.data.readMany(from, to), asFound);
  }

  /** Replaces a number if it is still the one that was seen; whether it was. */
  replace(index: number, seen: Either, value: Either): Step<boolean, boolean> {
    checkNumber(this.type, value);
    const place = this.#place(index);
    return changing(() => {
      if (!Object.is(this.data.read(place), seen)) return false;
      this.data.set(place, value);
      return true;
    }, asFound);
  }

  add(index: number, by: Either): Step<Either, Either> {
    checkNumber(this.type, by);
    const place = this.#place(index);
    return changing(() => {
      const sum = (this.data.read(place) as number) + (by as number);
      checkNumber(this.type, sum);
      this.data.set(place, sum);
      // As it is stored: `float32` rounds.
      return this.data.read(place);
    }, asFound);
  }

  #place(index: number): number {
    return needPlace(checkIndex('index', index), this.data.length);
  }

  #part(start: number, end: number | undefined): [number, number] {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    return sliceOf(start, end, this.data.length);
  }
}
