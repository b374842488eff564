import { expect, it } from 'vitest';
import { startNode, startProgram } from './support/run-program.js';

it('a program of CommonJS has all three kinds of target, subclasses and shared objects', async () => {
  const { code, stdout } = await startProgram('commonjs.cjs').ending;
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: JSON.stringify([
      'required',
      true,
      'function',
      'thread of true',
      'process of true',
      'run of true',
      'exported',
    ]),
  });
});

it.each([[[]], [['--input-type=module']]])('a program on the command line works (%j)', async (options) => {
  const index = new URL('../dist/index.js', import.meta.url).href;
  const code = `import(${JSON.stringify(index)}).then(async ({ Thread, Process }) => {
    const target = () => import('node:path').then(({ basename }) => basename('/a/b'));
    console.log(await new Thread({ target }).start().result, await new Process({ target }).start().result);
  })`;
  const { stdout, stderr } = await startNode([...options, '-e', code]).ending;
  expect({ stdout, stderr }).toEqual({ stdout: 'b b', stderr: '' });
});
