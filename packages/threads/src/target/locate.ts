/** Where the source of a function stands in its file, so that stack traces of the thread lead there. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Larger files are not searched. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** Counted from 0; 0, 0 if the text is not found there, or not only once. */
export function locate(text: string, url: string): { readonly line: number; readonly column: number } {
  const file = read(url);
  const at = file.length > LARGEST_BYTES ? -1 : file.indexOf(text);
  if (at < 0 || file.indexOf(text, at + 1) >= 0) return { line: 0, column: 0 };
  const before = file.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length - 1, column: at - start };
}

function read(url: string): string {
  try {
    return readFileSync(fileURLToPath(url), 'utf8');
  } catch {
    return '';
  }
}
