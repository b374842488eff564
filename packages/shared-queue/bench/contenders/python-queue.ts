/** The queues of Python's standard library. */
import { fileURLToPath } from 'node:url';
import type { Contender } from '@weft/bench';
import { movedByProgram } from './moved.js';

const file = fileURLToPath(new URL('../../bench/compare/python-queue.py', import.meta.url));

const NAMES = { thread: 'Python queue.Queue', process: 'Python multiprocessing.Queue' } as const;

export function pythonQueue(
  where: keyof typeof NAMES,
  kind: 'numbers' | 'objects',
  items: number,
  caseName?: string,
): Contender {
  return movedByProgram({
    name: NAMES[where],
    ...(caseName !== undefined && { case: caseName }),
    program: async () => 'python3',
    args: [file, where, kind, String(items)],
    help: 'install Python 3',
  });
}
