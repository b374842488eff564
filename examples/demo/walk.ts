/** Finds the files, in an order that does not depend on the file system. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UsageError } from './command-line.js';

export interface SourceFile {
  /** Path below the folder, with `/` on every system. */
  readonly path: string;
  /** Its type, as an index into the types of the tree. */
  readonly type: number;
  /** Its size when it was found: no more is read, so that a growing log file is the same for everybody. */
  readonly bytes: number;
}

/** What could not be read, and the system's word for why. */
export interface Problem {
  readonly path: string;
  readonly code: string;
}

/** A snapshot of a folder: what there is to count. Plain data, so it travels to workers as it is. */
export interface SourceTree {
  readonly folder: string;
  /** Sorted by path. */
  readonly files: readonly SourceFile[];
  readonly types: readonly string[];
  /** Folders, and files whose size could not be asked. */
  readonly problems: readonly Problem[];
  readonly links: number;
  /** Sockets, pipes and devices. */
  readonly specials: number;
}

/** Types beyond these are counted together: a cache may well have a thousand "extensions". */
const MOST_TYPES = 40;
const OTHER_TYPES = '(other)';

/** @throws UsageError if `folder` cannot be listed */
export function walk(folder: string): SourceTree {
  const found = new Finds(folder);
  const pending = [''];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    for (const entry of found.list(path)) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) pending.push(below);
      else found.add(below, entry);
    }
  }
  return found.tree();
}

class Finds {
  readonly #folder: string;
  readonly #sizes = new Map<string, number>();
  readonly #problems: Problem[] = [];
  #links = 0;
  #specials = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  list(path: string): Dirent[] {
    try {
      return readdirSync(join(this.#folder, path), { withFileTypes: true });
    } catch (error) {
      const { code = 'unknown error', message } = error as NodeJS.ErrnoException;
      if (path === '') throw new UsageError(explain(this.#folder, code) ?? message);
      this.#problems.push({ path, code });
      return [];
    }
  }

  add(path: string, entry: Dirent): void {
    if (entry.isSymbolicLink()) this.#links += 1;
    else if (!entry.isFile()) this.#specials += 1;
    else this.#measure(path);
  }

  tree(): SourceTree {
    // Compared by code units, not by the rules of a language: the same order on every machine.
    const paths = [...this.#sizes.keys()].sort();
    const types = commonTypes(paths);
    const files = paths.map((path) => ({
      path,
      type: Math.max(0, types.indexOf(typeOf(path))),
      bytes: this.#sizes.get(path) as number,
    }));
    return {
      folder: this.#folder,
      files,
      types,
      problems: this.#problems,
      links: this.#links,
      specials: this.#specials,
    };
  }

  #measure(path: string): void {
    try {
      this.#sizes.set(path, lstatSync(join(this.#folder, path)).size);
    } catch (error) {
      this.#problems.push({ path, code: (error as NodeJS.ErrnoException).code ?? 'unknown error' });
    }
  }
}

function explain(folder: string, code: string): string | undefined {
  if (code === 'ENOENT') return `There is no folder ${folder}.`;
  if (code === 'ENOTDIR') return `${folder} is not a folder.`;
  if (code === 'EACCES' || code === 'EPERM') return `You may not list the folder ${folder}.`;
  return undefined;
}

function typeOf(path: string): string {
  return extname(path).toLowerCase() || '(none)';
}

/** The types with the most files, behind the one that stands for all others. */
function commonTypes(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(typeOf(path), (counts.get(typeOf(path)) ?? 0) + 1);
  const common = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, MOST_TYPES);
  return [OTHER_TYPES, ...common.map(([type]) => type)];
}
