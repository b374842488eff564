/** Short ways to build the pieces of rewritten code. */
import * as t from '@babel/types';

export function id(name: string): t.Identifier {
  return t.identifier(name);
}

/** A call of a helper of the runtime. */
export function help(name: string, ...args: t.Expression[]): t.CallExpression {
  return t.callExpression(id(name), args);
}

export function member(object: t.Expression, name: string): t.MemberExpression {
  return t.memberExpression(object, id(name));
}

export function assign(target: string, value: t.Expression): t.AssignmentExpression {
  return t.assignmentExpression('=', id(target), value);
}

export function sequence(...expressions: t.Expression[]): t.Expression {
  return expressions.length === 1 ? (expressions[0] as t.Expression) : t.sequenceExpression(expressions);
}

export function yielded(argument: t.Expression): t.YieldExpression {
  return t.yieldExpression(argument);
}

/** Notes that something is about to change. */
export function noted(setter: t.Expression, object: t.Expression, old: t.Expression): t.Expression {
  return help('$log', setter, object, old);
}

/** Whether evaluating it twice is the same as once. */
export function isPure(node: t.Node): boolean {
  if (t.isIdentifier(node) || t.isThisExpression(node) || t.isSuper(node)) return true;
  if (t.isNumericLiteral(node) || t.isStringLiteral(node)) return true;
  return t.isMemberExpression(node) && t.isPrivateName(node.property) && isPure(node.object);
}
