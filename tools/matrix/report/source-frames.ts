/** Brings failures from the stage back to the sources. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Failure } from '../host/messages.ts';

export class SourceFrames {
  readonly #stage: string;
  /** A staged module's place, as runtimes write it: as a path, a file URL, or an address of the page server. */
  readonly #place: RegExp;
  readonly #maps = new Map<string, TraceMap | undefined>();

  constructor(stage: string) {
    this.#stage = stage;
    const root = `(?:/${basename(stage)}|://127\\.0\\.0\\.1:\\d+)`;
    this.#place = new RegExp(`[^\\s()]*${root}/((?!host/)[^\\s():?]+\\.[jt]s)[^\\s():]*:(\\d+):(\\d+)`);
  }

  /** The failure with a stack that holds only frames of what was staged, in their sources. */
  mapped({ message, diff, stack }: Failure): Failure {
    const frames = stack.split('\n').filter((line) => /^\s*at\s/.test(line));
    const own = frames.filter((line) => this.#place.test(line));
    // An error of the host itself has no others.
    const shown = own.length > 0 ? own : frames;
    return {
      message: stripVTControlCharacters(message),
      ...(diff !== undefined && { diff: stripVTControlCharacters(diff) }),
      stack: shown.map((frame) => `    ${this.#mapLine(frame.trim())}`).join('\n'),
    };
  }

  #mapLine(frame: string): string {
    return frame.replace(this.#place, (_place, module: string, line: string, column: string) => {
      // Some runtimes have followed the map by themselves: then this is a source already, and has none.
      const map = this.#mapOf(module);
      const original = map && originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
      if (original?.source == null) return `${module}:${line}:${column}`;
      const source = posix.join(posix.dirname(module), original.source);
      return `${source}:${original.line}:${original.column + 1}`;
    });
  }

  #mapOf(module: string): TraceMap | undefined {
    if (!this.#maps.has(module)) {
      const file = join(this.#stage, `${module}.map`);
      this.#maps.set(module, existsSync(file) ? new TraceMap(readFileSync(file, 'utf8')) : undefined);
    }
    return this.#maps.get(module);
  }
}
