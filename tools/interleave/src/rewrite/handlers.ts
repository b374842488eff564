/** Which nodes are written in a way of their own. */
import * as t from '@babel/types';
import { emitAwait, emitCall, emitNew, emitYield } from './calls.js';
import { emitChain } from './chains.js';
import { emitClass } from './classes.js';
import type { Emitter, Handlers } from './emitter.js';
import { emitForOf, emitSpread } from './iteration.js';
import { emitAssignment, emitDelete, emitMemberRead, emitUpdate, emitVariables } from './members.js';
import { emitClosure, emitDeclaration } from './twins.js';

export const HANDLERS: Handlers = {
  declaration: emitDeclaration,
  nodes: {
    CallExpression: emitCall,
    OptionalCallExpression: emitChain,
    OptionalMemberExpression: emitChain,
    NewExpression: emitNew,
    AwaitExpression: emitAwait,
    YieldExpression: emitYield,
    AssignmentExpression: emitAssignment,
    UpdateExpression: emitUpdate,
    UnaryExpression: emitDelete,
    MemberExpression: emitMemberRead,
    FunctionExpression: emitClosure,
    ArrowFunctionExpression: emitClosure,
    ObjectMethod: emitClosure,
    ClassDeclaration: emitClass,
    ClassExpression: emitClass,
    ForOfStatement: (emitter: Emitter, node: t.ForOfStatement) => emitForOf(emitter, node, undefined),
    LabeledStatement: emitLabeled,
    ObjectExpression: emitObject,
    SpreadElement: emitSpread,
    VariableDeclaration: emitVariables,
    BlockStatement: (emitter: Emitter, node: t.BlockStatement) =>
      t.blockStatement(emitter.statements(node.body), node.directives),
  },
};

function emitLabeled(emitter: Emitter, node: t.LabeledStatement): t.Statement {
  return t.isForOfStatement(node.body) ? emitForOf(emitter, node.body, node.label) : emitter.copy(node);
}

/** What is spread into an object is not iterated. */
function emitObject(emitter: Emitter, node: t.ObjectExpression): t.ObjectExpression {
  return t.objectExpression(
    node.properties.flatMap((property) =>
      t.isSpreadElement(property)
        ? t.spreadElement(emitter.expression(property.argument))
        : (emitter.nodes(property) as t.ObjectExpression['properties']),
    ),
  );
}
