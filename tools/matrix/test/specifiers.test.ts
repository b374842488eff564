import { expect, it } from 'vitest';
import { importsOf, replaceBare } from '../stage/specifiers.ts';

const code = `import { a } from 'one';
import b, { type } from "@scope/two/deep"; export * from './near.js';
import 'node:fs';
const c = await import('three');
const d = await import(new URL('./four.js', import.meta.url));
const text = "import 'five'";
`;

it('replaces bare specifiers, in lines that stay where they are', () => {
  const replaced = replaceBare(code, (specifier) => `../${specifier.replaceAll('/', '-')}.js`);
  expect(replaced).toBe(`import { a } from '../one.js';
import b, { type } from "../@scope-two-deep.js"; export * from './near.js';
import 'node:fs';
const c = await import("../three.js");
const d = await import(new URL('./four.js', import.meta.url));
const text = "import 'five'";
`);
});

it('lists what is imported, and how', () => {
  expect(importsOf(code)).toEqual([
    { specifier: 'one', dynamic: false },
    { specifier: '@scope/two/deep', dynamic: false },
    { specifier: './near.js', dynamic: false },
    { specifier: 'node:fs', dynamic: false },
    { specifier: 'three', dynamic: true },
  ]);
});
