/**
 * The file between a process and its parent: the task goes in, the outcome comes back. Unlike a pipe it never fills up, so
 * neither side waits for the other: a parent may block until its child has ended, however much the child has to say. It
 * has no name, so nothing is left of it when both are gone.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Message, ProcessTask } from '../boot/wire.js';

/** In front of an outcome stands its length. */
const HEADER_BYTES = 8;

/** Memory, where there is such a folder. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export class TaskFile {
  readonly file: number;
  #open = true;

  constructor(task: ProcessTask) {
    this.file = openNameless();
    try {
      const bytes = serialize(task);
      // At positions, because the child reads from where its copy of the descriptor stands: at the start.
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.file, bytes, written, bytes.length - written, written);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What the process has told last, if it has. */
  read(): Message | undefined {
    if (!this.#open) return undefined;
    const header = new Float64Array(1);
    if (readSync(this.file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
    const length = header[0] as number;
    // Before it tells anything, the file holds its task.
    if (!(length > 0) || fstatSync(this.file).size !== HEADER_BYTES + length) return undefined;
    const bytes = new Uint8Array(length);
    for (let read = 0; read < length; ) {
      const some = readSync(this.file, bytes, read, length - read, HEADER_BYTES + read);
      if (some === 0) return undefined;
      read += some;
    }
    return deserialize(bytes) as Message;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.file);
  }
}

function openNameless(): number {
  const path = join(folder, `weft-task-${process.pid}-${crypto.randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}
