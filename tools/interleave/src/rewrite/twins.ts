/** The two versions of a function: as it was, and stopping before each step. */
import * as t from '@babel/types';
import { help, id, member } from './build.js';
import type { Emitter } from './emitter.js';
import type { FunctionFacts } from './facts.js';
import { hasSteppingKey } from './members.js';
import { bodyName, getterName, twinName } from './twin-names.js';

/** One of the functions that a function becomes. */
export interface Version {
  readonly name: 'plain' | 'body' | 'twin';
  readonly parameters: t.FunctionParameter[];
  readonly body: t.BlockStatement;
  readonly isGenerator: boolean;
}

/** Calls the version that is called `body`, with these arguments. */
type CallBody = (args: t.SpreadElement) => t.Expression;

const REST = '$args';

/** All versions of a function or method. */
export function versionsOf(
  emitter: Emitter,
  node: t.Function,
  facts: FunctionFacts,
  callBody: CallBody,
): Version[] {
  const before = emitter.within;
  emitter.within = facts.name ?? before;
  try {
    return facts.reaches ? twoVersions(emitter, node, facts, callBody) : [plainVersion(emitter, node, facts)];
  } finally {
    emitter.within = before;
  }
}

function plainVersion(emitter: Emitter, node: t.Function, facts: FunctionFacts): Version {
  const fresh = facts.role === 'constructor' ? 'this' : 'nothing';
  const body = emitter.body(node.body, { steps: false, body: 'plain', fresh });
  return { name: 'plain', parameters: emitter.parameters(node.params), body, isGenerator: facts.isGenerator };
}

function twoVersions(
  emitter: Emitter,
  node: t.Function,
  facts: FunctionFacts,
  callBody: CallBody,
): Version[] {
  if (!facts.isAsync && !facts.isGenerator) {
    return [plainVersion(emitter, node, facts), steppingVersion(emitter, node, facts, 'twin')];
  }
  const body = steppingVersion(emitter, node, facts, 'body');
  const call = callBody(t.spreadElement(id(REST)));
  if (!facts.isAsync) {
    return [plainVersion(emitter, node, facts), body, wrapper('twin', help('$iterator', call))];
  }
  if (facts.isGenerator) {
    const iterator = help('$iteratorLater', call);
    return [wrapper('plain', iterator), body, wrapper('twin', t.cloneNode(iterator))];
  }
  const begun = help('$async', call);
  return [wrapper('plain', help('$now', begun)), body, wrapper('twin', t.cloneNode(begun))];
}

function wrapper(name: 'plain' | 'twin', result: t.Expression): Version {
  return {
    name,
    parameters: [t.restElement(id(REST))],
    body: t.blockStatement([t.returnStatement(result)]),
    isGenerator: false,
  };
}

function steppingVersion(
  emitter: Emitter,
  node: t.Function,
  facts: FunctionFacts,
  name: 'body' | 'twin',
): Version {
  const kind = facts.isAsync ? (facts.isGenerator ? 'async-generator' : 'async') : 'generator';
  const { parameters, source } = withoutSteppingPatterns(emitter, node);
  const body = emitter.body(source, {
    steps: true,
    body: name === 'twin' ? 'plain' : kind,
    fresh: facts.role === 'constructor' ? 'this' : 'nothing',
  });
  return { name, parameters: emitter.parameters(parameters), body, isGenerator: true };
}

/** A parameter that is taken apart by getters that may stop is taken apart in the body. */
function withoutSteppingPatterns(
  emitter: Emitter,
  node: t.Function,
): { parameters: t.Node[]; source: t.BlockStatement | t.Expression } {
  const taken: t.Statement[] = [];
  const parameters = node.params.map((parameter) => {
    if (!t.isObjectPattern(parameter) || !hasSteppingKey(emitter, parameter)) return parameter;
    const whole = id(emitter.fresh('p'));
    taken.push(t.variableDeclaration('let', [t.variableDeclarator(parameter, whole)]));
    return whole;
  });
  if (taken.length === 0) return { parameters, source: node.body };
  const rest = t.isBlockStatement(node.body) ? node.body.body : [t.returnStatement(node.body)];
  const directives = t.isBlockStatement(node.body) ? node.body.directives : [];
  return { parameters, source: t.blockStatement([...taken, ...rest], directives) };
}

/** A declared function, and the statements that tie it to its twin. */
export function emitDeclaration(
  emitter: Emitter,
  node: t.FunctionDeclaration,
): { declarations: t.Statement[]; ties: t.Statement[] } {
  const facts = emitter.factsOf(node);
  const { name } = node.id as t.Identifier;
  if (facts.captured.size > 0) return declaredInside(emitter, node, facts, name);
  const versions = versionsOf(emitter, node, facts, (args) =>
    t.callExpression(member(id(bodyName(name)), 'call'), [t.thisExpression(), args]),
  );
  const names = { plain: name, body: bodyName(name), twin: twinName(name) };
  const declarations = versions.map((version) =>
    t.functionDeclaration(id(names[version.name]), version.parameters, version.body, version.isGenerator),
  );
  const ties = facts.reaches ? [t.expressionStatement(help('$pair', id(name), id(twinName(name))))] : [];
  return { declarations, ties };
}

/** A declared function that uses variables around it has a closure's twin. */
function declaredInside(
  emitter: Emitter,
  node: t.FunctionDeclaration,
  facts: FunctionFacts,
  name: string,
): { declarations: t.Statement[]; ties: t.Statement[] } {
  const { plain, twin } = closureVersions(emitter, node, facts);
  const declared = t.functionDeclaration(id(name), plain.parameters, plain.body, plain.isGenerator);
  const ties = twin === undefined ? [] : [t.expressionStatement(help('$pair', id(name), twin))];
  return { declarations: [declared], ties };
}

type Closure = t.FunctionExpression | t.ArrowFunctionExpression | t.ObjectMethod;

export function emitClosure(emitter: Emitter, node: Closure): t.Node | t.Node[] {
  const facts = emitter.factsOf(node);
  if (t.isObjectMethod(node) && node.kind !== 'method') return emitAccessor(emitter, node, facts);
  const { plain, twin } = closureVersions(emitter, node, facts);
  const sync = t.isArrowFunctionExpression(node)
    ? t.arrowFunctionExpression(plain.parameters, plain.body)
    : t.functionExpression(
        t.isObjectMethod(node) ? null : node.id,
        plain.parameters,
        plain.body,
        plain.isGenerator,
      );
  if (twin === undefined) {
    if (!t.isObjectMethod(node)) return sync;
    const { parameters, body, isGenerator } = plain;
    return t.objectMethod('method', keyOf(emitter, node), parameters, body, node.computed, isGenerator);
  }
  const pair = help('$pair', sync, twin);
  return t.isObjectMethod(node) ? t.objectProperty(keyOf(emitter, node), pair, node.computed) : pair;
}

function keyOf(emitter: Emitter, node: t.ObjectMethod): t.Expression {
  return node.computed ? emitter.expression(node.key as t.Expression) : (node.key as t.Expression);
}

/** A getter or setter of an object literal; the twin of a getter stands beside it. */
function emitAccessor(emitter: Emitter, node: t.ObjectMethod, facts: FunctionFacts): t.Node[] {
  const [plain] = versionsOf(emitter, node, { ...facts, reaches: false }, () => id('undefined')) as [Version];
  const accessor = t.objectMethod(
    node.kind,
    keyOf(emitter, node),
    plain.parameters,
    plain.body,
    node.computed,
  );
  if (!facts.reaches || node.kind !== 'get' || !t.isIdentifier(node.key)) return [accessor];
  const twin = steppingVersion(emitter, node, facts, 'twin');
  return [
    accessor,
    t.objectMethod('method', id(getterName(node.key.name)), twin.parameters, twin.body, false, true),
  ];
}

/**
 * The versions of a closure. Its twin hands the variables that it takes along to a generator function outside: a
 * generator function that is made anew with each closure would cost microseconds. Where such a variable changes, that
 * is the price.
 */
function closureVersions(
  emitter: Emitter,
  node: Closure | t.FunctionDeclaration,
  facts: FunctionFacts,
): { plain: Version; twin: t.Expression | undefined } {
  const taken = emitter.takenAlong(facts);
  const moves = taken.every((binding) => binding.constantViolations.length === 0);
  const name = emitter.fresh('h');
  const variables = moves ? taken.map((binding) => binding.identifier.name) : [];
  const begin: CallBody = (args) => {
    const callee = moves ? emitter.hoistedCallee(name) : id(name);
    return t.callExpression(member(callee, 'call'), [t.thisExpression(), ...variables.map(id), args]);
  };
  const versions = versionsOf(emitter, node, facts, begin);
  const plain = versions.find((version) => version.name === 'plain') as Version;
  if (!facts.reaches) return { plain, twin: undefined };
  const stepping = versions.find((version) => version.name !== 'plain' && version.isGenerator) as Version;
  const twin =
    stepping.name === 'twin' ? wrapper('twin', begin(t.spreadElement(id(REST)))) : versions.find(isTwin);
  const { parameters, body } = stepping;
  if (moves) emitter.hoisted.push({ name, parameters: [...variables.map(id), ...parameters], body });
  else for (const version of [plain, twin as Version]) addGenerator(version, name, stepping);
  return { plain, twin: closed(node, twin as Version) };
}

function isTwin(version: Version): boolean {
  return version.name === 'twin';
}

/** Lets a version make the generator function by itself, where it would begin one that stands outside. */
function addGenerator(version: Version, name: string, { parameters, body }: Version): void {
  if (!usesGenerator(version)) return;
  const made = t.cloneNode(t.functionExpression(null, parameters, body, true), true);
  version.body.body.unshift(t.variableDeclaration('const', [t.variableDeclarator(id(name), made)]));
}

/** Wrappers do; what is as it was does not. */
function usesGenerator({ parameters }: Version): boolean {
  const [first] = parameters;
  return parameters.length === 1 && t.isRestElement(first) && t.isIdentifier(first.argument, { name: REST });
}

/** A closure keeps the `this` that the source gives it. */
function closed(node: t.Function, { parameters, body }: Version): t.Expression {
  return t.isArrowFunctionExpression(node)
    ? t.arrowFunctionExpression(parameters, body)
    : t.functionExpression(null, parameters, body);
}
