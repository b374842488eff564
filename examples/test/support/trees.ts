/** Folders to index, and what a plain look at them says: computed another way than the demo does it. */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A real source tree that nothing writes to while tests run. */
export const realTree: string = dirname(fileURLToPath(import.meta.resolve('@types/node/package.json')));

/** A folder that is removed at the end of its scope. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

export function temporaryFolder(): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'weft-demo-')));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** A tree with all that may need care. */
export function awkwardTree(): TemporaryFolder {
  const folder = temporaryFolder();
  const write = (name: string, content: string | Buffer) => writeFileSync(join(folder.path, name), content);
  mkdirSync(join(folder.path, 'below', 'empty'), { recursive: true });
  write('empty.txt', '');
  write('unfinished.txt', 'Word word WORD, no more\nno newline here');
  write('below/picture.bin', Buffer.from('not text\0word word word\n'));
  write('below/ünïcode näme.TXT', 'größe word\n');
  // Longer than the pieces in which files are read, with a word across the border.
  write('below/long.md', `${' '.repeat(2 ** 20 - 2)}across ${'x'.repeat(2 ** 20)} across\n`);
  write('README', 'a word without a type\n');
  symlinkSync(join(folder.path, 'below'), join(folder.path, 'loop'), 'junction');
  return folder;
}

/** A tree that is large enough to be interrupted in the middle. */
export function largeTree(): TemporaryFolder {
  const folder = temporaryFolder();
  const content = Buffer.alloc(2 ** 15, 'so many words in so many files\n');
  for (let i = 0; i < 2000; i += 1) writeFileSync(join(folder.path, `${i}.txt`), content);
  return folder;
}

/** Totals of a type. */
export interface Expected {
  files: number;
  bytes: number;
  lines: number;
  readonly words: Map<string, number>;
}

/** By type. */
export function lookAt(folder: string): Map<string, Expected> {
  const types = new Map<string, Expected>();
  for (const path of filesIn(folder)) {
    const content = readFileSync(path);
    const type = extname(path).toLowerCase() || '(none)';
    const expected = types.get(type) ?? { files: 0, bytes: 0, lines: 0, words: new Map() };
    types.set(type, expected);
    expected.files += 1;
    expected.bytes += content.length;
    if (content.subarray(0, 8000).includes(0)) continue;
    const text = content.toString('latin1');
    expected.lines += text.split('\n').length - 1;
    for (const run of text.match(/[a-z]+/gi) ?? []) {
      if (run.length < 3 || run.length > 16) continue;
      const word = run.toLowerCase();
      expected.words.set(word, (expected.words.get(word) ?? 0) + 1);
    }
  }
  return types;
}

/** SHA-256 of all files, by path below the folder. */
export function hashesOf(folder: string): Map<string, string> {
  const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
  return new Map(
    filesIn(folder).map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), hash(path)]),
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
