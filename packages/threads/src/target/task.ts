/** Functions and classes that threads find again by importing their module. */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ArgumentError } from '@weft/atomics';
import { checkFunction, shown } from '@weft/atomics/kit';
import { here, type MarkedTask, type TaskBook, type TaskMark } from '../table/here.js';

function book(): TaskBook {
  const record = here();
  record.tasks ??= { byUrl: new Map(), marks: new WeakMap() };
  return record.tasks;
}

/**
 * Marks a function, or a subclass of `Thread` or `Process`, as a target that travels by name: a thread that is to run it
 * imports the module anew, so the target may use everything in its module. Call it at the top level of the module, with
 * the module's own address, each time the module is loaded in the same order; exporting the function is not needed.
 *
 * The module runs again in every such thread: what only the program itself is to do belongs behind `if (isMainProgram())`.
 *
 * @typeParam F the function
 * @param url `import.meta.url`; in CommonJS `__filename`
 * @returns the function itself
 *
 * @throws ArgumentError for anything else than the address of a module and a function
 *
 * @example
 * export const hash = task(import.meta.url, (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex'));
 */
export function task<F extends (...args: never[]) => unknown>(url: string | URL, target: F): F;
export function task<C extends abstract new (...args: never[]) => unknown>(url: string | URL, target: C): C;
export function task<F extends object>(url: string | URL, target: F): F {
  checkFunction('a task', target);
  const address = addressOf(url);
  const { byUrl, marks } = book();
  const { name } = target as unknown as { name: string };
  const marked = byUrl.get(address) ?? [];
  const nth = marked.filter((other) => other.name === name).length;
  byUrl.set(address, [...marked, target as unknown as MarkedTask]);
  marks.set(target, { url: address, name, nth });
  return target;
}

/** How a function was marked, if it was. */
export function markOf(target: object): TaskMark | undefined {
  return here().tasks?.marks.get(target);
}

function addressOf(url: unknown): string {
  if (url instanceof URL) return url.href;
  if (typeof url === 'string' && /^[a-z][a-z+.-]+:/i.test(url)) return url;
  if (typeof url === 'string' && isAbsolute(url)) return pathToFileURL(url).href;
  throw new ArgumentError(
    `task needs the address of its module, import.meta.url (in CommonJS __filename), got ${shown(url)}`,
  );
}
