/** What is known of the functions and classes of a program. */
import type { Binding } from '@babel/traverse';
import type * as t from '@babel/types';
import type { ArrayNames } from './array-names.js';

export type Role = 'declaration' | 'closure' | 'method' | 'getter' | 'setter' | 'constructor';

/** A class of the program. */
export interface ClassFacts {
  readonly node: t.Class;
  /** What the class is called in the code around it. */
  readonly name: string | undefined;
  readonly base: t.Expression | undefined;
  readonly privateMethods: Map<string, FunctionFacts>;
  readonly privateFields: Set<string>;
  /** The constructor together with the fields' first values. */
  readonly making: FunctionFacts;
  baseFacts: ClassFacts | undefined;
}

/** What may run when a call is made. */
export type Callee =
  | { readonly kind: 'atomics'; readonly method: string }
  | { readonly kind: 'function'; readonly target: FunctionFacts }
  | { readonly kind: 'private'; readonly target: FunctionFacts }
  | { readonly kind: 'named'; readonly name: string; readonly ofSuper: boolean }
  | { readonly kind: 'callback-builtin'; readonly name: string }
  | { readonly kind: 'builtin' }
  | { readonly kind: 'unknown' };

/** What a function does that others could see, as far as its own text tells. */
export interface FunctionFacts {
  readonly node: t.Function | t.Class;
  readonly role: Role;
  readonly name: string | undefined;
  readonly owner: ClassFacts | undefined;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly callees: Callee[];
  readonly made: ClassFacts[];
  readonly membersRead: Set<string>;
  readonly membersWritten: Set<string>;
  /** Variables of functions around it, if it is a closure. */
  readonly captured: Set<Binding>;
  touches: boolean;
  /** Whether it has a twin that stops before each step. */
  reaches: boolean;
}

/** All that is called by one name. */
export interface Named {
  readonly methods: FunctionFacts[];
  readonly getters: FunctionFacts[];
  readonly setters: FunctionFacts[];
  readonly closures: FunctionFacts[];
  /** Something is kept under the name that may be any function. */
  unknown: boolean;
}

export interface Survey {
  readonly functions: ReadonlyMap<t.Node, FunctionFacts>;
  readonly classes: ReadonlyMap<t.Node, ClassFacts>;
  readonly callees: ReadonlyMap<t.Node, Callee>;
  /** The class that a `new` makes an object of. */
  readonly madeBy: ReadonlyMap<t.Node, ClassFacts>;
  readonly names: ReadonlyMap<string, Named>;
  readonly bindings: ReadonlyMap<t.Node, Binding>;
  /** Assignments of variables that outlive the function which assigns them. */
  readonly outlived: ReadonlySet<t.Node>;
  /** The private class element that a private name stands for: the class around. */
  readonly privateOwner: ReadonlyMap<t.Node, ClassFacts>;
  readonly arrays: ArrayNames;
}
