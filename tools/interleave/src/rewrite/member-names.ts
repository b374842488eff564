/** How members are told apart by their names. */
import * as t from '@babel/types';
import { BUILTIN_NAMES } from './builtin-names.js';

/** Private accessors and methods of one name are different things. */
export function privateKey(kind: string, name: string): string {
  return kind === 'method' ? name : `${kind} ${name}`;
}

/** `Symbol.dispose` and the like as the name of a member. */
export function symbolKey(node: t.Node): string {
  return `@@${((node as t.MemberExpression).property as t.Identifier).name}`;
}

export function isSymbolMember(node: t.Node): node is t.MemberExpression {
  return (
    t.isMemberExpression(node) &&
    t.isIdentifier(node.object, { name: 'Symbol' }) &&
    t.isIdentifier(node.property)
  );
}

/** Whether something of the runtime may have a member of that name. */
export function mayBeBuiltin(name: string): boolean {
  return BUILTIN_NAMES.has(name) || name.startsWith('@@');
}
