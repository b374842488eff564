import { init, parse } from 'es-module-lexer';
import MagicString from 'magic-string';

await init;

/** What one module imports by specifiers that are written out. */
export interface Import {
  readonly specifier: string;
  readonly dynamic: boolean;
}

export function importsOf(code: string): Import[] {
  return parse(code)[0].flatMap(({ n: specifier, d: position }) =>
    specifier === undefined ? [] : [{ specifier, dynamic: position >= 0 }],
  );
}

/** Whether a specifier names a package: it is neither a path, nor a URL, nor a built-in module. */
function isBare(specifier: string): boolean {
  return !/^([./#]|[a-z][a-z+.-]*:)/i.test(specifier);
}

/** Replaces bare specifiers. Lines stay where they are, so source maps stay right. */
export function replaceBare(code: string, replacement: (specifier: string) => string): string {
  const result = new MagicString(code);
  for (const { n: specifier, s: start, e: end, d: position } of parse(code)[0]) {
    if (specifier === undefined || !isBare(specifier)) continue;
    const text = replacement(specifier);
    // Around a dynamic import's argument the quotes are part of the range.
    result.update(start, end, position >= 0 ? JSON.stringify(text) : text);
  }
  return result.toString();
}
