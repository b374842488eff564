/**
 * One walk over a program: its functions and classes, what each call may call, which variables a closure takes along,
 * and what the names of members may stand for.
 */
import traverse, { type Binding, type NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { ArrayNames } from './array-names.js';
import { CALLBACK_BUILTINS } from './builtin-names.js';
import type { Callee, ClassFacts, FunctionFacts, Named, Role, Survey } from './facts.js';
import { isSymbolMember, privateKey, symbolKey } from './member-names.js';
import { BULK, DATA_VIEW, isElement } from './plain-accesses.js';

class Surveyor {
  readonly functions = new Map<t.Node, FunctionFacts>();
  readonly classes = new Map<t.Node, ClassFacts>();
  readonly callees = new Map<t.Node, Callee>();
  readonly madeBy = new Map<t.Node, ClassFacts>();
  readonly names = new Map<string, Named>();
  readonly bindings = new Map<t.Node, Binding>();
  readonly outlived = new Set<t.Node>();
  readonly privateOwner = new Map<t.Node, ClassFacts>();
  readonly arrays = new ArrayNames();

  /** First all functions and classes, so that calls can be resolved to those further down. */
  declare(path: NodePath): void {
    const { node } = path;
    this.arrays.observe(path);
    if (t.isClass(node)) this.#declareClass(path as NodePath<t.Class>);
    else if (t.isFunction(node)) this.#declareFunction(path as NodePath<t.Function>, node);
    else if (t.isObjectProperty(node) && !t.isPattern(path.parent)) this.#declareProperty(node);
    else if (t.isClassProperty(node) && t.isIdentifier(node.key) && !node.computed) {
      this.#keep(node.key.name, node.value ?? undefined, true);
    } else if (t.isAssignmentExpression(node) && t.isMemberExpression(node.left) && !node.left.computed) {
      if (t.isIdentifier(node.left.property)) this.#keep(node.left.property.name, node.right, false);
    }
  }

  /** Then what they do. */
  observe(path: NodePath): void {
    const { node } = path;
    switch (node.type) {
      case 'CallExpression':
      case 'OptionalCallExpression':
        this.#observeCall(path, node);
        break;
      case 'NewExpression':
        this.#observeNew(path, node);
        break;
      case 'Identifier':
        this.#observeIdentifier(path as NodePath<t.Identifier>);
        break;
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        this.#observeMember(path, node);
        break;
      case 'ObjectPattern':
        this.#observePattern(path, node);
        break;
      case 'AssignmentExpression':
      case 'UpdateExpression':
        this.#observeAssignment(path, node);
        break;
      case 'PrivateName':
        this.#observePrivate(path, node);
        break;
      default:
    }
  }

  #named(name: string): Named {
    let named = this.names.get(name);
    if (named === undefined) {
      named = { methods: [], getters: [], setters: [], closures: [], unknown: false };
      this.names.set(name, named);
    }
    return named;
  }

  #declareClass(path: NodePath<t.Class>): void {
    const { node } = path;
    const variable =
      t.isVariableDeclarator(path.parent) && t.isIdentifier(path.parent.id) ? path.parent.id.name : undefined;
    const making = node.body.body.find((element) => t.isClassMethod(element, { kind: 'constructor' }));
    const facts: ClassFacts = {
      node,
      name: variable ?? node.id?.name,
      base: node.superClass ?? undefined,
      privateMethods: new Map(),
      privateFields: new Set(),
      making: blankFacts((making as t.ClassMethod | undefined) ?? node, 'constructor', undefined, undefined),
      baseFacts: undefined,
    };
    for (const element of node.body.body) {
      if (t.isClassPrivateProperty(element)) facts.privateFields.add(element.key.id.name);
    }
    this.classes.set(node, facts);
    this.functions.set(making ?? node, facts.making);
  }

  #declareFunction(path: NodePath<t.Function>, node: t.Function): void {
    if (this.functions.has(node)) return;
    const owner = t.isClassBody(path.parent)
      ? this.classes.get(path.parentPath?.parent as t.Node)
      : undefined;
    const facts = blankFacts(node, roleOf(node), nameOf(path), owner);
    this.functions.set(node, facts);
    if (t.isClassPrivateMethod(node)) {
      owner?.privateMethods.set(privateKey(node.kind, node.key.id.name), facts);
    } else if ((t.isClassMethod(node) || t.isObjectMethod(node)) && facts.name !== undefined) {
      const named = this.#named(facts.name);
      if (node.kind === 'get') named.getters.push(facts);
      else if (node.kind === 'set') named.setters.push(facts);
      else if (t.isObjectMethod(node)) named.closures.push(facts);
      else named.methods.push(facts);
    }
  }

  #declareProperty(node: t.ObjectProperty): void {
    const key = keyName(node);
    if (key !== undefined) this.#keep(key, node.value as t.Expression, false);
  }

  #keep(name: string, value: t.Node | undefined, mayBeSetLater: boolean): void {
    const named = this.#named(name);
    if (value === undefined) named.unknown ||= mayBeSetLater;
    else if (t.isFunctionExpression(value) || t.isArrowFunctionExpression(value)) named.unknown = true;
    else if (!isPlainValue(value)) named.unknown = true;
  }

  #around(path: NodePath): FunctionFacts | undefined {
    for (let at = path.parentPath; at !== null; at = at.parentPath) {
      const { node } = at;
      if (t.isFunction(node)) return this.functions.get(node);
      if (t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isStaticBlock(node)) {
        return this.classes.get(at.parentPath?.parent as t.Node)?.making;
      }
    }
    return undefined;
  }

  #observeCall(path: NodePath, node: t.CallExpression | t.OptionalCallExpression): void {
    const callee = this.#resolve(path, node);
    this.callees.set(node, callee);
    const facts = this.#around(path);
    facts?.callees.push(callee);
    if (facts !== undefined && this.#isBulk(node)) facts.touches = true;
  }

  #isBulk({ callee }: t.CallExpression | t.OptionalCallExpression): boolean {
    if (!t.isMemberExpression(callee) || !t.isIdentifier(callee.property)) return false;
    const { name } = callee.property;
    return DATA_VIEW.test(name) || (BULK.has(name) && this.arrays.may(callee.object));
  }

  #resolve(path: NodePath, node: t.CallExpression | t.OptionalCallExpression): Callee {
    const { callee } = node;
    if (t.isMemberExpression(callee) || t.isOptionalMemberExpression(callee))
      return this.#resolveMember(path, callee);
    if (t.isSuper(callee)) return { kind: 'builtin' };
    if (!t.isIdentifier(callee)) return { kind: 'unknown' };
    const binding = path.scope.getBinding(callee.name);
    if (binding === undefined) return { kind: 'builtin' };
    const target = this.#functionOf(binding);
    return target === undefined ? { kind: 'unknown' } : { kind: 'function', target };
  }

  #functionOf(binding: Binding): FunctionFacts | undefined {
    if (!binding.constant) return undefined;
    const { node } = binding.path;
    if (t.isFunctionDeclaration(node)) return this.functions.get(node);
    if (!t.isVariableDeclarator(node) || !t.isIdentifier(node.id) || node.init == null) return undefined;
    return t.isFunctionExpression(node.init) || t.isArrowFunctionExpression(node.init)
      ? this.functions.get(node.init)
      : undefined;
  }

  #resolveMember(path: NodePath, callee: t.MemberExpression | t.OptionalMemberExpression): Callee {
    const { object, property } = callee;
    if (t.isPrivateName(property)) {
      const owner = this.#classAround(path, property.id.name);
      const target = owner?.privateMethods.get(privateKey('method', property.id.name));
      return target === undefined ? { kind: 'unknown' } : { kind: 'private', target };
    }
    if (callee.computed) {
      return isSymbolMember(property)
        ? { kind: 'named', name: symbolKey(property), ofSuper: t.isSuper(object) }
        : { kind: 'unknown' };
    }
    const { name } = property as t.Identifier;
    if (t.isIdentifier(object) && !path.scope.hasBinding(object.name, { noGlobals: true })) {
      if (object.name === 'Atomics') return { kind: 'atomics', method: name };
      if (object.name === 'Array' && name === 'from') return { kind: 'callback-builtin', name };
      return { kind: 'builtin' };
    }
    if (name === 'call' || name === 'apply') return { kind: 'unknown' };
    if (CALLBACK_BUILTINS.has(name)) return { kind: 'callback-builtin', name };
    return { kind: 'named', name, ofSuper: t.isSuper(object) };
  }

  #classAround(path: NodePath, privateName: string): ClassFacts | undefined {
    for (let at: NodePath | null = path; at !== null; at = at.parentPath) {
      const facts = this.classes.get(at.node);
      if (facts === undefined) continue;
      const declared = facts.node.body.body.some(
        (element) =>
          (t.isClassPrivateProperty(element) || t.isClassPrivateMethod(element)) &&
          element.key.id.name === privateName,
      );
      if (declared) return facts;
    }
    return undefined;
  }

  #observeNew(path: NodePath, node: t.NewExpression): void {
    if (!t.isIdentifier(node.callee)) return;
    const binding = path.scope.getBinding(node.callee.name);
    const made = binding === undefined ? undefined : this.classOf(binding);
    if (made !== undefined) {
      this.madeBy.set(node, made);
      this.#around(path)?.made.push(made);
    }
  }

  classOf(binding: Binding): ClassFacts | undefined {
    const { node } = binding.path;
    if (t.isClass(node)) return this.classes.get(node);
    return t.isVariableDeclarator(node) && node.init != null && binding.constant
      ? this.classes.get(node.init)
      : undefined;
  }

  #observeIdentifier(path: NodePath<t.Identifier>): void {
    const binding = path.scope.getBinding(path.node.name);
    if (binding === undefined || !(path.isReferencedIdentifier() || isAssigned(path))) return;
    this.bindings.set(path.node, binding);
    const home = binding.scope.getFunctionParent()?.path.node;
    if (home === undefined || t.isProgram(home)) return;
    for (let at = path.getFunctionParent(); at !== null && at.node !== home; at = at.getFunctionParent()) {
      this.functions.get(at.node)?.captured.add(binding);
    }
  }

  #observeMember(path: NodePath, node: t.MemberExpression | t.OptionalMemberExpression): void {
    const facts = this.#around(path);
    if (facts !== undefined && isElement(node) && this.arrays.may(node.object)) facts.touches = true;
    if (facts === undefined || node.computed || !t.isIdentifier(node.property)) return;
    const parent = path.parent;
    if (t.isAssignmentExpression(parent) && parent.left === node)
      facts.membersWritten.add(node.property.name);
    else facts.membersRead.add(node.property.name);
  }

  #observePattern(path: NodePath, node: t.ObjectPattern): void {
    const facts = this.#around(path);
    for (const property of node.properties) {
      const key = t.isObjectProperty(property) ? keyName(property) : undefined;
      if (key !== undefined) facts?.membersRead.add(key);
    }
  }

  #observeAssignment(path: NodePath, node: t.AssignmentExpression | t.UpdateExpression): void {
    const target = t.isAssignmentExpression(node) ? node.left : node.argument;
    if (!t.isIdentifier(target)) return;
    const binding = path.scope.getBinding(target.name);
    const here = path.getFunctionParent();
    if (binding === undefined || here === null) return;
    if (binding.scope.getFunctionParent()?.path.node !== here.node) this.outlived.add(node);
  }

  #observePrivate(path: NodePath, node: t.PrivateName): void {
    const { name } = node.id;
    const owner = this.#classAround(path, name);
    if (owner === undefined) return;
    this.privateOwner.set(node, owner);
    for (const kind of ['get', 'set']) {
      const target = owner.privateMethods.get(privateKey(kind, name));
      if (target !== undefined && t.isMemberExpression(path.parent)) {
        this.#around(path)?.callees.push({ kind: 'private', target });
      }
    }
  }
}

/** Surveys a whole program. */
export function survey(program: t.File): Survey {
  const surveyor = new Surveyor();
  traverse(program, { enter: (path) => surveyor.declare(path) });
  surveyor.arrays.settle();
  traverse(program, {
    enter(path) {
      if (t.isClass(path.node)) {
        const facts = surveyor.classes.get(path.node) as ClassFacts;
        const binding = t.isIdentifier(facts.base) ? path.scope.getBinding(facts.base.name) : undefined;
        if (binding !== undefined) facts.baseFacts = surveyor.classOf(binding);
      }
      surveyor.observe(path);
    },
  });
  return surveyor;
}

function blankFacts(
  node: t.Function | t.Class,
  role: Role,
  name: string | undefined,
  owner: ClassFacts | undefined,
): FunctionFacts {
  const isAsync = !t.isClass(node) && node.async === true;
  const isGenerator = !t.isClass(node) && node.generator === true;
  return {
    node,
    role,
    name,
    owner,
    isAsync,
    isGenerator,
    callees: [],
    made: [],
    membersRead: new Set(),
    membersWritten: new Set(),
    captured: new Set(),
    touches: isAsync,
    reaches: false,
  };
}

function roleOf(node: t.Function): Role {
  if (t.isFunctionDeclaration(node)) return 'declaration';
  if (t.isClassMethod(node) || t.isClassPrivateMethod(node) || t.isObjectMethod(node)) {
    if (node.kind === 'get') return 'getter';
    if (node.kind === 'set') return 'setter';
    return t.isObjectMethod(node) ? 'closure' : 'method';
  }
  return 'closure';
}

function nameOf(path: NodePath<t.Function>): string | undefined {
  const { node, parent } = path;
  if (t.isClassMethod(node) || t.isObjectMethod(node)) {
    if (node.computed) return isSymbolMember(node.key) ? symbolKey(node.key) : undefined;
    return t.isIdentifier(node.key) ? node.key.name : undefined;
  }
  if (t.isClassPrivateMethod(node)) return `#${node.key.id.name}`;
  if (t.isFunctionDeclaration(node) || t.isFunctionExpression(node)) return node.id?.name;
  if (t.isVariableDeclarator(parent) && t.isIdentifier(parent.id)) return parent.id.name;
  return t.isObjectProperty(parent) ? keyName(parent) : undefined;
}

function keyName(node: t.ObjectProperty): string | undefined {
  if (node.computed) return undefined;
  return t.isIdentifier(node.key) ? node.key.name : t.isStringLiteral(node.key) ? node.key.value : undefined;
}

/** Values that cannot be called. */
function isPlainValue(node: t.Node): boolean {
  return (
    t.isLiteral(node) ||
    t.isObjectExpression(node) ||
    t.isArrayExpression(node) ||
    t.isNewExpression(node) ||
    t.isUnaryExpression(node) ||
    t.isBinaryExpression(node)
  );
}

function isAssigned(path: NodePath<t.Identifier>): boolean {
  const { parent } = path;
  return (
    (t.isAssignmentExpression(parent) && parent.left === path.node) ||
    (t.isUpdateExpression(parent) && parent.argument === path.node)
  );
}
