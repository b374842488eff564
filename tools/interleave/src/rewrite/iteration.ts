/** Loops over what may stop between its items. */
import * as t from '@babel/types';
import { help, id, member, yielded } from './build.js';
import type { Emitter } from './emitter.js';

export function emitForOf(
  emitter: Emitter,
  node: t.ForOfStatement,
  label: t.Identifier | undefined,
): t.Statement {
  if (!node.await && !(emitter.frame.steps && mayStopBetween(emitter, node.right))) {
    const copied = emitter.copy(node);
    return label === undefined ? copied : t.labeledStatement(label, copied);
  }
  const iterator = emitter.fresh('i');
  const source = help(node.await ? '$iterateLater' : '$iterate', emitter.expression(node.right));
  const begun = node.await ? yielded(source) : source;
  const item = member(id(iterator), 'value');
  const taken = t.isVariableDeclaration(node.left)
    ? t.variableDeclaration(node.left.kind, [
        t.variableDeclarator((node.left.declarations[0] as t.VariableDeclarator).id, item),
      ])
    : t.expressionStatement(t.assignmentExpression('=', node.left as t.Identifier, item));
  const body = t.isBlockStatement(node.body)
    ? emitter.statements(node.body.body)
    : emitter.statement(node.body);
  const next = yielded(t.callExpression(member(id(iterator), 'step'), []));
  const more = node.await ? landed(iterator, next) : next;
  const loop = t.whileStatement(more, t.blockStatement([taken, ...body]));
  const close = yielded(t.callExpression(member(id(iterator), 'close'), []));
  const closing = node.await ? yielded(help('$await', close)) : close;
  return t.blockStatement([
    t.variableDeclaration('const', [t.variableDeclarator(id(iterator), begun)]),
    t.tryStatement(
      t.blockStatement([label === undefined ? loop : t.labeledStatement(label, loop)]),
      null,
      t.blockStatement([t.expressionStatement(closing)]),
    ),
  ]);
}

/** Awaits what an asynchronous iterator promises. */
function landed(iterator: string, promise: t.Expression): t.Expression {
  return t.callExpression(member(id(iterator), 'land'), [yielded(help('$await', promise))]);
}

/** `...items` in a call or an array. */
export function emitSpread(emitter: Emitter, node: t.SpreadElement): t.SpreadElement {
  if (!emitter.frame.steps || !mayStopBetween(emitter, node.argument)) return emitter.copy(node);
  return t.spreadElement(yielded(help('$collect', emitter.expression(node.argument))));
}

function mayStopBetween(emitter: Emitter, source: t.Expression): boolean {
  const callee = emitter.survey.callees.get(source);
  switch (callee?.kind) {
    case 'function':
    case 'private':
      return callee.target.isGenerator;
    case 'named': {
      const named = emitter.survey.names.get(callee.name);
      return named !== undefined && (named.unknown || named.methods.some((facts) => facts.isGenerator));
    }
    case 'unknown':
      return true;
    default:
      return false;
  }
}
