/**
 * Lesson 12, thread-local data: one variable, and a value of its own for each thread.
 *
 *     local = threading.local()
 *     local.name = 'main'
 *
 * Variables of a module are never shared by threads here, so every one of them is thread-local. A `ThreadLocal` is for what
 * is handed around: it stands for the same variable in every thread that gets it.
 */
import { Thread, ThreadLocal } from '@weft/threads';

function func(local: ThreadLocal<string>, name: string): string {
  const before = local.get();
  local.set(name);
  return `${name} found ${before} and has ${local.get()}`;
}

const local = new ThreadLocal<string>();
local.set('main');
for (const name of ['Anna', 'Ben'])
  console.log(await new Thread({ target: func, args: [local, name] }).start().result);
console.log(`main has ${local.get()}`);
