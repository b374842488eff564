/** A pipe that becomes readable again and again, and how long that goes on. */
import { readSync, writeSync } from 'node:fs';
import { pipe } from '@weft/native-epoll';

const [, , milliseconds, ...words] = process.argv;

/** What else is said on the command line. */
export const moreWords: readonly string[] = words;

const [reader, writer] = pipe();
const byte = Buffer.alloc(1);
let operations = 0;
let counted = 0;
let began = 0n;

/** The end to be watched for reading. */
export const fd: number = reader.fileno();

/** Makes it readable for the first time. */
export function begin(): void {
  began = process.hrtime.bigint();
  beat();
}

/** Takes an event; whether there is to be another one. */
export function taken(): boolean {
  counted += readSync(fd, byte);
  if (process.hrtime.bigint() - began < BigInt(milliseconds ?? 0) * 1_000_000n) {
    beat();
    return true;
  }
  const nanoseconds = Number(process.hrtime.bigint() - began);
  console.log(JSON.stringify({ operations, counted, nanoseconds }));
  return false;
}

function beat(): void {
  operations += 1;
  writeSync(writer.fileno(), byte);
}
