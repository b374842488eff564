/** Accesses of array elements without `Atomics`: steps where the array is shared. */
import * as t from '@babel/types';
import { assign, help, id, isPure, member, sequence, yielded } from './build.js';
import type { Emitter } from './emitter.js';

/** Methods of typed arrays that read or write elements, for which the runtime has versions that stop first. */
export const BULK: ReadonlySet<string> = new Set(['set', 'fill', 'copyWithin', 'slice']);

/** Methods of `DataView`, whose names nothing else has. */
export const DATA_VIEW: RegExp = /^[gs]et(Int8|Uint8|(Int|Uint|Float)(16|32)|Float64|Big(Int|Uint)64)$/;

/** A call of such a method. */
export function emitDataView(emitter: Emitter, node: t.CallExpression, name: string): t.Expression {
  const { object } = node.callee as t.MemberExpression;
  const args = emitter.arguments(node.arguments);
  const view = emitter.expression(object as t.Expression);
  return yielded(help('$dataView', siteOf(emitter, node), view, t.stringLiteral(name), ...args));
}

/** Whether that is an element of what may be a typed array. */
export function mayBeElement(emitter: Emitter, node: t.MemberExpression): boolean {
  return isElement(node) && emitter.survey.arrays.may(node.object);
}

/** Whether a member is told by a number, as far as can be seen. */
export function isElement(node: t.Node): node is t.MemberExpression {
  if (!t.isMemberExpression(node) || !node.computed) return false;
  return !t.isStringLiteral(node.property) && !isSymbol(node.property);
}

function isSymbol(node: t.Node): boolean {
  return t.isMemberExpression(node) && t.isIdentifier(node.object, { name: 'Symbol' });
}

interface Element {
  readonly first: t.Expression[];
  readonly array: t.Expression;
  readonly index: t.Expression;
}

/** Array and index, each evaluated once. */
function elementOf(emitter: Emitter, node: t.MemberExpression): Element {
  const first: t.Expression[] = [];
  const once = (value: t.Expression) => {
    if (isPure(value)) return value;
    const name = emitter.temporary();
    first.push(assign(name, value));
    return id(name);
  };
  const array = once(emitter.expression(node.object));
  return { first, array, index: once(emitter.expression(node.property)) };
}

function siteOf(emitter: Emitter, node: t.Node): t.NumericLiteral {
  return t.numericLiteral(emitter.sites.numberOf(node, emitter.within));
}

export function emitElementRead(emitter: Emitter, node: t.MemberExpression): t.Expression {
  const { first, array, index } = elementOf(emitter, node);
  return sequence(...first, read(emitter, node, array, index));
}

function read(emitter: Emitter, node: t.Node, array: t.Expression, index: t.Expression): t.Expression {
  return t.conditionalExpression(
    help('$isSharedElement', array, index),
    yielded(help('$read', array, index, t.numericLiteral(1), siteOf(emitter, node))),
    t.memberExpression(array, index, true),
  );
}

/** `array[index] = value` and its like: `value` is told what stood there, if it asks. */
export function emitElementWrite(
  emitter: Emitter,
  node: t.MemberExpression,
  value: (old: () => t.Expression) => t.Expression,
): t.Expression {
  const { first, array, index } = elementOf(emitter, node);
  const written = value(() => read(emitter, node, array, index));
  const name = emitter.temporary();
  return sequence(
    ...first,
    assign(name, written),
    t.conditionalExpression(
      help('$isSharedElement', array, index),
      yielded(help('$write', array, index, t.numericLiteral(1), id(name), siteOf(emitter, node))),
      sequence(
        help('$logAt', array, index),
        t.assignmentExpression('=', t.memberExpression(array, index, true), id(name)),
      ),
    ),
  );
}

/** `array[index] += 1` in the short form, whose value is the old one if the sign stands behind. */
export function emitElementUpdate(
  emitter: Emitter,
  node: t.UpdateExpression,
  target: t.MemberExpression,
): t.Expression {
  const sign = node.operator === '++' ? '+' : '-';
  const kept = emitter.temporary();
  const changed = emitElementWrite(emitter, target, (old) =>
    t.binaryExpression(sign, assign(kept, old()), t.numericLiteral(1)),
  );
  return node.prefix ? changed : sequence(changed, id(kept));
}

/** A call of a method that goes over many elements of what may be a typed array. */
export function emitBulk(emitter: Emitter, node: t.CallExpression, name: string): t.Expression {
  const { object } = node.callee as t.MemberExpression;
  const args = [emitter.expression(object as t.Expression), ...emitter.arguments(node.arguments)];
  return yielded(t.callExpression(member(id('$bulk'), name), [siteOf(emitter, node), ...args]));
}
