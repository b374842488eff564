/** Members and variables that are read and written. */
import * as t from '@babel/types';
import { assign, help, id, isPure, member, noted, sequence, yielded } from './build.js';
import type { Emitter } from './emitter.js';
import type { ClassFacts } from './facts.js';
import { privateKey } from './member-names.js';
import { emitElementRead, emitElementUpdate, emitElementWrite, mayBeElement } from './plain-accesses.js';
import { getterName, setterName } from './twin-names.js';

/** Methods that change the array they are called on. Maps and sets note such changes themselves. */
export const MUTATORS: ReadonlySet<string> = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'reverse',
  'sort',
  'set',
  'fill',
  'copyWithin',
]);

export function emitMemberRead(emitter: Emitter, node: t.MemberExpression): t.Expression {
  if (!emitter.frame.steps || t.isSuper(node.object)) return emitter.copy(node);
  if (mayBeElement(emitter, node)) return emitElementRead(emitter, node);
  return readMember(emitter, emitter.expression(node.object), node);
}

/** Reads a member of an object that is written already. */
export function readMember(
  emitter: Emitter,
  object: t.Expression,
  node: t.MemberExpression | t.OptionalMemberExpression,
): t.Expression {
  const { property } = node;
  if (t.isPrivateName(property)) {
    const { name } = property.id;
    const getter = emitter.survey.privateOwner.get(property)?.privateMethods.get(privateKey('get', name));
    if (getter?.reaches !== true) return t.memberExpression(object, property as unknown as t.Identifier);
    const read = t.privateName(id(getterName(name)));
    return yielded(t.callExpression(t.memberExpression(object, read as unknown as t.Identifier), []));
  }
  if (node.computed) return t.memberExpression(object, emitter.expression(property), true);
  const { name } = property as t.Identifier;
  if (!emitter.reach.isSteppingGetter(name)) return member(object, name);
  const holder = isPure(object) ? object : emitter.scratch('$o');
  const first = isPure(object) ? object : assign((holder as t.Identifier).name, object);
  return t.conditionalExpression(
    t.binaryExpression('!==', member(first, getterName(name)), id('undefined')),
    yielded(t.callExpression(member(holder, getterName(name)), [])),
    member(holder, name),
  );
}

/** `const { a, b } = object` where a getter of that name may stop: it is read by itself. */
export function emitVariables(emitter: Emitter, node: t.VariableDeclaration): t.VariableDeclaration {
  if (!emitter.frame.steps) return emitter.copy(node);
  const declarations = node.declarations.flatMap((declarator) =>
    t.isObjectPattern(declarator.id) && declarator.init != null
      ? takeApart(emitter, declarator, declarator.id, declarator.init)
      : [emitter.copy(declarator)],
  );
  return t.variableDeclaration(node.kind, declarations);
}

function takeApart(
  emitter: Emitter,
  declarator: t.VariableDeclarator,
  pattern: t.ObjectPattern,
  init: t.Expression,
): t.VariableDeclarator[] {
  const stepping = pattern.properties.filter((property) => steppingKey(emitter, property) !== undefined);
  if (stepping.length === 0) return [emitter.copy(declarator)];
  const object = emitter.fresh('p');
  const rest = pattern.properties.filter((property) => !stepping.includes(property));
  const declarators = [t.variableDeclarator(id(object), emitter.expression(init))];
  for (const property of stepping) {
    const key = steppingKey(emitter, property) as string;
    const read = readMember(emitter, id(object), t.memberExpression(id(object), id(key)));
    declarators.push(t.variableDeclarator((property as t.ObjectProperty).value as t.Identifier, read));
  }
  if (rest.length > 0)
    declarators.push(t.variableDeclarator(emitter.copy(t.objectPattern(rest)), id(object)));
  return declarators;
}

/** Whether a pattern reads a member by a getter that may stop. */
export function hasSteppingKey(emitter: Emitter, pattern: t.ObjectPattern): boolean {
  return pattern.properties.some((property) => steppingKey(emitter, property) !== undefined);
}

function steppingKey(emitter: Emitter, property: t.ObjectPattern['properties'][number]): string | undefined {
  if (!t.isObjectProperty(property) || property.computed || !t.isIdentifier(property.key)) return undefined;
  if (!t.isIdentifier(property.value)) return undefined;
  return emitter.reach.isSteppingGetter(property.key.name) ? property.key.name : undefined;
}

export function emitAssignment(emitter: Emitter, node: t.AssignmentExpression): t.Expression {
  const { left } = node;
  if (t.isIdentifier(left)) {
    const value = emitter.expression(node.right);
    return notedVariable(emitter, node, left, t.assignmentExpression(node.operator, left, value));
  }
  if (!t.isMemberExpression(left)) return emitter.copy(node);
  if (emitter.frame.steps && mayBeElement(emitter, left)) {
    return emitElementWrite(emitter, left, (old) => {
      return combined(node.operator, old, emitter.expression(node.right));
    });
  }
  const stepping = steppingSetter(emitter, left);
  if (stepping !== undefined && emitter.frame.steps) {
    return callSetter(emitter, left, stepping, (old) =>
      combined(node.operator, old, emitter.expression(node.right)),
    );
  }
  return notedMember(emitter, left, (target) =>
    t.assignmentExpression(node.operator, target, emitter.expression(node.right)),
  );
}

/** What an assignment writes: of `+=` and its like something made of the old value. */
function combined(operator: string, old: () => t.Expression, right: t.Expression): t.Expression {
  if (operator === '=') return right;
  const binary = operator.slice(0, -1);
  return t.LOGICAL_OPERATORS.includes(binary)
    ? t.logicalExpression(binary as '??', old(), right)
    : t.binaryExpression(binary as '+', old(), right);
}

/** `delete object.member`; of the other unary operators none changes anything. */
export function emitDelete(emitter: Emitter, node: t.UnaryExpression): t.Expression {
  const { argument } = node;
  if (node.operator !== 'delete' || !t.isMemberExpression(argument) || emitter.frame.fresh === 'all') {
    return emitter.copy(node);
  }
  const first: t.Expression[] = [];
  const object = held(emitter, emitter.expression(argument.object), first);
  const { property } = argument;
  const key = argument.computed
    ? held(emitter, emitter.expression(property), first)
    : t.stringLiteral((property as t.Identifier).name);
  first.push(help('$logAt', object, key));
  return sequence(...first, t.unaryExpression('delete', t.memberExpression(object, key, true)));
}

export function emitUpdate(emitter: Emitter, node: t.UpdateExpression): t.Expression {
  const { argument } = node;
  if (t.isIdentifier(argument)) return notedVariable(emitter, node, argument, t.cloneNode(node));
  if (!t.isMemberExpression(argument)) return emitter.copy(node);
  if (emitter.frame.steps && mayBeElement(emitter, argument))
    return emitElementUpdate(emitter, node, argument);
  const stepping = steppingSetter(emitter, argument);
  if (stepping !== undefined && emitter.frame.steps) {
    const before = emitter.temporary();
    const sign = node.operator === '++' ? '+' : '-';
    const changed = callSetter(emitter, argument, stepping, (old) =>
      t.binaryExpression(sign, assign(before, old()), t.numericLiteral(1)),
    );
    return node.prefix ? changed : sequence(changed, id(before));
  }
  return notedMember(emitter, argument, (target) => t.updateExpression(node.operator, target, node.prefix));
}

function notedVariable(
  emitter: Emitter,
  node: t.Node,
  variable: t.Identifier,
  change: t.Expression,
): t.Expression {
  const binding = emitter.survey.bindings.get(variable);
  if (binding === undefined || !emitter.survey.outlived.has(node) || emitter.frame.fresh === 'all')
    return change;
  const setter = emitter.variableSetter(variable.name, binding);
  return sequence(noted(setter, id('undefined'), id(variable.name)), change);
}

/** Writes a member after its value was noted; the object is evaluated once. */
function notedMember(
  emitter: Emitter,
  left: t.MemberExpression,
  change: (target: t.MemberExpression) => t.Expression,
): t.Expression {
  if (t.isSuper(left.object)) return change(emitter.copy(left));
  const first: t.Expression[] = [];
  const object = held(emitter, emitter.expression(left.object), first);
  const property = left.computed ? held(emitter, emitter.expression(left.property), first) : left.property;
  const target = t.memberExpression(object, property as t.Expression, left.computed);
  if (!isFresh(emitter, left)) first.push(noteOf(emitter, target, left));
  return sequence(...first, change(target));
}

function held(emitter: Emitter, value: t.Expression, first: t.Expression[]): t.Expression {
  if (isPure(value)) return value;
  const name = emitter.temporary();
  first.push(assign(name, value));
  return id(name);
}

function isFresh(emitter: Emitter, left: t.MemberExpression): boolean {
  const { fresh } = emitter.frame;
  if (fresh === 'all' || (fresh === 'this' && t.isThisExpression(left.object))) return true;
  return t.isIdentifier(left.property) && !left.computed && emitter.reach.isAccessor(left.property.name);
}

function noteOf(emitter: Emitter, target: t.MemberExpression, left: t.MemberExpression): t.Expression {
  const object = target.object as t.Expression;
  if (target.computed) return help('$logAt', object, target.property as t.Expression);
  const property = target.property as t.Node;
  if (!t.isPrivateName(property)) {
    return noted(emitter.memberSetter((property as t.Identifier).name), object, target);
  }
  const owner = emitter.survey.privateOwner.get(left.property) as ClassFacts;
  return noted(emitter.privateSetter(owner, property.id.name), object, target);
}

function steppingSetter(emitter: Emitter, left: t.MemberExpression): string | undefined {
  if (left.computed || !t.isIdentifier(left.property) || t.isSuper(left.object)) return undefined;
  return emitter.reach.isSteppingSetter(left.property.name) ? left.property.name : undefined;
}

/** Writes a member by a setter that may stop; `value` is told what it was before, if it asks. */
function callSetter(
  emitter: Emitter,
  left: t.MemberExpression,
  name: string,
  value: (old: () => t.Expression) => t.Expression,
): t.Expression {
  const object = emitter.temporary();
  const kept = emitter.temporary();
  return sequence(
    assign(object, emitter.expression(left.object)),
    assign(
      kept,
      value(() => readMember(emitter, id(object), left)),
    ),
    t.conditionalExpression(
      t.binaryExpression('!==', member(id(object), setterName(name)), id('undefined')),
      yielded(t.callExpression(member(id(object), setterName(name)), [id(kept)])),
      t.assignmentExpression('=', member(id(object), name), id(kept)),
    ),
    id(kept),
  );
}

/** Functions of `Object` that change the object which they are given. */
const SHAPERS: ReadonlySet<string> = new Set([
  'assign',
  'defineProperties',
  'defineProperty',
  'setPrototypeOf',
]);

function shapeNoted(call: t.CallExpression, { property }: t.MemberExpression): t.CallExpression {
  const [changed, ...rest] = call.arguments;
  if (!t.isIdentifier(property) || !SHAPERS.has(property.name) || !t.isExpression(changed)) return call;
  return t.callExpression(call.callee, [help('$reshaped', changed), ...rest]);
}

/** Notes what an array holds before a method changes it. */
export function emitMutation(
  emitter: Emitter,
  call: t.CallExpression,
  node: t.CallExpression | t.OptionalCallExpression,
): t.CallExpression {
  const { callee } = call;
  if (emitter.frame.fresh === 'all' || !t.isMemberExpression(callee) || callee.computed) return call;
  if (t.isIdentifier(callee.object, { name: 'Object' })) return shapeNoted(call, callee);
  if (!t.isIdentifier(callee.property) || !MUTATORS.has(callee.property.name)) return call;
  if (t.isSuper(callee.object) || emitter.survey.callees.get(node)?.kind === 'builtin') return call;
  const mutated = t.memberExpression(help('$mutated', callee.object), callee.property);
  return t.callExpression(mutated, call.arguments);
}
