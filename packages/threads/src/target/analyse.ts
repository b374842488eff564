/**
 * Looks into the source of a function or class: what does it use that does not travel with it?
 *
 * The parser is loaded with the first function that needs it, and only in the thread that starts others. Where it is
 * not to be had (a bundle that left it out), nothing is found, and the missing variable shows when the target runs.
 */
import { createRequire } from 'node:module';
import type * as Acorn from 'acorn';
import { moduleAddress } from '../module-address.js';

/** What `eslint-scope` gives, as far as it is used here. */
interface Scopes {
  readonly globalScope: { readonly through: readonly { readonly identifier: Acorn.Identifier }[] };
}

interface Tools {
  readonly parse: typeof Acorn.parse;
  readonly analyze: (program: Acorn.Program, options: object) => Scopes;
}

let tools: Tools | undefined | null;

function loadTools(): Tools | undefined {
  if (tools !== undefined) return tools ?? undefined;
  try {
    // There is no `require` in a module; but a bundler that finds it written here brings along what is asked for.
    if (typeof require === 'function') {
      tools = { parse: require('acorn').parse, analyze: require('eslint-scope').analyze };
    } else {
      const load = createRequire(moduleAddress(import.meta));
      tools = { parse: load('acorn').parse, analyze: load('eslint-scope').analyze };
    }
  } catch {
    tools = null;
  }
  return tools ?? undefined;
}

/** What is known of a piece of source. */
export interface Analysis {
  /** As which text it is an expression: as it stands, or as the only member of an object (`run() {}`). */
  readonly shape: 'expression' | 'method';
  /** It can only be read as sloppy code, as CommonJS has it. */
  readonly sloppy: boolean;
  /** Variables that it takes from outside, in order of appearance; what a class extends is not counted. */
  readonly free: readonly string[];
  /** `import.meta` in it. */
  readonly importMeta: boolean;
  /** `super` that belongs to an object around it. */
  readonly outerSuper: boolean;
  /** Of a class: where the expression stands that it extends, and the first of its private members that instances have. */
  readonly heritage: readonly [number, number] | undefined;
  readonly privateMember: string | undefined;
}

/** What can be told without a parser. */
function guess(source: string): Analysis {
  const [head, parent] = /^class(?:\s+[\w$]+)?\s+extends\s+([\w$.]+)/.exec(source) ?? [];
  const heritage = head && parent ? ([head.length - parent.length, head.length] as const) : undefined;
  const shape = 'expression';
  return {
    shape,
    sloppy: false,
    free: [],
    importMeta: false,
    outerSuper: false,
    heritage,
    privateMember: undefined,
  };
}

type Node = Acorn.Node & Readonly<Record<string, unknown>>;

/** @returns `undefined` if the source is not JavaScript, such as that of built-in and bound functions */
export function analyse(source: string): Analysis | undefined {
  const loaded = loadTools();
  if (loaded === undefined) return guess(source);
  for (const shape of ['expression', 'method'] as const) {
    const [open, close] = shape === 'expression' ? ['(', ')'] : ['({', '})'];
    const text = `${open}${source}\n${close}`;
    const strict = tryParse(loaded, text, 'module');
    // Functions of CommonJS may use what modules forbid: `with`, `delete x` …
    const program = strict ?? tryParse(loaded, text, 'script');
    if (program !== undefined)
      return { shape, sloppy: strict === undefined, ...inspect(loaded, program, open.length) };
  }
  return undefined;
}

function tryParse(
  { parse }: Tools,
  text: string,
  sourceType: 'module' | 'script',
): Acorn.Program | undefined {
  try {
    return parse(text, { ecmaVersion: 'latest', sourceType, ranges: true, allowSuperOutsideMethod: true });
  } catch {
    return undefined;
  }
}

function inspect(
  { analyze }: Tools,
  program: Acorn.Program,
  offset: number,
): Omit<Analysis, 'shape' | 'sloppy'> {
  const { through } = analyze(program, { ecmaVersion: 2022, sourceType: 'script' }).globalScope;
  const found = new Findings();
  found.visit(program as unknown as Node, false);
  const only = (program.body[0] as Acorn.ExpressionStatement).expression as unknown as Node;
  const parent = only.type === 'ClassExpression' ? (only.superClass as Node | null) : null;
  const free = through
    .map(({ identifier }) => identifier)
    .filter(
      (node) =>
        !found.harmless.has(node) && !(parent && parent.start <= node.start && node.end <= parent.end),
    );
  return {
    free: [...new Set(free.map(({ name }) => name))],
    importMeta: found.importMeta,
    outerSuper: found.outerSuper,
    heritage: parent === null ? undefined : [parent.start - offset, parent.end - offset],
    privateMember: only.type === 'ClassExpression' ? privateMemberOf(only) : undefined,
  };
}

class Findings {
  /** Operands of `typeof`, which may well be missing. */
  readonly harmless = new Set<unknown>();
  importMeta = false;
  outerSuper = false;

  visit(node: Node, inClass: boolean): void {
    if (node.type === 'UnaryExpression' && node.operator === 'typeof') this.harmless.add(node.argument);
    if (node.type === 'MetaProperty' && (node.meta as Acorn.Identifier).name === 'import')
      this.importMeta = true;
    if (node.type === 'Super' && !inClass) this.outerSuper = true;
    const inside = inClass || node.type === 'ClassBody';
    for (const part of Object.values(node)) {
      for (const child of Array.isArray(part) ? part : [part]) if (isNode(child)) this.visit(child, inside);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function privateMemberOf(node: Node): string | undefined {
  const { body } = node.body as { body: readonly Node[] };
  const member = body.find(
    (part) => (part.key as Node | undefined)?.type === 'PrivateIdentifier' && !part.static,
  );
  return member && `#${(member.key as unknown as { name: string }).name}`;
}
