import { defaultExceptHook, setExceptHook } from '@weft/threads';
import { expect, it } from 'vitest';
import { runProgram } from './support/run-program.js';

it('is a function, and can be put back', () => {
  const mine = () => {};
  expect(setExceptHook(mine)).toBe(defaultExceptHook);
  expect(setExceptHook(defaultExceptHook)).toBe(mine);
  expect(() => setExceptHook(5 as never)).toThrow(/hook/);
});

it.each(['thread', 'process'])(
  'prints the error of a %s with its name, stack and causes; the program goes on',
  async (kind) => {
    const { code, stdout, stderr } = await runProgram('unobserved', kind);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'the program went on' });
    expect(stderr).toMatch(
      new RegExp(
        `^Exception in ${kind} "lonely":\\nRangeError: nobody asks\\n +at fails .*unobserved\\.js:.*Started: ${kind} "lonely" was started here\\n +at .*unobserved\\.js`,
        's',
      ),
    );
    expect(stderr.match(/nobody asks/g)).toHaveLength(1);
  },
);

it('prints both errors if the hook fails', async () => {
  const { code, stderr } = await runProgram('unobserved', 'thread', 'failing-hook');
  expect(code).toBe(0);
  expect(stderr).toMatch(/RangeError: nobody asks.*Error: the hook failed/s);
});

it('says nothing of a thread that ends by ThreadExit', async () => {
  const { code, stderr } = await runProgram('unobserved', 'exit');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
