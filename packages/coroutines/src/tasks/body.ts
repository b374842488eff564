/** What a task runs. */

/** A generator function, an async function, or a plain one. */
export type TaskFunction<Args extends unknown[], Result> = (...args: Args) => Result;

/** What a task that runs such a function ends with. */
export type ResultOf<Returned> =
  Returned extends Generator<unknown, infer Result, never> ? Result : Awaited<Returned>;

const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;

/** Known beforehand only of functions that were not compiled to older JavaScript; of others their result tells. */
export function isGeneratorFunction(fn: unknown): boolean {
  return fn instanceof GeneratorFunction;
}

export function isGenerator(value: unknown): value is Generator<unknown, unknown, unknown> {
  const { next, throw: fail, [Symbol.iterator]: iterate } = (value ?? {}) as Partial<Generator>;
  return typeof next === 'function' && typeof fail === 'function' && typeof iterate === 'function';
}
