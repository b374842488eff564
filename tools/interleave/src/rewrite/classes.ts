/** Classes: their methods twice, and constructors that can be run step by step. */
import * as t from '@babel/types';
import { help, id, member, yielded } from './build.js';
import type { Emitter } from './emitter.js';
import type { ClassFacts, FunctionFacts } from './facts.js';
import { bodyName, getterName, setterName, twinName } from './twin-names.js';
import { type Version, versionsOf } from './twins.js';

type Element = t.ClassBody['body'][number];

export function emitClass(emitter: Emitter, node: t.Class): t.Class {
  const facts = emitter.survey.classes.get(node) as ClassFacts;
  const name = node.id?.name ?? facts.name ?? emitter.fresh('C');
  const superClass = node.superClass == null ? null : emitter.expression(node.superClass);
  const before = { around: emitter.classAround, hoisted: emitter.hoisted };
  emitter.classAround = { facts, name };
  emitter.hoisted = [];
  const ties: t.Statement[] = [];
  const elements = node.body.body.flatMap((element) => emitElement(emitter, facts, element, ties));
  if (emitter.reach.isSplit(facts)) elements.push(...makingStepByStep(facts));
  for (const { name: method, parameters, body } of emitter.hoisted) {
    elements.push(privateMethod(method, parameters, body, true, true));
  }
  const offered = [...settersOf(emitter, facts), ...ties];
  if (offered.length > 0) elements.push(t.staticBlock(offered));
  emitter.classAround = before.around;
  emitter.hoisted = before.hoisted;
  const body = t.classBody(elements);
  return t.isClassDeclaration(node)
    ? t.classDeclaration(id(name), superClass, body)
    : t.classExpression(id(name), superClass, body);
}

function emitElement(emitter: Emitter, facts: ClassFacts, element: Element, ties: t.Statement[]): Element[] {
  if (t.isClassMethod(element, { kind: 'constructor' })) return emitConstructor(emitter, facts, element);
  if (t.isClassMethod(element) || t.isClassPrivateMethod(element)) {
    return element.kind === 'method'
      ? emitMethod(emitter, element, ties)
      : emitAccessor(emitter, element as t.ClassMethod & { kind: 'get' | 'set' });
  }
  const before = emitter.frame;
  const temporaries = new Set<string>();
  emitter.frame = { steps: false, body: 'plain', fresh: 'this', temporaries };
  const copied = emitter.copy(element);
  emitter.frame = before;
  for (const name of temporaries) emitter.outer.add(name);
  return [copied];
}

type Method = t.ClassMethod | t.ClassPrivateMethod;

function emitMethod(emitter: Emitter, node: Method, ties: t.Statement[]): Element[] {
  const facts = emitter.factsOf(node);
  const name = methodName(emitter, node, facts);
  const callee = member(t.thisExpression(), bodyName(name));
  const body = t.isClassPrivateMethod(node)
    ? t.memberExpression(t.thisExpression(), t.privateName(id(bodyName(name))) as unknown as t.Identifier)
    : callee;
  const versions = versionsOf(emitter, node, facts, (args) => t.callExpression(body, [args]));
  const names = { plain: name, body: bodyName(name), twin: twinName(name) };
  const methods = versions.map((version) => methodOf(emitter, node, version, names[version.name]));
  if (facts.reaches && t.isClassMethod(node)) {
    const holder = node.static ? t.thisExpression() : member(t.thisExpression(), 'prototype');
    const key = node.computed ? emitter.expression(node.key as t.Expression) : node.key;
    const original = t.memberExpression(holder, key as t.Expression, node.computed);
    const tie = help('$pair', original, member(t.cloneNode(holder), twinName(name)));
    ties.push(t.expressionStatement(tie));
  }
  return methods;
}

function methodName(emitter: Emitter, node: Method, facts: FunctionFacts): string {
  if (t.isClassPrivateMethod(node)) return node.key.id.name;
  return facts.name ?? emitter.fresh('m');
}

function methodOf(emitter: Emitter, node: Method, version: Version, name: string): Element {
  const { parameters, body, isGenerator } = version;
  if (t.isClassPrivateMethod(node))
    return privateMethod(name, parameters, body, isGenerator, node.static === true);
  const isPlain = version.name === 'plain';
  const key = isPlain ? (node.computed ? emitter.expression(node.key as t.Expression) : node.key) : id(name);
  const computed = isPlain && node.computed === true;
  return t.classMethod(
    'method',
    key as t.Identifier,
    parameters,
    body,
    computed,
    node.static === true,
    isGenerator,
  );
}

function privateMethod(
  name: string,
  parameters: t.FunctionParameter[],
  body: t.BlockStatement,
  isGenerator: boolean,
  isStatic: boolean,
): t.ClassPrivateMethod {
  const method = t.classPrivateMethod('method', t.privateName(id(name)), parameters, body, isStatic);
  method.generator = isGenerator;
  return method;
}

/** The twin of a getter or setter is a method beside it. */
function emitAccessor(emitter: Emitter, node: Method): Element[] {
  const facts = emitter.factsOf(node);
  const plain = versionsOf(emitter, node, { ...facts, reaches: false }, () => id('undefined'))[0] as Version;
  const accessor = t.cloneNode(node, false) as Method;
  accessor.params = plain.parameters;
  accessor.body = plain.body;
  if (!facts.reaches) return [accessor];
  const twin = versionsOf(emitter, node, facts, () => id('undefined')).find(
    (version) => version.name === 'twin',
  ) as Version;
  if (t.isClassPrivateMethod(node)) {
    const name = node.kind === 'get' ? getterName(node.key.id.name) : setterName(node.key.id.name);
    return [accessor, privateMethod(name, twin.parameters, twin.body, true, node.static === true)];
  }
  if (!t.isIdentifier(node.key) || node.computed) return [accessor];
  const name = node.kind === 'get' ? getterName(node.key.name) : setterName(node.key.name);
  const method = t.classMethod(
    'method',
    id(name),
    twin.parameters,
    twin.body,
    false,
    node.static === true,
    true,
  );
  return [accessor, method];
}

/**
 * A constructor cannot stop. Where it would have to, the object is made raw, with the fields' first values only, and
 * `$init` does the rest.
 */
function emitConstructor(emitter: Emitter, facts: ClassFacts, node: t.ClassMethod): Element[] {
  const plain = versionsOf(emitter, node, { ...facts.making, reaches: false }, () =>
    id('undefined'),
  )[0] as Version;
  const made = t.classMethod('constructor', id('constructor'), plain.parameters, plain.body);
  if (!emitter.reach.isSplit(facts)) return [made];
  const raw = t.memberExpression(id('arguments'), t.numericLiteral(0), true);
  const superCall = t.expressionStatement(t.callExpression(t.super(), [id('$RAW')]));
  plain.body.body.unshift(
    t.ifStatement(
      t.binaryExpression('===', raw, id('$RAW')),
      t.blockStatement([...(facts.base === undefined ? [] : [superCall]), t.returnStatement()]),
    ),
  );
  const twin = versionsOf(emitter, node, { ...facts.making, reaches: true }, () => id('undefined')).find(
    (version) => version.name === 'twin',
  ) as Version;
  return [made, t.classMethod('method', id('$init'), twin.parameters, twin.body, false, false, true)];
}

function makingStepByStep(facts: ClassFacts): Element[] {
  const init = t.classMethod('method', id('$init'), [], t.blockStatement([]), false, false, true);
  const needsInit = facts.base === undefined && !t.isClassMethod(facts.making.node);
  const made = id('$made');
  const args = id('$args');
  const body = t.blockStatement([
    t.variableDeclaration('const', [
      t.variableDeclarator(made, t.newExpression(t.thisExpression(), [id('$RAW')])),
    ]),
    t.expressionStatement(yielded(t.callExpression(member(made, '$init'), [t.spreadElement(args)]))),
    t.returnStatement(made),
  ]);
  const make = t.classMethod('method', id('$new'), [t.restElement(args)], body, false, true, true);
  return needsInit ? [init, make] : [make];
}

/** What takes back changes of private members. */
function settersOf(emitter: Emitter, facts: ClassFacts): t.Statement[] {
  const setters = emitter.privateSetters.get(facts) ?? new Map<string, string>();
  return Array.from(setters, ([name, setter]) => {
    const target = t.memberExpression(id('o'), t.privateName(id(name)) as unknown as t.Identifier);
    const change = t.expressionStatement(t.assignmentExpression('=', target, id('v')));
    const arrow = t.arrowFunctionExpression([id('o'), id('v')], t.blockStatement([change]));
    return t.expressionStatement(t.assignmentExpression('=', id(setter), arrow));
  });
}
