/** Objects of types that programs register themselves. */
import type { ManagedObject } from './managed-object.js';

/** Something that a module exports: a class, or a function. */
export interface ModuleTarget {
  /** Its URL, mostly `new URL('./module.js', import.meta.url)`. */
  readonly module: URL | string;
  /** Name of the export. */
  readonly name: string;
}

/** What a registered type lets its clients do. */
export interface TypeOptions {
  /** The methods that clients may call. Default: all whose names do not begin with an underscore. */
  readonly exposed?: readonly string[] | undefined;
  /** Methods whose results stay in the server, as objects of the registered type that is named. */
  readonly methodToTypeid?: Readonly<Record<string, string>> | undefined;
}

/** What can be registered as a type: a class, or a function that makes objects. */
// biome-ignore lint/suspicious/noExplicitAny: any class or function can be registered
export type AnyMaker = (abstract new (...args: any[]) => object) | ((...args: any[]) => object);

type MadeBy<M extends AnyMaker> = M extends abstract new (
  // biome-ignore lint/suspicious/noExplicitAny: as above
  ...args: any[]
) => infer O
  ? O
  : // biome-ignore lint/suspicious/noExplicitAny: as above
    M extends (...args: any[]) => infer O
    ? Awaited<O>
    : never;

type ArgumentsOf<M extends AnyMaker> = M extends abstract new (
  ...args: infer A
) => object
  ? A
  : M extends (...args: infer A) => object
    ? A
    : never;

/**
 * The methods of an object, all of which give promises: they run in the thread of the server, one at a time unless they are
 * asynchronous themselves. Arguments and results are copies.
 */
export type Remote<O extends object> = ManagedObject & {
  [K in keyof O as O[K] extends (...args: never[]) => unknown ? K : never]: O[K] extends (
    ...args: infer A
  ) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** Makes objects of a registered type. */
export type RemoteMaker<M extends AnyMaker> = (...args: ArgumentsOf<M>) => Promise<Remote<MadeBy<M>>>;
