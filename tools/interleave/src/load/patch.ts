/** Changes to the text of the built packages, by which constants become smaller and mutants are made. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** A small change of the code under test. */
export interface Mutation {
  /** Where: the end of the path of a source file, such as `atomics/src/mutex/mutex.ts`. */
  readonly file: string;
  /** What is replaced, as it stands in the built package; white space counts as one space. Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** Numbers to use instead of those in the source, by file (as in `Mutation`) and name. */
export type Constants = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Wanted {
  readonly file: string;
  readonly pattern: RegExp;
  /** What the match, or its first group if there is one, becomes. */
  readonly replacement: string;
  readonly what: string;
  found: number;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is to be changed, and whether all of it was found. */
export class Patches {
  readonly #wanted: readonly Wanted[];

  constructor(mutations: readonly Mutation[], constants: Constants) {
    this.#wanted = [
      ...mutations.map(wantedMutation),
      ...Object.entries(constants).flatMap(([file, values]) =>
        Object.entries(values).map(([name, value]) => wantedConstant(file, name, value)),
      ),
    ];
  }

  get isEmpty(): boolean {
    return this.#wanted.length === 0;
  }

  /** The text of a built file with the changes of its sources; it keeps its lines, and so its map. */
  apply(path: string, text: string): string {
    const map = `${path}.map`;
    if (!existsSync(map)) return text;
    const sources = new Sources(map, text);
    const edits = this.#wanted.flatMap((wanted) => editsOf(wanted, sources, text));
    return edited(text, edits);
  }

  /** @throws Error if something was not found exactly once */
  check(): void {
    for (const { file, what, found } of this.#wanted) {
      if (found === 1) continue;
      throw new Error(
        `${JSON.stringify(what)} occurs ${found} times in ${file}, as built; it must occur once`,
      );
    }
  }
}

function wantedMutation({ file, find, replace }: Mutation): Wanted {
  const words = find.trim().split(/\s+/).map(escaped);
  return { file, pattern: new RegExp(words.join('\\s+'), 'dg'), replacement: replace, what: find, found: 0 };
}

function wantedConstant(file: string, name: string, value: number): Wanted {
  // The bundler numbers names that several files have.
  const pattern = new RegExp(`(?<![\\w.$])${escaped(name)}\\d*\\s*[=:](?!=)\\s*([^,;\\n]+)`, 'dg');
  return { file, pattern, replacement: String(value), what: name, found: 0 };
}

function editsOf(wanted: Wanted, sources: Sources, text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { indices } of text.matchAll(wanted.pattern)) {
    const [whole, part = whole] = indices as unknown as [[number, number], [number, number]?];
    if (!sources.fileAt(whole[0]).endsWith(wanted.file)) continue;
    wanted.found += 1;
    const [start, end] = part;
    edits.push({ start, end, text: onAsManyLines(wanted.replacement, text.slice(start, end)) });
  }
  return edits;
}

/** So that what follows stays on its line. */
function onAsManyLines(replacement: string, replaced: string): string {
  const missing = linesOf(replaced) - linesOf(replacement);
  return missing >= 0 ? replacement + '\n'.repeat(missing) : replacement.replaceAll('\n', ' ');
}

function linesOf(text: string): number {
  return text.split('\n').length;
}

function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start)) {
    if (start < from) throw new Error('two changes of the code under test overlap');
    result += text.slice(from, start) + replacement;
    from = end;
  }
  return result + text.slice(from);
}

/** Which source each part of a built file is of. */
class Sources {
  readonly #map: TraceMap;
  readonly #folder: string;
  readonly #lineStarts: number[] = [0];

  constructor(map: string, text: string) {
    this.#map = new TraceMap(readFileSync(map, 'utf8'));
    this.#folder = dirname(map);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  fileAt(offset: number): string {
    const line = this.#lineStarts.findLastIndex((start) => start <= offset);
    const column = offset - (this.#lineStarts[line] as number);
    const { source } = originalPositionFor(this.#map, { line: line + 1, column });
    return source === null ? '' : resolve(this.#folder, source);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
