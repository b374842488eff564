/**
 * Lets what a worker prints go straight to the file descriptors of the process. By itself Node hands it to the thread
 * that has started the worker, which prints it when it gets round to it; and the worker does not end before that, so
 * a thread that blocks until its worker has ended would wait for ever.
 *
 * This runs in workers that have not loaded the package: it must not use anything but its parameters and what the
 * language itself offers.
 */
import type * as FileSystem from 'node:fs';
import type { Require } from './make-resolver.js';

export function printDirectly(require: Require): void {
  const { writeSync } = require('node:fs') as typeof FileSystem;
  const pause = new Int32Array(new SharedArrayBuffer(4));

  function writeAll(file: number, bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) {
      try {
        written += writeSync(file, bytes, written);
      } catch (error) {
        // A pipe whose reader is slow.
        if ((error as { code?: string }).code !== 'EAGAIN') throw error;
        Atomics.wait(pause, 0, 0, 1);
      }
    }
  }

  interface Raw {
    _write: (chunk: string | Uint8Array, encoding: BufferEncoding, done: (error?: unknown) => void) => void;
    _writev: null;
  }

  function redirect(stream: Raw, file: number): void {
    stream._write = (chunk, encoding, done) => {
      try {
        writeAll(file, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
        done();
      } catch (error) {
        done(error);
      }
    };
    stream._writev = null;
  }

  for (const [name, file] of [
    ['stdout', 1],
    ['stderr', 2],
  ] as const) {
    // The stream is only made when somebody prints.
    const original = Object.getOwnPropertyDescriptor(process, name);
    let stream: Raw | undefined;
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (stream === undefined) {
          stream = (original?.get?.call(process) ?? original?.value) as Raw;
          redirect(stream, file);
        }
        return stream;
      },
    });
  }
}
