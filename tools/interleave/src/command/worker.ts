/** The entry of the threads that explore. */
import { type Outcome, run, type Task } from './task.js';

export function work(task: Task): Promise<Outcome> {
  return run(task);
}
