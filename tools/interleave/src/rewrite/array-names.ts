/**
 * Which expressions may give a typed array, and so perhaps a shared one. Found by names: whatever flows into a
 * variable, parameter or member of some name may come out of all others of that name. Whether an array is shared is
 * asked at run time; too many names only cost time.
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';

const CONSTRUCTORS =
  /^(Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|Float32|Float64|BigInt64|BigUint64)Array$/;

/** Methods of typed arrays that give a typed array. */
const GIVERS: ReadonlySet<string> = new Set(['subarray', 'slice', 'fill', 'map', 'reverse', 'sort']);

export class ArrayNames {
  readonly #names: Set<string> = new Set();
  /** From names to names. */
  readonly #flows: Map<string, Set<string>> = new Map();

  /** Takes note of what flows where at a node. */
  observe(path: NodePath): void {
    const { node } = path;
    switch (node.type) {
      case 'VariableDeclarator':
        if (node.init != null) this.#flowInto(node.id, node.init);
        break;
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        this.#flowInto(node.left, node.right);
        break;
      case 'ObjectProperty':
        this.#property(path, node);
        break;
      case 'ClassProperty':
      case 'ClassPrivateProperty':
        if (node.value != null) this.#flow(node.value, nameOfKey(node.key));
        break;
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        this.#arguments(node);
        break;
      case 'ArrayExpression':
        this.#threads(path, node);
        break;
      case 'ReturnStatement':
        this.#returned(path, node);
        break;
      default:
        if (t.isFunction(node)) this.#parameters(path as NodePath<t.Function>, node);
    }
  }

  #returned(path: NodePath, { argument }: t.ReturnStatement): void {
    const around = path.getFunctionParent();
    if (around !== null && argument != null) this.#flow(argument, returned(around));
  }

  /** Follows all flows to their ends. */
  settle(): void {
    const open = [...this.#names];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const next of this.#flows.get(name) ?? []) {
        if (this.#names.has(next)) continue;
        this.#names.add(next);
        open.push(next);
      }
    }
  }

  /** Whether an expression may give a typed array. */
  may(node: t.Node): boolean {
    return origins(node).some((name) => name === MADE || this.#names.has(name));
  }

  #flow(from: t.Node, to: string | undefined): void {
    if (to !== undefined) for (const name of origins(from)) this.#link(name, to);
  }

  #link(from: string, to: string): void {
    if (from === MADE) {
      this.#names.add(to);
      return;
    }
    const known = this.#flows.get(from);
    if (known === undefined) this.#flows.set(from, new Set([to]));
    else known.add(to);
  }

  #flowInto(target: t.Node, value: t.Node): void {
    if (!t.isObjectPattern(target)) this.#flow(value, nameOfTarget(target));
  }

  /** In a pattern the member flows into the variable, in an object the value into the member. */
  #property(path: NodePath, node: t.ObjectProperty): void {
    const key = node.computed ? undefined : nameOfKey(node.key);
    if (key === undefined) return;
    if (!t.isObjectPattern(path.parent)) {
      this.#flow(node.value, key);
      return;
    }
    const variable = nameOfTarget(t.isAssignmentPattern(node.value) ? node.value.left : node.value);
    if (variable !== undefined) this.#link(key, variable);
  }

  #arguments(node: t.CallExpression | t.OptionalCallExpression | t.NewExpression): void {
    const callee = nameOfTarget(node.callee);
    if (callee === undefined) return;
    for (const [index, argument] of node.arguments.entries()) this.#flow(argument, `${callee}(${index}`);
  }

  /** The machine gives the threads of a program what `attach` gave. */
  #threads(path: NodePath, { elements }: t.ArrayExpression): void {
    if (!isThreads(path.parent)) return;
    this.#link('attach()', `${THREAD}(0`);
    for (const element of elements) if (t.isIdentifier(element)) this.#link('attach()', `${element.name}(0`);
  }

  #parameters(path: NodePath<t.Function>, node: t.Function): void {
    const name = nameOfFunction(path);
    if (name === undefined) return;
    for (const [index, parameter] of node.params.entries()) {
      const variable = nameOfTarget(t.isAssignmentPattern(parameter) ? parameter.left : parameter);
      if (variable === undefined) continue;
      this.#link(`${name}(${index}`, variable);
      // What it calls that parameter with, if that is a function.
      for (let inner = 0; inner < CALLBACK_PARAMETERS; inner += 1) {
        this.#link(`${variable}(${inner}`, `${name}(${index}(${inner}`);
      }
    }
    if (!t.isBlockStatement(node.body)) this.#flow(node.body, returned(path));
  }
}

/** How many parameters of callbacks are followed. */
const CALLBACK_PARAMETERS = 3;

/** The name of functions that are threads of a program. */
const THREAD = 'threads[]';

function isThreads(node: t.Node): boolean {
  return t.isObjectProperty(node) && nameOfKey(node.key) === 'threads';
}

/** Stands for an array made on the spot. */
const MADE = '*';

function origins(node: t.Node): string[] {
  if (t.isNewExpression(node)) {
    return t.isIdentifier(node.callee) && CONSTRUCTORS.test(node.callee.name) ? [MADE] : [];
  }
  if (t.isConditionalExpression(node)) return [...origins(node.consequent), ...origins(node.alternate)];
  if (t.isLogicalExpression(node)) return [...origins(node.left), ...origins(node.right)];
  if (t.isAssignmentExpression(node)) return origins(node.right);
  if (t.isSequenceExpression(node)) return origins(node.expressions.at(-1) as t.Node);
  if (t.isAwaitExpression(node)) return origins(node.argument);
  if (t.isCallExpression(node) || t.isOptionalCallExpression(node)) return originsOfCall(node);
  const name = nameOfTarget(node);
  return name === undefined ? [] : [name];
}

function originsOfCall(node: t.CallExpression | t.OptionalCallExpression): string[] {
  const name = nameOfTarget(node.callee);
  if (name === undefined) return [];
  return GIVERS.has(name) ? [`${name}()`, MADE] : [`${name}()`];
}

function nameOfTarget(node: t.Node): string | undefined {
  if (t.isIdentifier(node)) return node.name;
  if (t.isMemberExpression(node) || t.isOptionalMemberExpression(node)) {
    return node.computed ? undefined : nameOfKey(node.property);
  }
  return undefined;
}

function nameOfKey(node: t.Node): string | undefined {
  if (t.isPrivateName(node)) return `#${node.id.name}`;
  return t.isIdentifier(node) ? node.name : undefined;
}

/** The name by which a function is called; a constructor by that of its class. */
function nameOfFunction(path: NodePath<t.Function>): string | undefined {
  const { node, parent } = path;
  if (t.isClassMethod(node, { kind: 'constructor' })) return nameOfClass(path);
  if (t.isClassMethod(node) || t.isClassPrivateMethod(node) || t.isObjectMethod(node))
    return nameOfKey(node.key);
  if (t.isFunctionDeclaration(node)) return node.id?.name;
  if (t.isVariableDeclarator(parent)) return nameOfTarget(parent.id);
  if (t.isArrayExpression(parent)) return isThreads(path.parentPath?.parent as t.Node) ? THREAD : undefined;
  if (t.isCallExpression(parent) || t.isNewExpression(parent)) {
    const callee = nameOfTarget(parent.callee);
    return callee === undefined ? undefined : `${callee}(${parent.arguments.indexOf(node as t.Expression)}`;
  }
  return t.isObjectProperty(parent) || t.isClassProperty(parent) ? nameOfKey(parent.key) : undefined;
}

function nameOfClass(path: NodePath<t.Function>): string | undefined {
  const around = path.parentPath?.parentPath;
  if (t.isVariableDeclarator(around?.parent)) return nameOfTarget(around.parent.id);
  return t.isClass(around?.node) ? around.node.id?.name : undefined;
}

/** What a function gives back: a getter as the member that it is. */
function returned(path: NodePath): string | undefined {
  const { node } = path;
  const name = nameOfFunction(path as NodePath<t.Function>);
  if (name === undefined) return undefined;
  const isGetter =
    (t.isClassMethod(node) || t.isClassPrivateMethod(node) || t.isObjectMethod(node)) && node.kind === 'get';
  return isGetter ? name : `${name}()`;
}
