/** From what a program gives as a target to what travels. */
import { ArgumentError, threadIdentity } from '@weft/atomics';
import { checkOptions, shown } from '@weft/atomics/kit';
import { ClosureError } from '../errors.js';
import { type Analysis, analyse } from './analyse.js';
import { callerOf } from './caller.js';
import type { ClassTarget, Source, TargetDescription } from './description.js';
import { locate } from './locate.js';
import { nameHelper } from './name-helper.js';
import { markOf } from './task.js';

export type { TargetDescription } from './description.js';

/** What a module exports, to be imported where it is to run. */
export interface ModuleTarget {
  /** Address of the module, or a specifier as `import()` takes it in the calling module. */
  readonly module: URL | string;
  /** Name of the export, default `default`. */
  readonly name?: string | undefined;
}

/**
 * What a thread or process runs:
 *
 * - a self-contained function: it travels as its source, so it uses its arguments, globals and what it imports itself
 *   with `await import(…)`, resolved from the module of the caller;
 * - a function marked with `task(import.meta.url, fn)`, which may use its module;
 * - `{ module, name }`: an export of a module.
 */
export type Target<A extends readonly unknown[] = never[], R = unknown> = ((...args: A) => R) | ModuleTarget;

type AnyFunction = (...args: never[]) => unknown;

/** A class, as a function. */
export type AnyClass = AnyFunction & { readonly prototype: object };

/**
 * The function that the program has called: the module that did so is where imports are resolved from. Or the address
 * of that module, if it is known already.
 */
export type Caller = AnyFunction | string;

function addressOf(caller: Caller): string {
  return typeof caller === 'string' ? caller : callerOf(caller);
}

const described = new WeakMap<object, TargetDescription>();
let count = 0;

function nextKey(): string {
  count += 1;
  return `${threadIdentity()}:${count}`;
}

/**
 * Plain data that stands for a target.
 *
 * @throws ArgumentError if it is none of the kinds of target
 * @throws ClosureError if it is a function that needs something that does not travel
 */
export function describeTarget(target: Target, caller: Caller): TargetDescription {
  if (typeof target !== 'function') return describeExport(target, caller);
  const known = described.get(target);
  if (known !== undefined) return known;
  const description = describeMarked(target, false) ?? describeSource(target, caller);
  described.set(target, description);
  return description;
}

function describeExport(target: ModuleTarget, caller: Caller): TargetDescription {
  checkOptions('target', target);
  const { module, name = 'default' } = target;
  if (!(module instanceof URL || typeof module === 'string') || typeof name !== 'string') {
    throw new ArgumentError(
      `a target is a function, or { module, name } with the address of a module and the name of an export, got ${shown(target)}`,
    );
  }
  const address = module instanceof URL ? module.href : module;
  return { kind: 'export', key: `${address}#${name}`, name, module: address, base: addressOf(caller) };
}

function describeMarked(target: AnyFunction, isClass: boolean): TargetDescription | undefined {
  const mark = markOf(target);
  return mark && { kind: 'task', key: `${mark.url}#${mark.name}#${mark.nth}`, isClass, ...mark };
}

function describeSource(target: AnyFunction, caller: Caller): TargetDescription {
  const { source } = sourceOf(target, addressOf(caller), 'function');
  return { kind: 'source', key: nextKey(), name: target.name, source };
}

/**
 * Plain data that stands for a subclass with a `run` of its own.
 *
 * @param base `Thread` or `Process`
 *
 * @throws ClosureError if the class needs something that does not travel
 */
export function describeClass(subclass: AnyClass, base: AnyClass, caller: Caller): TargetDescription {
  const known = described.get(subclass) ?? describeMarked(subclass, true);
  if (known !== undefined) return known;
  const address = addressOf(caller);
  const chain: ClassTarget['chain'][number][] = [];
  for (let current = subclass; current !== base; current = Object.getPrototypeOf(current)) {
    const { source, analysis } = sourceOf(current, address, 'class');
    if (analysis.privateMember !== undefined) {
      throw new ClosureError(
        `${current.name} has the private member ${analysis.privateMember}, which only its constructor can make, and that does not run in the new thread: use an ordinary field, or \`private\` of TypeScript`,
      );
    }
    chain.unshift({ ...source, heritage: analysis.heritage as readonly [number, number] });
  }
  const description = {
    kind: 'class',
    key: nextKey(),
    name: subclass.name,
    baseClass: base.name,
    chain,
  } as const;
  described.set(subclass, description);
  return description;
}

/** Names that are there in every function that travels. */
const PROVIDED = new Set(['require', 'undefined', 'arguments', nameHelper]);

function sourceOf(
  target: AnyFunction,
  base: string,
  what: 'function' | 'class',
): { readonly source: Source; readonly analysis: Analysis } {
  const text = Function.prototype.toString.call(target);
  const label = target.name === '' ? `the ${what}` : `"${target.name}"`;
  const analysis = analyse(text);
  if (analysis === undefined) {
    throw new ClosureError(
      `${label} cannot travel to another thread, because it has no source: it is built in, or bound. Wrap it in a function, or mark a function with task(import.meta.url, …)`,
    );
  }
  checkSelfContained(label, what, analysis);
  // Of functions, only sloppy ones have this property.
  const strict = !analysis.sloppy && !Object.hasOwn(target, 'caller');
  const source: Source = { text, shape: analysis.shape, base, strict, nameHelper, ...locate(text, base) };
  return { source, analysis };
}

function checkSelfContained(label: string, what: 'function' | 'class', analysis: Analysis): void {
  const variables = analysis.free.filter((name) => !(name in globalThis || PROVIDED.has(name)));
  const fix =
    what === 'function'
      ? 'pass it in args, import it inside the function with await import(…), or mark the function with task(import.meta.url, …)'
      : 'give it to the object as a field, import it inside run() with await import(…), or mark the class: static { task(import.meta.url, this); }';
  const [first] = variables;
  if (first !== undefined) {
    const others = variables.length > 1 ? ` (and ${variables.slice(1).join(', ')})` : '';
    throw new ClosureError(
      `${label} uses the variable "${first}"${others} of its surroundings, which do not travel to another thread: ${fix}`,
      variables,
    );
  }
  if (analysis.importMeta) {
    throw new ClosureError(
      `${label} uses import.meta, which belongs to its module and does not travel: mark the ${what} with task(import.meta.url, …)`,
      ['import.meta'],
    );
  }
  if (analysis.outerSuper) {
    throw new ClosureError(
      `${label} uses super, which belongs to the object that it is a method of and does not travel: make it a function`,
      ['super'],
    );
  }
}

/** What the target is called, '' if it has no name. */
export function targetName(target: Target): string {
  return typeof target === 'function' ? target.name : (target.name ?? 'default');
}
