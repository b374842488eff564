import * as threads from '@weft/threads';
import { expect, it } from 'vitest';

it('exports what the README names', () => {
  expect(Object.keys(threads)).toEqual(
    expect.arrayContaining([
      'BootstrapError',
      'ClosureError',
      'Process',
      'TargetNotFoundError',
      'Thread',
      'ThreadDiedError',
      'ThreadExit',
      'ThreadLocal',
      'ThreadStateError',
      'Timer',
      'activeChildren',
      'activeCount',
      'currentProcess',
      'currentThread',
      'defaultExceptHook',
      'enumerate',
      'isMainProgram',
      'mainThread',
      'move',
      'parentProcess',
      'registerErrors',
      'setExceptHook',
      'task',
    ]),
  );
});
