import { ArgumentError } from '@weft/atomics';
import { checkFunction, shown } from '@weft/atomics/kit';
import { changed } from '../../containers/changes.js';
import type { SharedValue } from '../../containers/value.js';
import { ObjectGoneError } from '../../errors.js';
import { encodeValue } from '../../values.js';
import { bytesOf, nothing, type Reply } from '../connection/replies.js';
import { RedisObject } from '../redis-object.js';
import { REPLACE_VALUE } from '../scripts/value.js';
import { attempt } from './attempt.js';
import { valueIn } from './values-in.js';

/** A value is a string of Redis. */
export class RedisValue<T> extends RedisObject<'value'> implements SharedValue<T> {
  get(): Promise<T> {
    return this.ask('GET', 'content', [], present<T>);
  }

  set(value: T): Promise<void> {
    return attempt(() => this.change('SET', 'content', [encodeValue(value)], nothing));
  }

  exchange(value: T): Promise<T> {
    return attempt(() => this.change('GETSET', 'content', [encodeValue(value)], present<T>));
  }

  async update(change: (value: T) => T): Promise<T> {
    checkFunction('change', change);
    for (;;) {
      const before = await this.ask('GET', 'content', [], (reply) => reply);
      const after = changed(change, present<T>(before));
      const bytes = [bytesOf(before), encodeValue(after)];
      if (await this.script(REPLACE_VALUE, bytes, (reply) => reply === 1)) return after;
    }
  }

  async add(this: RedisValue<number>, by: number): Promise<number> {
    checkSummand('by', by);
    return this.update((value) => {
      checkSummand('the value', value);
      return value + by;
    });
  }
}

function present<T>(reply: Reply): T {
  if (reply === null) throw new ObjectGoneError('the shared value does not exist any more: it was unlinked');
  return valueIn(reply) as T;
}

function checkSummand(what: string, value: unknown): void {
  if (typeof value !== 'number')
    throw new ArgumentError(`${what} must be a number to be added, got ${shown(value)}`);
}
