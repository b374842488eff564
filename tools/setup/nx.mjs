import { inRepository } from './repository.mjs';

/**
 * @param {string} node
 * @param {string[]} words
 * @returns {[program: string, words: string[]]}
 */
export function nxCommand(node, words) {
  return [node, [inRepository('node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...words]];
}
