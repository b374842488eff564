import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import { decodeValue, encodeValue } from '../../values.js';
import type { Objects } from '../objects.js';
import { bytesOf, ServedObject, type Stored, type Verbs, verbs } from '../served-object.js';

export class ServedValue extends ServedObject {
  readonly kind = 'value';
  readonly verbs: Verbs<ServedValue> = VERBS;
  readonly objects: Objects;
  value: Stored;

  constructor(objects: Objects, init: Stored) {
    super();
    this.objects = objects;
    this.value = objects.keep(init);
  }

  describe(): Record<string, number> {
    return { bytes: bytesOf(this.value).length };
  }

  override end(): void {
    this.objects.drop(this.value);
  }

  replace(value: Stored): Stored {
    const before = this.value;
    this.value = this.objects.keep(value);
    this.objects.drop(before);
    return before;
  }
}

const VERBS: Verbs<ServedValue> = verbs<ServedValue>({
  get: (value) => value.value,

  set(value, call) {
    value.replace(call.value(0));
  },

  exchange: (value, call) => value.replace(call.value(0)),

  /** Of a number; numbers are the only values that the server looks into. */
  add(value, call) {
    const before = decodeValue(Buffer.from(bytesOf(value.value), 'latin1'));
    if (typeof before !== 'number') {
      throw new ArgumentError(`only numbers can be added to, the value is ${shown(before)}`);
    }
    const sum = before + call.number(0);
    value.replace(Buffer.from(encodeValue(sum)).toString('latin1'));
    return sum;
  },

  /** Replaces it if it still has those bytes. */
  swap(value, call) {
    if (bytesOf(value.value) !== call.bytes(0)) return false;
    value.replace(call.value(1));
    return true;
  },
});
