import * as coroutines from '@weft/coroutines';
import { expect, it } from 'vitest';

it('exports what the README names, and nothing else', () => {
  expect(Object.keys(coroutines).sort()).toEqual(
    [
      'ArgumentError AsyncResult BoundedSemaphore Channel ClosedError Coroutine CoroutineError Event Greenlet',
      'GreenletError GreenletExit Group LifoQueue PoolFullError PriorityQueue Queue QueueEmptyError QueueFullError',
      'Semaphore SemaphoreOverflowError ShutDownError StopIteration TaskDoneError TaskError TaskExit TaskPool Timeout',
      'TimeoutError WeftError coroutine currentTask defaultExceptHook getCurrent idle iwait joinAll killAll',
      'setExceptHook setTracer sleep spawn spawnLater until wait',
    ]
      .join(' ')
      .split(' ')
      .sort(),
  );
});
