#!/usr/bin/env node
/** `weft-manager`: serves shared objects, and looks at servers. */
import { WeftError } from '@weft/atomics';
import { EXIT } from './command-line.js';
import { run } from './run.js';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  process.exitCode = await run(process.argv.slice(2), {
    say: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`weft-manager: ${text}\n`),
    screen: process.stdout.isTTY ? process.stdout : undefined,
    interrupted: interrupted.signal,
  });
} catch (error) {
  if (!(error instanceof WeftError)) throw error;
  process.stderr.write(`weft-manager: ${error.message}\n`);
  process.exitCode = EXIT.FAILED;
}
