/** Optional chains in code that may stop: each link is a step of its own at most. */
import * as t from '@babel/types';
import { assign, help, id, isPure, sequence, yielded } from './build.js';
import { callingBack, dispatched } from './dispatch.js';
import type { Emitter } from './emitter.js';
import type { Callee } from './facts.js';
import { isSymbolMember, symbolKey } from './member-names.js';
import { emitMutation, MUTATORS, readMember } from './members.js';
import { twinName } from './twin-names.js';

/** An optional chain, taken apart: each link is looked at before the next one. */
export function emitChain(
  emitter: Emitter,
  node: t.OptionalCallExpression | t.OptionalMemberExpression,
): t.Expression {
  if (!emitter.frame.steps) return emitter.copy(node);
  return finishChain(emitter, node, (whole) => whole);
}

type Rest = (value: t.Expression) => t.Expression;

/** Writes the chain up to `node`, and what `rest` makes of its value. */
function finishChain(emitter: Emitter, node: t.Expression, rest: Rest): t.Expression {
  if (t.isOptionalMemberExpression(node)) {
    return guard(emitter, node.object, node.optional, (object) => rest(readLink(emitter, node, object)));
  }
  if (!t.isOptionalCallExpression(node)) return rest(emitter.expression(node));
  const callee = emitter.survey.callees.get(node) ?? { kind: 'unknown' };
  const target = node.callee as t.Expression;
  if (t.isOptionalMemberExpression(target) || t.isMemberExpression(target)) {
    return guard(
      emitter,
      target.object as t.Expression,
      t.isOptionalMemberExpression(target) && target.optional,
      (object) => {
        const link = t.memberExpression(object, target.property as t.Expression, target.computed);
        if (!node.optional) return rest(callLink(emitter, node, callee, link));
        const f = emitter.temporary();
        const read = assign(f, sameLink(emitter, link));
        return absent(read, rest(dispatched(emitter, id(f), object, emitter.arguments(node.arguments))));
      },
    );
  }
  return guard(emitter, target, node.optional, (f) =>
    rest(dispatched(emitter, f, undefined, emitter.arguments(node.arguments))),
  );
}

/** Evaluates an object; ends the chain if it is absent and may be. */
function guard(emitter: Emitter, object: t.Expression, optional: boolean, rest: Rest): t.Expression {
  if (!optional) {
    return finishChain(emitter, object, (value) => {
      if (isPure(value)) return rest(value);
      const name = emitter.temporary();
      return sequence(assign(name, value), rest(id(name)));
    });
  }
  return finishChain(emitter, object, (value) => {
    const name = emitter.temporary();
    return absent(assign(name, value), rest(id(name)));
  });
}

function absent(value: t.Expression, otherwise: t.Expression): t.Expression {
  return t.conditionalExpression(
    t.binaryExpression('==', value, t.nullLiteral()),
    id('undefined'),
    otherwise,
  );
}

/** Objects of links are temporaries or pure, so that they need not be written again. */
function sameLink(emitter: Emitter, link: t.MemberExpression): t.Expression {
  const property = link.computed ? emitter.expression(link.property) : link.property;
  return t.memberExpression(link.object, property as t.Expression, link.computed);
}

function readLink(emitter: Emitter, node: t.OptionalMemberExpression, object: t.Expression): t.Expression {
  return readMember(emitter, object, node);
}

function callLink(
  emitter: Emitter,
  node: t.OptionalCallExpression,
  callee: Callee,
  link: t.MemberExpression,
): t.Expression {
  const args = emitter.arguments(node.arguments);
  if (callee.kind === 'private') {
    if (!callee.target.reaches) return t.callExpression(link, args);
    const name = twinName((link.property as unknown as t.PrivateName).id.name);
    const call = t.callExpression(t.memberExpression(link.object, t.privateName(id(name))), args);
    return callee.target.isGenerator ? call : yielded(call);
  }
  const name = linkName(link);
  if (name !== undefined && emitter.reach.manner(name) === 'plain') {
    return emitMutation(emitter, t.callExpression(sameLink(emitter, link) as t.MemberExpression, args), node);
  }
  if (callee.kind === 'callback-builtin') {
    return callingBack(callee.name, [link.object as t.Expression, ...args]);
  }
  if (callee.kind === 'builtin') return t.callExpression(sameLink(emitter, link), args);
  return dispatched(emitter, mutatedLink(emitter, link), link.object as t.Expression, args);
}

/** A link whose method may change the array that it is called on. */
function mutatedLink(emitter: Emitter, link: t.MemberExpression): t.Expression {
  const { object, property, computed } = link;
  if (computed || !t.isIdentifier(property) || !MUTATORS.has(property.name)) return sameLink(emitter, link);
  return t.memberExpression(help('$mutated', object as t.Expression), property);
}

function linkName(link: t.MemberExpression): string | undefined {
  if (!link.computed) return t.isIdentifier(link.property) ? link.property.name : undefined;
  return isSymbolMember(link.property) ? symbolKey(link.property) : undefined;
}
