/** Contenders in other languages: programs that do a round's work and print JSON about it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Unavailable } from './contender.js';

const run = promisify(execFile);

/** Runs a program and returns its output. @throws Unavailable if there is no such program */
export async function outputOf(program: string, args: readonly string[], help: string): Promise<string> {
  try {
    const { stdout } = await run(program, args, { maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Unavailable(`${program} was not found: ${help}`);
  }
}

/** Runs a program that prints JSON. @throws Unavailable if there is no such program */
export async function runProgram<T>(program: string, args: readonly string[], help: string): Promise<T> {
  return JSON.parse(await outputOf(program, args, help)) as T;
}
