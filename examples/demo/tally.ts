/** What one thread finds out about the files that it reads. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pieces } from './pieces.js';
import type { SourceFile } from './walk.js';
import { TextCounter, type WordCounts } from './words.js';

export interface FileFacts {
  readonly sha256: string;
  readonly bytes: number;
  /** 0 in binary files. */
  readonly lines: number;
}

/** A file that could be read, or the code of the error. */
export type FileRow = FileFacts | { readonly problem: string };

/** Git's rule of thumb: a file with a NUL among its first bytes is not text. */
const LOOKED_AT_FOR_NUL = 8000;

export class Tally {
  /** By the number of the file. */
  readonly rows: Map<number, FileRow> = new Map();
  /** By type. */
  readonly words: readonly WordCounts[];
  readonly #folder: string;

  /** @param types how many types of files there are */
  constructor(folder: string, types: number) {
    this.#folder = folder;
    this.words = Array.from({ length: types }, () => new Map());
  }

  /** Reads a file, the one with that number. */
  read(number: number, file: SourceFile): FileRow {
    const row = this.#examine(file);
    this.rows.set(number, row);
    return row;
  }

  #examine({ path, type, bytes: size }: SourceFile): FileRow {
    const hash = createHash('sha256');
    const text = new TextCounter(this.words[type] as WordCounts);
    let bytes = 0;
    let isText = true;
    try {
      for (const piece of pieces(join(this.#folder, path), size)) {
        if (bytes === 0) isText = !piece.subarray(0, LOOKED_AT_FOR_NUL).includes(0);
        bytes += piece.length;
        hash.update(piece);
        if (isText) text.add(piece);
      }
    } catch (error) {
      return { problem: (error as NodeJS.ErrnoException).code ?? 'unknown error' };
    }
    text.end();
    return { sha256: hash.digest('hex'), bytes, lines: text.lines };
  }
}
