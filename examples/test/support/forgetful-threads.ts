/** Loaded before the demo: in its threads, the first addition to each cell of 64 bits is forgotten. */
import { isMainThread } from 'node:worker_threads';
import { AtomicInt64 } from '@weft/atomics';

if (!isMainThread) {
  const { add } = AtomicInt64.prototype;
  const forgotten = new WeakSet<AtomicInt64>();
  AtomicInt64.prototype.add = function (value) {
    if (forgotten.has(this)) return add.call(this, value);
    forgotten.add(this);
    return this.load();
  };
}
