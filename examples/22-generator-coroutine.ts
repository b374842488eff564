/**
 * Lesson 22: a generator is a coroutine: values go into it as well as out of it.
 *
 *     def consumer():
 *         r = ''
 *         while True:
 *             n = yield r
 *             if not n: return
 *             print('[CONSUMER] Consuming %s...' % n)
 *             r = '200 OK'
 *
 *     c = consumer(); c.send(None)
 *     r = c.send(1)
 *     c.close()
 *
 * Producer and consumer take turns in one thread, without a lock and without a queue.
 */
import { Coroutine, coroutine, StopIteration } from '@weft/coroutines';

function* consumer(): Generator<string, string, number> {
  let answer = '';
  let sum = 0;
  try {
    for (;;) {
      const item = yield answer;
      if (item === 0) return `consumed ${sum} in all`;
      console.log(`[CONSUMER] Consuming ${item}...`);
      sum += item;
      answer = '200 OK';
    }
  } finally {
    console.log('[CONSUMER] The end.');
  }
}

/** Made like this, it has run to its first yield already: there is no `send(None)` to forget. */
const startConsumer = coroutine(consumer);

const first = startConsumer();
for (let item = 1; item <= 3; item += 1) {
  console.log(`[PRODUCER] Producing ${item}...`);
  console.log(`[PRODUCER] The consumer answers: ${first.send(item)}`);
}
first.close();
console.log(`After close(): ${first.state}`);

// A body that returns ends the coroutine; its value comes with StopIteration.
const second = startConsumer();
second.send(20);
second.send(22);
try {
  second.send(0);
} catch (error) {
  if (error instanceof StopIteration) console.log(`StopIteration: ${error.value}`);
}

// An error is thrown at the yield where the body waits.
try {
  startConsumer().throw(new Error('no more items'));
} catch (error) {
  console.log(`thrown into it, and out again: ${(error as Error).message}`);
}

// As Python has it: nobody waits for a value in one that has not begun.
try {
  new Coroutine(consumer()).send(1);
} catch (error) {
  console.log(`a value too early: ${(error as Error).name}`);
}

// `yield*` is Python's `yield from`: sends go through to the inner one, whose value comes back.
const outer = coroutine(function* (): Generator<string, void, number> {
  console.log(`The inner one has ${yield* consumer()}`);
})();
outer.send(7);
try {
  outer.send(0);
} catch (error) {
  console.log(`and then: ${(error as Error).name}`);
}
