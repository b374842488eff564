/**
 * Makes functions of the descriptions of targets.
 *
 * This runs in workers that have not loaded the package: it must not use anything but its parameters and what the
 * language itself offers.
 */
import type * as Module from 'node:module';
import type * as Vm from 'node:vm';
import type { Here } from '../table/here.js';
import type { Source, TargetDescription } from '../target/description.js';

/** Node's `require`. */
export type Require = (module: string) => unknown;

export type Runnable = (...args: unknown[]) => unknown;

export type Resolver = (target: TargetDescription) => Promise<Runnable>;

export function makeResolver(require: Require, here: Here): Resolver {
  const vm = require('node:vm') as typeof Vm;
  const resolved = new Map<string, Runnable>();

  class TargetNotFoundError extends Error {
    override readonly name = 'TargetNotFoundError';
    readonly code = 'ERR_WEFT_TARGET_NOT_FOUND';
  }

  /** Node warns, once, that the constant used below may change; that is not for the users of this package to act on. */
  function expectWarning(): void {
    const { emitWarning } = process;
    process.emitWarning = ((warning: unknown, ...rest: never[]) => {
      if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) {
        return emitWarning.call(process, warning as string, ...rest);
      }
      process.emitWarning = emitWarning;
    }) as typeof emitWarning;
    warned = true;
  }

  let warned = false;

  /** Code that imports as the module at `base` does. */
  function compile(code: string, parameters: string[], base: string, lineOffset: number): Runnable {
    if (!warned && code.includes('import')) expectWarning();
    return vm.compileFunction(code, parameters, {
      filename: base,
      lineOffset,
      importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    } as Vm.CompileFunctionOptions) as Runnable;
  }

  /** The value of an expression, standing where it stands in its file. */
  function evaluate(source: Source, text: string, baseClass?: unknown): unknown {
    const { shape, base, strict, line, column } = source;
    const [open, close] = shape === 'method' ? ['({', '})'] : ['(', ')'];
    const code = `${strict ? "'use strict';" : ''}return ${open}\n${' '.repeat(column)}${text}\n${close}`;
    const { createRequire } = require('node:module') as typeof Module;
    const ownRequire = /\brequire\b/.test(text) ? createRequire(base) : undefined;
    const keepName = (value: unknown) => value;
    const make = compile(code, ['require', source.nameHelper, '__weftBase'], base, line - 1);
    const value = make(ownRequire, keepName, baseClass);
    if (shape === 'expression') return value;
    const [key] = Reflect.ownKeys(value as object);
    const member = Object.getOwnPropertyDescriptor(value, key as PropertyKey);
    return member?.value ?? member?.get;
  }

  /** Runs `load` while starting further threads is refused: a module that starts threads when it is loaded never ends. */
  async function bootstrapping<T>(load: () => Promise<T>): Promise<T> {
    here.bootstrapping += 1;
    try {
      return await load();
    } finally {
      here.bootstrapping -= 1;
    }
  }

  function remade(subclass: unknown): Runnable {
    const remake = here.remake as NonNullable<Here['remake']>;
    return (fields) => (remake(subclass, fields as object) as { run(): unknown }).run();
  }

  async function resolveMarked(target: TargetDescription & { kind: 'task' }): Promise<Runnable> {
    const { url, name, nth, isClass } = target;
    // The thread that marked it may be the one that runs it.
    const find = () => here.tasks?.byUrl.get(url)?.filter((marked) => marked.name === name)[nth];
    if (find() === undefined) await bootstrapping(() => import(url));
    const found = find();
    if (found === undefined) {
      throw new TargetNotFoundError(
        `${url} has not marked ${name === '' ? 'the function' : `"${name}"`} when it was imported in the new thread: call task(import.meta.url, …) at the top level of the module, and not only in the main program`,
      );
    }
    return isClass ? remade(found) : (found as Runnable);
  }

  async function resolveExport(target: TargetDescription & { kind: 'export' }): Promise<Runnable> {
    const { module, base, name } = target;
    const load = compile('return import(specifier)', ['specifier'], base, 0);
    const exports = (await bootstrapping(() => load(module) as Promise<object>)) as Record<string, unknown>;
    // A module of CommonJS exports one object, whose parts are not always told apart from outside.
    const found = exports[name] ?? (exports.default as Record<string, unknown> | undefined)?.[name];
    if (typeof found === 'function') return found as Runnable;
    throw new TargetNotFoundError(
      `${module} exports no function "${name}": it exports ${Object.keys(exports).join(', ') || 'nothing'}`,
    );
  }

  function resolveClass(target: TargetDescription & { kind: 'class' }): Runnable {
    let current = here.baseClass?.(target.baseClass);
    for (const { heritage, ...source } of target.chain) {
      const text = `${source.text.slice(0, heritage[0])}__weftBase${source.text.slice(heritage[1])}`;
      current = evaluate(source, text, current);
    }
    return remade(current);
  }

  async function make(target: TargetDescription): Promise<Runnable> {
    switch (target.kind) {
      case 'source':
        return evaluate(target.source, target.source.text) as Runnable;
      case 'task':
        return resolveMarked(target);
      case 'export':
        return resolveExport(target);
      case 'class':
        return resolveClass(target);
    }
  }

  return async (target) => {
    const known = resolved.get(target.key);
    if (known !== undefined) return known;
    const made = await make(target);
    resolved.set(target.key, made);
    return made;
  };
}
