/** Objects of subclasses, made again in the thread or process that they run in. */
import { here } from './table/here.js';

type RunnerClass = abstract new (...args: never[]) => object;

const bases = new Map<string, RunnerClass>();

/** Whether an object is being made again now: then it stands for the calling thread, and is not there to be started. */
export let remaking = false;

/** Makes `Thread` and `Process` known to the boot code. */
export function registerBase(base: RunnerClass): void {
  bases.set(base.name, base);
}

const record = here();

record.baseClass = (name) => bases.get(name);

record.remake = (runnerClass, fields) => {
  const subclass = runnerClass as RunnerClass;
  const base = [...bases.values()].find((known) => subclass.prototype instanceof known) as RunnerClass;
  remaking = true;
  try {
    // The constructor of the subclass has run where the object was made; its fields are those that came along.
    const object = Reflect.construct(base as new () => object, [], subclass);
    record.running = object;
    return Object.assign(object, fields);
  } finally {
    remaking = false;
  }
};
