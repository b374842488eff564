/**
 * The first code that runs in a process.
 *
 * The package is not loaded here: it must not use anything but its parameters and what the language itself offers.
 */
import type * as FileSystem from 'node:fs';
import type * as V8 from 'node:v8';
import type { Here } from '../table/here.js';
import type { encodeError } from '../transfer/encode-error.js';
import type { makeResolver, Require } from './make-resolver.js';
import type { runTask } from './run-task.js';
import type { Message, ProcessTask } from './wire.js';

export interface ProcessParts {
  readonly makeResolver: typeof makeResolver;
  readonly runTask: typeof runTask;
  readonly encodeError: typeof encodeError;
  /** Number of the file that the task came in and the outcome goes to. */
  readonly file: number;
}

export function bootProcess(require: Require, parts: ProcessParts, task: ProcessTask): void {
  const { ftruncateSync, writeSync } = require('node:fs') as typeof FileSystem;
  const { serialize } = require('node:v8') as typeof V8;

  /** The length of what follows comes last: half an outcome is none. */
  function write(message: Message): void {
    const bytes = serialize(message);
    ftruncateSync(parts.file, 0);
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(parts.file, bytes, written, bytes.length - written, 8 + written);
    }
    writeSync(parts.file, new Uint8Array(new Float64Array([bytes.length]).buffer), 0, 8, 0);
  }

  function tell(message: Message): void {
    // An error that comes too late for the outcome is printed by this process itself.
    if (message.how === 'late') return;
    write(message);
    if (process.connected) process.send?.(message.how, () => {});
    if (message.how === 'threw') process.exitCode = 1;
  }

  function canTravel(value: unknown): boolean {
    try {
      serialize(value);
      return true;
    } catch {
      return false;
    }
  }

  const globals = globalThis as Record<symbol, unknown>;
  const key = Symbol.for('@weft/threads:here');
  const here = Object.assign((globals[key] as Here | undefined) ?? { kind: 'main', bootstrapping: 0 }, {
    process: task.process,
  }) as Here;
  globals[key] = here;
  // What has started this process is not for its own children.
  process.execArgv = process.execArgv.slice(0, process.execArgv.lastIndexOf('--input-type=commonjs'));

  process.once('disconnect', () => process.exit(1));
  // Who has started this process says so once it has made sure that nothing is left of it when it dies itself.
  process.once('message', () => {
    process.channel?.unref();
    void parts.runTask(task, here, parts.makeResolver(require, here), {
      tell,
      encode: (thrown) => parts.encodeError(thrown, canTravel),
      prints: true,
      exit: (code) => {
        process.exitCode = code;
      },
    });
  });
}
