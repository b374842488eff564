/** Calls of what is not known before it runs: with its twin, if it has one. */
import * as t from '@babel/types';
import { assign, help, id, isPure, member, yielded } from './build.js';
import type { Emitter } from './emitter.js';
import { isSymbolMember } from './member-names.js';
import { MUTATORS } from './members.js';

export type AnyCall = t.CallExpression | t.OptionalCallExpression;
export type Args = AnyCall['arguments'];

/**
 * A call of something that may have a twin: `($r = (($f = ($o = object).name).$g ?? $f).call($o, …)) instanceof $Steps
 * ? yield $r : $r`. None of the temporaries is needed any more when an argument uses the same ones.
 */
export function emitDynamic(emitter: Emitter, callee: t.Expression | t.Super, args: Args): t.Expression {
  if (t.isMemberExpression(callee) && t.isIdentifier(callee.property) && !callee.computed) {
    const { name } = callee.property;
    if (name === 'call' || name === 'apply')
      return emitIndirect(emitter, callee.object as t.Expression, name, args);
  }
  const bound = bindCallee(emitter, callee);
  return dispatched(emitter, bound.callee, bound.receiver, emitter.arguments(args));
}

/** `f.call(o, …)` and `f.apply(o, …)`. */
function emitIndirect(emitter: Emitter, target: t.Expression, verb: string, args: Args): t.Expression {
  const callee = emitter.expression(target);
  const isOwnVerb = emitter.survey.names.get(verb)?.methods.some((facts) => facts.reaches) === true;
  const twin = isOwnVerb ? functionOrVerb(emitter, callee, verb) : chosen(emitter, callee);
  return resumed(emitter, t.callExpression(member(twin, verb), emitter.arguments(args)));
}

/** Where classes of the program have methods of that name as well: it shows at run time whose it is. */
function functionOrVerb(emitter: Emitter, target: t.Expression, verb: string): t.Expression {
  const o = emitter.scratch('$o');
  return t.conditionalExpression(
    t.binaryExpression(
      '===',
      t.unaryExpression('typeof', assign(o.name, target)),
      t.stringLiteral('function'),
    ),
    t.logicalExpression('??', member(o, '$g'), o),
    help('$ownVerb', o, t.stringLiteral(verb)),
  );
}

interface BoundCallee {
  readonly callee: t.Expression;
  readonly receiver: t.Expression | undefined;
}

function bindCallee(emitter: Emitter, callee: t.Expression | t.Super): BoundCallee {
  if (!t.isMemberExpression(callee)) return { callee: emitter.expression(callee), receiver: undefined };
  if (t.isSuper(callee.object)) return { callee: emitter.copy(callee), receiver: t.thisExpression() };
  const mutates = !callee.computed && t.isIdentifier(callee.property) && MUTATORS.has(callee.property.name);
  if (isPure(callee.object) && !mutates) {
    const object = emitter.expression(callee.object);
    const property = callee.computed ? emitter.expression(callee.property) : callee.property;
    return {
      callee: t.memberExpression(object, property as t.Expression, callee.computed),
      receiver: object,
    };
  }
  const holder =
    callee.computed && !isSymbolMember(callee.property) ? id(emitter.temporary()) : emitter.scratch('$o');
  const property = callee.computed ? emitter.expression(callee.property) : callee.property;
  const value = emitter.expression(callee.object);
  const object = assign(holder.name, mutates ? help('$mutated', value) : value);
  return { callee: t.memberExpression(object, property as t.Expression, callee.computed), receiver: holder };
}

export function dispatched(
  emitter: Emitter,
  callee: t.Expression,
  receiver: t.Expression | undefined,
  args: t.Expression[],
): t.Expression {
  const twin = chosen(emitter, callee);
  const call =
    receiver === undefined
      ? t.callExpression(twin, args)
      : t.callExpression(member(twin, 'call'), [receiver, ...args]);
  return resumed(emitter, call);
}

/** The twin of a function, or itself if it has none. */
function chosen(emitter: Emitter, callee: t.Expression): t.Expression {
  const f = emitter.scratch('$f');
  return t.logicalExpression('??', member(assign(f.name, callee), '$g'), f);
}

/** The result of a call that may have begun something that steps. */
function resumed(emitter: Emitter, call: t.Expression): t.Expression {
  const r = emitter.scratch('$r');
  return t.conditionalExpression(
    t.binaryExpression('instanceof', assign(r.name, call), id('$Steps')),
    yielded(r),
    r,
  );
}

/** A method of arrays, by the version of it in the realm. */
export function callingBack(name: string, args: t.Expression[]): t.Expression {
  return yielded(t.callExpression(member(member(member(id('$realm'), 'callbacks'), name), '$g'), args));
}
