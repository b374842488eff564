/**
 * Writes a program anew. Each function that may come to a step is there twice: as it was, for set-up and checks, and
 * as a generator that stops before each step. In both, what they change of their own thread's objects is noted, so
 * that it can be taken back before the next execution.
 */
import type { Binding } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, id } from './build.js';
import type { ClassFacts, FunctionFacts, Survey } from './facts.js';
import type { Reach } from './reach.js';
import type { Sites } from './sites.js';

/** The function that is being written. */
export interface Frame {
  /** Whether it may stop: it is a generator. */
  readonly steps: boolean;
  /** What `await` and `yield` of the source are in it. */
  readonly body: 'plain' | 'async' | 'generator' | 'async-generator';
  /** Objects whose changes need not be taken back, as they are being made: `this`, or all of them. */
  readonly fresh: 'nothing' | 'this' | 'all';
  /** Names of the temporaries that it needs. */
  readonly temporaries: Set<string>;
}

/** A generator function that stands outside of the closure it is for. */
export interface Hoisted {
  readonly name: string;
  readonly parameters: t.FunctionParameter[];
  readonly body: t.BlockStatement;
}

/** How nodes of some types are written; all others are copied, with what is in them. */
export interface Handlers {
  readonly nodes: Readonly<
    Record<string, ((emitter: Emitter, node: never) => t.Node | t.Node[]) | undefined>
  >;
  /** A declared function, and the statements that tie it to its twin. */
  readonly declaration: (
    emitter: Emitter,
    node: t.FunctionDeclaration,
  ) => { declarations: t.Statement[]; ties: t.Statement[] };
}

export class Emitter {
  readonly survey: Survey;
  readonly reach: Reach;
  readonly sites: Sites;
  frame: Frame = { steps: false, body: 'plain', fresh: 'nothing', temporaries: new Set() };
  /** Where closures of the class, or of the program, are put. */
  hoisted: Hoisted[] = [];
  classAround: { readonly facts: ClassFacts; readonly name: string } | undefined;
  /** Name of the function that is being written, as the source has it. */
  within = '';
  /** Setters of members and variables, by their names. */
  readonly setters: Map<string, t.Expression> = new Map();
  /** Variables of the program that the rewriting needs. */
  readonly outer: Set<string> = new Set();
  /** Private members whose setters their class has to offer. */
  readonly privateSetters: Map<ClassFacts, Map<string, string>> = new Map();
  readonly #handlers: Handlers;
  #numbers = 0;

  constructor(survey: Survey, reach: Reach, sites: Sites, handlers: Handlers) {
    this.#handlers = handlers;
    this.survey = survey;
    this.reach = reach;
    this.sites = sites;
  }

  /** A name that nothing else has. */
  fresh(prefix: string): string {
    this.#numbers += 1;
    return `$${prefix}${this.#numbers}`;
  }

  /** A temporary of the function that is being written. */
  temporary(): string {
    const name = this.fresh('t');
    this.frame.temporaries.add(name);
    return name;
  }

  /** A temporary that is not needed across other expressions. */
  scratch(name: '$r' | '$f' | '$o'): t.Identifier {
    this.frame.temporaries.add(name);
    return id(name);
  }

  factsOf(node: t.Node): FunctionFacts {
    const facts = this.survey.functions.get(node);
    if (facts === undefined) throw new Error(`a ${node.type} was not surveyed`);
    return facts;
  }

  /** Variables of functions around a closure that what stands outside of it does not see. */
  takenAlong(facts: FunctionFacts): Binding[] {
    const inside = this.classAround?.facts.node;
    return [...facts.captured].filter(({ scope }) => {
      if (inside === undefined) return true;
      const { start, end } = scope.block;
      return Number(start) >= Number(inside.start) && Number(end) <= Number(inside.end);
    });
  }

  /** The generator function of that name outside of the closures: of the class, as it may use what is private there. */
  hoistedCallee(name: string): t.Expression {
    return this.classAround === undefined
      ? id(name)
      : t.memberExpression(id(this.classAround.name), t.privateName(id(name)) as unknown as t.Identifier);
  }

  expression(node: t.Expression | t.PrivateName | t.Super): t.Expression {
    return this.#map(node) as t.Expression;
  }

  arguments(nodes: readonly t.Node[]): t.Expression[] {
    return nodes.map((node) => this.#map(node) as t.Expression);
  }

  statement(node: t.Statement): t.Statement[] {
    const mapped = this.#map(node);
    return Array.isArray(mapped) ? (mapped as t.Statement[]) : [mapped as t.Statement];
  }

  /** What a part of a list becomes. */
  nodes(node: t.Node): t.Node[] {
    const mapped = this.#map(node);
    return Array.isArray(mapped) ? mapped : [mapped];
  }

  statements(nodes: readonly t.Statement[]): t.Statement[] {
    const first: t.Statement[] = [];
    const rest: t.Statement[] = [];
    for (const node of nodes) {
      if (!t.isFunctionDeclaration(node)) {
        rest.push(...this.statement(node));
        continue;
      }
      const { declarations, ties } = this.#handlers.declaration(this, node);
      rest.push(...declarations);
      // Declared functions can be called before their place in the text.
      first.push(...ties);
    }
    return [...first, ...rest];
  }

  /** Writes a body in a frame of its own. */
  body(node: t.BlockStatement | t.Expression, frame: Omit<Frame, 'temporaries'>): t.BlockStatement {
    const before = this.frame;
    this.frame = { ...frame, temporaries: new Set() };
    const directives = t.isBlockStatement(node) ? (node.directives ?? []) : [];
    const statements = t.isBlockStatement(node)
      ? this.statements(node.body)
      : [t.returnStatement(this.expression(node))];
    const { temporaries } = this.frame;
    this.frame = before;
    if (temporaries.size > 0) {
      statements.unshift(
        t.variableDeclaration(
          'let',
          Array.from(temporaries, (name) => t.variableDeclarator(id(name))),
        ),
      );
    }
    return t.blockStatement(statements, [...directives]);
  }

  /** Parameters cannot stop, whatever they are set to by default. */
  parameters(nodes: readonly t.Node[]): t.FunctionParameter[] {
    const before = this.frame;
    this.frame = { steps: false, body: 'plain', fresh: 'nothing', temporaries: new Set() };
    const mapped = nodes.map((node) => this.#map(node) as t.FunctionParameter);
    const needed = this.frame.temporaries.size;
    this.frame = before;
    if (needed > 0)
      throw new Error('a parameter sets something by default that needs a statement of its own');
    return mapped;
  }

  /** The setter by which a change of a member is taken back. */
  memberSetter(name: string): t.Expression {
    const setter = `$set_${name}`;
    this.setters.set(
      setter,
      t.arrowFunctionExpression(
        [id('o'), id('v')],
        t.blockStatement([
          t.expressionStatement(t.assignmentExpression('=', t.memberExpression(id('o'), id(name)), id('v'))),
        ]),
      ),
    );
    return id(setter);
  }

  /** The same of a private member, which only its class can write. */
  privateSetter(owner: ClassFacts, name: string): t.Expression {
    let setters = this.privateSetters.get(owner);
    if (setters === undefined) {
      setters = new Map();
      this.privateSetters.set(owner, setters);
    }
    let setter = setters.get(name);
    if (setter === undefined) {
      setter = this.fresh(`set_${name}_`);
      setters.set(name, setter);
      this.outer.add(setter);
    }
    return id(setter);
  }

  variableSetter(name: string, binding: Binding): t.Expression {
    const setter = t.arrowFunctionExpression(
      [id('$'), id('$v')],
      t.blockStatement([t.expressionStatement(assign(name, id('$v')))]),
    );
    if (!t.isProgram(binding.scope.path.node)) return setter;
    this.setters.set(`$var_${name}`, setter);
    return id(`$var_${name}`);
  }

  /** The whole program; its own statements run once, before anything is explored. */
  program(file: t.File): t.File {
    this.frame = { steps: false, body: 'plain', fresh: 'all', temporaries: new Set() };
    const body = this.statements(file.program.body);
    const helpers: t.Statement[] = this.hoisted.map(({ name, parameters, body: block }) =>
      t.functionDeclaration(id(name), parameters, block, true),
    );
    for (const [name, setter] of this.setters) {
      helpers.push(t.variableDeclaration('const', [t.variableDeclarator(id(name), setter)]));
    }
    for (const name of [...this.frame.temporaries, ...this.outer]) {
      helpers.push(t.variableDeclaration('let', [t.variableDeclarator(id(name))]));
    }
    return t.file(t.program([...helpers, ...body], file.program.directives, 'script'));
  }

  #map(node: t.Node): t.Node | t.Node[] {
    const handler = this.#handlers.nodes[node.type];
    return handler === undefined ? this.copy(node) : handler(this, node as never);
  }

  /** The same node, of mapped parts. */
  copy<T extends t.Node>(node: T): T {
    const copied = t.cloneNode(node, false);
    const fields = copied as unknown as Record<string, unknown>;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const value = fields[key] as t.Node | (t.Node | null)[] | null | undefined;
      if (value == null) continue;
      fields[key] = Array.isArray(value)
        ? value.flatMap((part) => (part === null ? [null] : this.#map(part)))
        : this.#single(value);
    }
    return copied;
  }

  #single(node: t.Node): t.Node {
    const mapped = this.#map(node);
    return Array.isArray(mapped) ? t.blockStatement(mapped as t.Statement[]) : mapped;
  }
}
