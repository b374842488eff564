import { expect, it } from 'vitest';
import { missingPeer, optionalPeers } from '../peers.ts';
import type { Manifest } from '../workspace.ts';

const manifest: Manifest = {
  name: '@weft/example',
  version: '0.0.0',
  exports: {},
  peerDependencies: { needed: '1', '@scope/extra': '^2.0.0' },
  peerDependenciesMeta: { '@scope/extra': { optional: true } },
};

it('tells optional peers from those that are always needed', () => {
  expect(optionalPeers(manifest)).toEqual({ '@scope/extra': '^2.0.0' });
});

it.each([
  ['an import', "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@scope/extra' imported from index.js"],
  ['a check of types', "index.d.ts(6,36): error TS2307: Cannot find module '@scope/extra' or its types."],
  ['a file of it', "Cannot find module '@scope/extra/deep' or its types."],
])('finds the optional peer that %s misses', (_, message) => {
  expect(missingPeer(message, manifest)).toBe('@scope/extra');
});

it.each([
  ['another package', "Cannot find package 'needed' imported from index.js"],
  [
    'a package whose name only begins like that',
    "Cannot find package '@scope/extra-more' imported from index.js",
  ],
  ['something else', 'SyntaxError: Unexpected token'],
])('does not excuse a failure for %s', (_, message) => {
  expect(missingPeer(message, manifest)).toBeUndefined();
});
