/** The types and functions that a server knows by name. */
import { pathToFileURL } from 'node:url';
import { ArgumentError } from '@weft/atomics';
import { checkFunction, checkName, checkOptions, shown } from '@weft/atomics/kit';
import type { AnyMaker, ModuleTarget, TypeOptions } from '../containers/registered.js';
import { NotExposedError } from '../errors.js';
import type { Type } from './objects/custom.js';

export class Registry {
  readonly #types = new Map<string, Type>();
  readonly #tasks = new Map<string, ModuleTarget>();

  type(name: string): Type | undefined {
    return this.#types.get(name);
  }

  /** @throws NotExposedError if no such function was registered */
  task(name: string): ModuleTarget {
    const task = this.#tasks.get(name);
    if (task !== undefined) return task;
    throw new NotExposedError(
      `the server knows no task ${shown(name)}: registerTask() it where the server runs`,
    );
  }

  /** @throws ArgumentError; NotExposedError for a result of a type that is not known */
  addType(name: string, maker: AnyMaker, options: TypeOptions = {}): void {
    checkName(name);
    checkFunction('the class or factory', maker);
    checkOptions('options', options);
    const results = Object.entries(options.methodToTypeid ?? {}).map(([method, type]) => {
      const known = this.#types.get(type);
      if (known !== undefined) return [method, known] as const;
      throw new NotExposedError(
        `register the type ${shown(type)} before those whose methods give such objects`,
      );
    });
    this.#types.set(name, {
      name,
      make: makeWith(maker),
      exposed: options.exposed,
      results: new Map(results),
    });
  }

  /** @throws ArgumentError */
  addTask(name: string, target: ModuleTarget): void {
    checkName(name);
    this.#tasks.set(name, targetFrom(target));
  }
}

/** @throws ArgumentError unless it names an export of a module */
export function targetFrom(target: ModuleTarget): ModuleTarget {
  checkOptions('target', target);
  const { module, name } = target;
  const isNamed = typeof name === 'string' && (typeof module === 'string' || module instanceof URL);
  if (!isNamed) {
    throw new ArgumentError(
      "target must be { module: new URL('./file.js', import.meta.url), name: 'export' }",
    );
  }
  const isPath = !URL.canParse(String(module)) && String(module).startsWith('/');
  return { module: isPath ? pathToFileURL(String(module)).href : String(module), name };
}

/** What a module exports under that name. @throws ArgumentError if it is no class or function */
export async function importTarget(target: ModuleTarget): Promise<AnyMaker> {
  const { module, name } = targetFrom(target);
  const exported = ((await import(String(module))) as Record<string, unknown>)[name];
  if (typeof exported === 'function') return exported as AnyMaker;
  throw new ArgumentError(`${module} exports no class or function ${shown(name)}`);
}

/** Classes are constructed, other functions are called. */
function makeWith(maker: AnyMaker): Type['make'] {
  const isClass = /^class\b/.test(Function.prototype.toString.call(maker));
  if (isClass) return (...args) => Reflect.construct(maker as new () => object, args) as object;
  return async (...args) => {
    const made: unknown = await (maker as (...args: unknown[]) => unknown)(...args);
    if (typeof made === 'object' && made !== null) return made;
    throw new ArgumentError(`the factory must give an object, it gave ${shown(made)}`);
  };
}
