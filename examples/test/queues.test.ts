import { describe, expect, it } from 'vitest';
import { run } from './support/run.js';

/** What a lesson prints. It must end by itself, and without a complaint. */
async function linesOf(lesson: string): Promise<string[]> {
  const { exitCode, lines, errors } = await run(`${lesson}.js`);
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  return lines;
}

describe('the lessons about queues', () => {
  it('13: the 21st put into a queue of 20 waits for a get', async () => {
    expect(await linesOf('13-queue')).toEqual([
      'size 0, empty: true, full: false',
      'size 20, empty: false, full: true',
      'putNowait: QueueFullError',
      'putSync with a timeout: TimeoutError',
      'The 21st put waits.',
      'A guest takes a plate.',
      'The 21st put is done.',
      'Left: 20, from plate 2 to plate 21',
      'getNowait: QueueEmptyError',
    ]);
  });

  it('14: join returns after the last taskDone', async () => {
    const lines = await linesOf('14-queue-join');
    expect(lines.slice(0, 4)).toEqual(['wash is done', 'cook is done', 'serve is done', 'ok']);
    expect(lines.slice(4).sort()).toEqual(['One taskDone too many: TaskDoneError', 'no more jobs']);
  });

  it('15: last in, first out; and by priority, whatever the values', async () => {
    expect(await linesOf('15-lifo-and-priority')).toEqual([
      'LifoQueue: 3 2 1',
      '3 hello',
      "4 { name: 'alex' }",
      "4 { name: 'sam' }",
      '5 100',
      '7 200',
    ]);
  });

  it('16: two producers, three consumers, nothing lost', async () => {
    expect(await linesOf('16-producers-consumers')).toEqual([
      '2 cooks baked 200 buns, 3 guests ate 200.',
      'Different ones: 200',
      'Never more than 20 on the counter: true',
      'Each guest got the buns of each cook in order: true',
    ]);
  });
});
