#!/usr/bin/env node
/** `weft-shm`: looks at the named regions of this machine, and clears them away. */
import { WeftError } from '@weft/atomics';
import { EXIT, run } from './run.js';

try {
  process.exitCode = run(process.argv.slice(2), {
    say: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`weft-shm: ${text}\n`),
  });
} catch (error) {
  if (!(error instanceof WeftError)) throw error;
  process.stderr.write(`weft-shm: ${error.message}\n`);
  process.exitCode = EXIT.FAILED;
}
