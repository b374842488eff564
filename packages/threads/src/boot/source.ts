/**
 * The boot code as text. It travels as such, because a file of this package may not be there any more: a bundler may
 * have made one file of a whole program. And it is a script without imports, because loading `@weft/atomics` takes longer
 * than all else that a worker does before its first line.
 */
import { STARTER_KEY } from '../table/here.js';
import { SLOT } from '../table/layout.js';
import { nameHelper } from '../target/name-helper.js';
import { encodeError } from '../transfer/encode-error.js';
import { bootProcess } from './boot-process.js';
import { bootThread } from './boot-thread.js';
import { makeResolver } from './make-resolver.js';
import { printDirectly } from './print-directly.js';
import { runTask } from './run-task.js';

const HELPERS = `const ${nameHelper} = (value) => value;`;

/** Number of the file in a process that its task comes in. */
export const TASK_FILE = 4;

function parts(functions: Readonly<Record<string, (...args: never[]) => unknown>>): string {
  return Object.entries(functions)
    .map(([name, part]) => `${name}: ${part}`)
    .join(',\n');
}

/** A script for `new Worker(…, { eval: true })`. */
export const threadBoot: string = `'use strict'; ${HELPERS}
(${bootThread})(require, { ${parts({ makeResolver, runTask, encodeError, printDirectly })}, SLOT: ${JSON.stringify(SLOT)}, STARTER_KEY: '${STARTER_KEY}' });`;

/** An expression: the function to call with `require` and the task. */
export const processBoot: string = `(() => { 'use strict'; ${HELPERS}
return (require, task) => (${bootProcess})(require, { ${parts({ makeResolver, runTask, encodeError })}, file: ${TASK_FILE} }, task); })()`;

/** What a process is started with (`node -e`): it finds all else in its file. What is evaluated imports as this script does. */
export const processStub: string = [
  `const task = require('node:v8').deserialize(require('node:fs').readFileSync(${TASK_FILE}));`,
  '(0, eval)(task.boot)(require, task);',
].join(' ');
