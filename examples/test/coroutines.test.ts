import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

/** What a lesson prints. It must end by itself, and without a complaint. */
async function linesOf(lesson: string): Promise<string[]> {
  const { exitCode, lines, errors } = await run(`${lesson}.js`);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  return lines;
}

describe('the lessons about coroutines', () => {
  it('22: producer and consumer take turns, and values go both ways', async () => {
    expect(await linesOf('22-generator-coroutine')).toEqual([
      '[PRODUCER] Producing 1...',
      '[CONSUMER] Consuming 1...',
      '[PRODUCER] The consumer answers: 200 OK',
      '[PRODUCER] Producing 2...',
      '[CONSUMER] Consuming 2...',
      '[PRODUCER] The consumer answers: 200 OK',
      '[PRODUCER] Producing 3...',
      '[CONSUMER] Consuming 3...',
      '[PRODUCER] The consumer answers: 200 OK',
      '[CONSUMER] The end.',
      'After close(): closed',
      '[CONSUMER] Consuming 20...',
      '[CONSUMER] Consuming 22...',
      '[CONSUMER] The end.',
      'StopIteration: consumed 42 in all',
      '[CONSUMER] The end.',
      'thrown into it, and out again: no more items',
      'a value too early: CoroutineError',
      '[CONSUMER] Consuming 7...',
      '[CONSUMER] The end.',
      'The inner one has consumed 7 in all',
      'and then: StopIteration',
    ]);
  });

  it('23: ok1 ok2 ok3 ok4, and values and errors both ways', async () => {
    expect(await linesOf('23-greenlet')).toEqual([
      'ok1',
      'ok2',
      'ok3',
      'ok4',
      'one is suspended, two is dead',
      'greenlet has 8 letters, and 16 has 2 digits',
      'ready',
      'thrown into it: from outside',
      'thrown out of it: this goes to the parent',
      'dead: true',
      'ended by: GreenletExit',
    ]);
  });

  it('24: three servers are asked together, which would never end one after the other', async () => {
    expect(await linesOf('24-gevent')).toEqual([
      '--- one after the other',
      'GET: quick',
      'the time is over, and the first has not answered',
      '--- together',
      'GET: slow',
      'GET: middle',
      'GET: quick',
      '50 bytes received from quick.',
      '360 bytes received from middle.',
      '440 bytes received from slow.',
      'in the order of their ends: 50, 360, 440',
      '--- ten more, at most three at a time',
      '50, 360, 440, 50, 360, 440, 50, 360, 440, 50',
    ]);
  });
});
