import { type Wait, Waiting } from '../waiting/wait.js';
import type { Task } from './task.js';

/** Gives the result of a task that exists for this wait alone: given up, the task is killed. */
export function runFor<T>(start: () => Task<T>): Wait<T> {
  const result = new Waiting<T>();
  const task = start();
  task.observe();
  task.watch({
    ended: () => {
      if (task.successful()) result.settle(task.value as T);
      else result.fail(task.error);
    },
  });
  return result.waitFor({ leave: () => task.end() });
}
