import { expect, it } from 'vitest';
import { execArgvIn, inheritedExecArgv } from '../dist/launch/exec-arguments.js';
import { startNode } from './support/run-program.js';

it('keeps options that say how to run, not what', () => {
  expect(
    inheritedExecArgv([
      '--enable-source-maps',
      '-e',
      'code',
      '--input-type=module',
      '--input-type',
      'commonjs',
      '--import',
      './x.js',
      '--eval=code',
      '-i',
      '--watch',
      '--max-old-space-size=100',
    ]),
  ).toEqual(['--enable-source-maps', '--import', './x.js', '--max-old-space-size=100']);
  expect(inheritedExecArgv()).toEqual(inheritedExecArgv(process.execArgv));
});

it('reads NODE_OPTIONS as Node does', () => {
  expect(execArgvIn('')).toEqual([]);
  expect(execArgvIn(' --a  --import=./x.js ')).toEqual(['--a', '--import=./x.js']);
  const quoted = String.raw`--import "a b" --c="d \"e\" \\f"g`;
  expect(execArgvIn(quoted)).toEqual(['--import', 'a b', String.raw`--c=d "e" \fg`]);
});

it('loads what --import names in threads and processes before anything else', async () => {
  const index = new URL('../dist/index.js', import.meta.url).href;
  const preload = (name: string) =>
    `data:text/javascript,${encodeURIComponent(`(globalThis.loaded ??= []).push('${name}')`)}`;
  const code = `import(${JSON.stringify(index)}).then(async ({ Thread, Process }) => {
    const target = () => globalThis.loaded.join();
    console.log(await new Thread({ target }).start().result, await new Process({ target }).start().result);
    const nested = async (index) => {
      const { Thread } = await import(index);
      return new Thread({ target: () => globalThis.loaded.join() }).start().result;
    };
    console.log(await new Process({ target: nested, args: [${JSON.stringify(index)}] }).start().result);
  })`;
  const env = { NODE_OPTIONS: `--import="${preload('one')}"` };
  const { stdout, stderr } = await startNode(['--import', preload('two'), '-e', code], false, env).ending;
  expect({ stdout, stderr }).toEqual({ stdout: 'one,two one,two\none,two', stderr: '' });
});
