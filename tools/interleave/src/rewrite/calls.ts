/** Calls: steps on shared memory, and calls of what may come to one. */
import * as t from '@babel/types';
import { help, id, member, yielded } from './build.js';
import { type AnyCall, type Args, callingBack, emitDynamic } from './dispatch.js';
import type { Emitter } from './emitter.js';
import type { Callee, FunctionFacts } from './facts.js';
import { emitMutation } from './members.js';
import { BULK, DATA_VIEW, emitBulk, emitDataView } from './plain-accesses.js';
import { twinName } from './twin-names.js';

/** The helper that asks for a step, by the method of `Atomics` that it stands for. */
const STEPS: Readonly<Record<string, string>> = {
  load: '$load',
  store: '$store',
  exchange: '$exchange',
  compareExchange: '$compareExchange',
  add: '$add',
  sub: '$sub',
  and: '$and',
  or: '$or',
  xor: '$xor',
  notify: '$notify',
  idle: '$idle',
};

export function emitCall(emitter: Emitter, node: t.CallExpression): t.Expression {
  const callee = emitter.survey.callees.get(node) ?? { kind: 'builtin' };
  if (!emitter.frame.steps) return emitMutation(emitter, emitter.copy(node), node);
  return emitStepping(emitter, node, callee, node.callee as t.Expression);
}

/** A call in a function that may stop. */
function emitStepping(
  emitter: Emitter,
  node: AnyCall,
  callee: Callee,
  target: t.Expression | t.Super,
): t.Expression {
  const args = node.arguments;
  const dataView = dataViewMethod(target);
  if (dataView !== undefined) return emitDataView(emitter, node as t.CallExpression, dataView);
  if (isBulk(emitter, node, target)) return emitBulk(emitter, node as t.CallExpression, target.property.name);
  switch (callee.kind) {
    case 'atomics':
      return emitAtomics(emitter, node, callee.method);
    case 'function':
      return emitKnown(emitter, callee.target, target as t.Identifier, args);
    case 'private':
      return emitPrivate(emitter, callee.target, target as t.MemberExpression, args);
    case 'named':
      return emitNamed(emitter, node, callee.name, target as t.MemberExpression);
    case 'callback-builtin':
      return emitCallbackBuiltin(emitter, callee.name, target as t.MemberExpression, args);
    case 'unknown':
      return emitDynamic(emitter, target, args);
    case 'builtin':
      return t.isSuper(target)
        ? makeBase(emitter, args)
        : emitMutation(emitter, plainCall(emitter, target, args), node);
  }
}

/** `super(…)` in what runs in a constructor's place. */
function makeBase(emitter: Emitter, args: Args): t.Expression {
  return yielded(
    t.callExpression(member(t.super() as unknown as t.Expression, '$init'), emitter.arguments(args)),
  );
}

function dataViewMethod(target: t.Node): string | undefined {
  if (!t.isMemberExpression(target) || target.computed || !t.isIdentifier(target.property)) return undefined;
  return DATA_VIEW.test(target.property.name) ? target.property.name : undefined;
}

/** Whether it goes over the elements of what may be a shared array. */
function isBulk(
  emitter: Emitter,
  node: AnyCall,
  target: t.Node,
): target is t.MemberExpression & { property: t.Identifier } {
  if (!t.isCallExpression(node) || !t.isMemberExpression(target) || !t.isIdentifier(target.property))
    return false;
  return BULK.has(target.property.name) && !target.computed && emitter.survey.arrays.may(target.object);
}

function plainCall(emitter: Emitter, target: t.Expression | t.Super, args: Args): t.CallExpression {
  const callee = t.isSuper(target)
    ? target
    : t.isMemberExpression(target)
      ? emitter.copy(target)
      : emitter.expression(target);
  return t.callExpression(callee, emitter.arguments(args));
}

function emitAtomics(emitter: Emitter, node: AnyCall, method: string): t.Expression {
  const args = emitter.arguments(node.arguments);
  const site = t.numericLiteral(emitter.sites.numberOf(node, emitter.within));
  const step = STEPS[method];
  if (step !== undefined) {
    if (method === 'idle') return yielded(help(step, ...args));
    const wanted = method === 'notify' && args.length < 3 ? [...args, id('undefined')] : args;
    return yielded(help(step, ...wanted, site));
  }
  if (method === 'wait') {
    const timeout = args[3] ?? id('undefined');
    const step = help(
      '$wait',
      args[0] as t.Expression,
      args[1] as t.Expression,
      args[2] as t.Expression,
      timeout,
      site,
    );
    return t.memberExpression(id('$OUTCOMES'), yielded(step), true);
  }
  return emitDynamic(emitter, (node as t.CallExpression).callee as t.Expression, node.arguments);
}

/** A function that is known by its declaration. */
function emitKnown(emitter: Emitter, target: FunctionFacts, name: t.Identifier, args: Args): t.Expression {
  if (!target.reaches) return t.callExpression(id(name.name), emitter.arguments(args));
  const isDeclared = target.role === 'declaration' && target.captured.size === 0;
  const twin = isDeclared ? id(twinName(name.name)) : member(id(name.name), '$g');
  const call = t.callExpression(twin, emitter.arguments(args));
  return target.isGenerator ? call : yielded(call);
}

function emitPrivate(
  emitter: Emitter,
  target: FunctionFacts,
  callee: t.MemberExpression,
  args: Args,
): t.Expression {
  if (!target.reaches) return plainCall(emitter, callee, args);
  const name = twinName((callee.property as t.PrivateName).id.name);
  const twin = t.memberExpression(emitter.expression(callee.object), t.privateName(id(name)));
  const call = t.callExpression(twin, emitter.arguments(args));
  return target.isGenerator ? call : yielded(call);
}

function emitNamed(emitter: Emitter, node: AnyCall, name: string, callee: t.MemberExpression): t.Expression {
  const manner = emitter.reach.manner(name);
  if (manner === 'plain') return emitMutation(emitter, plainCall(emitter, callee, node.arguments), node);
  if (manner === 'dynamic' && !t.isSuper(callee.object)) return emitDynamic(emitter, callee, node.arguments);
  const object = t.isSuper(callee.object) ? t.super() : emitter.expression(callee.object);
  return yielded(
    t.callExpression(member(object as t.Expression, twinName(name)), emitter.arguments(node.arguments)),
  );
}

function emitCallbackBuiltin(
  emitter: Emitter,
  name: string,
  callee: t.MemberExpression,
  args: Args,
): t.Expression {
  if (name === 'from') return yielded(help('$from', ...emitter.arguments(args)));
  return callingBack(name, [emitter.expression(callee.object as t.Expression), ...emitter.arguments(args)]);
}

export function emitNew(emitter: Emitter, node: t.NewExpression): t.Expression {
  if (!emitter.frame.steps) return emitter.copy(node);
  const made = emitter.survey.madeBy.get(node);
  const args = emitter.arguments(node.arguments);
  if (made !== undefined && emitter.reach.isSplit(made)) {
    return yielded(t.callExpression(member(emitter.expression(node.callee as t.Expression), '$new'), args));
  }
  const collected =
    t.isIdentifier(node.callee) && /^(Weak)?(Map|Set)$/.test(node.callee.name) && args.length === 1;
  if (collected && !t.isArrayExpression(args[0])) {
    return t.newExpression(node.callee, [yielded(help('$collect', args[0] as t.Expression))]);
  }
  return t.newExpression(emitter.expression(node.callee as t.Expression), args);
}

export function emitAwait(emitter: Emitter, node: t.AwaitExpression): t.Expression {
  return yielded(help('$await', emitter.expression(node.argument)));
}

export function emitYield(emitter: Emitter, node: t.YieldExpression): t.Expression {
  if (!emitter.frame.steps) return emitter.copy(node);
  if (node.delegate) {
    return t.yieldExpression(help('$delegate', emitter.expression(node.argument as t.Expression)), true);
  }
  const item = node.argument == null ? id('undefined') : emitter.expression(node.argument);
  // What an async generator gives is awaited first.
  return yielded(
    help('$item', emitter.frame.body === 'async-generator' ? yielded(help('$await', item)) : item),
  );
}
