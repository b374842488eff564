/** The host in Node, Bun and Deno: one process per job. Arguments: the job, and the file that takes the report. */
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { carryOut, reportStray } from './carry-out.ts';
import type { Job, Message } from './messages.ts';

const [job, reportFile] = process.argv.slice(2) as [string, string];

// Written at once, line by line: what was reported is safe, whatever the test does to the process next. (Standard
// output would mix with what tests and their threads print.)
const report = (message: Message) => appendFileSync(reportFile, `${JSON.stringify(message)}\n`);

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => reportStray(error, report));
}

await carryOut(JSON.parse(job) as Job, new URL('../', import.meta.url).href, report);

// Threads that a test has left behind must not keep the process alive: the next file is waiting.
process.exit(0);
