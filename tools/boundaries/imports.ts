import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface Import {
  /** The importing file, relative to the repository's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  /** What it imports, as written. */
  readonly specifier: string;
}

const sources = [
  'packages/*/{src,test,bench}/**/*.ts',
  'packages/*/*.ts',
  'examples/**/*.ts',
  'tools/**/*.{ts,mjs}',
];
const notSources = /(^|\/)(node_modules|dist|dist-test|dist-bench|fixtures)\//;

/** Every import in the sources of a repository; those of mere types, re-exports and dynamic ones as well. */
export function importsIn(root: string): Import[] {
  return globSync(sources, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !notSources.test(file))
    .sort()
    .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
}

function importsOf(file: string, code: string): Import[] {
  const { program, errors } = parseSync(file, code);
  const [error] = errors;
  if (error) throw new SyntaxError(`${file}: ${error.message}`);

  const found: Import[] = [];
  const add = (source: object | null) => {
    // A specifier that is computed at run time is nobody's business but the file's own.
    if (!(source && 'value' in source && typeof source.value === 'string' && 'start' in source)) return;
    const line = code.slice(0, Number(source.start)).split('\n').length;
    found.push({ file, line, specifier: source.value });
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  }).visit(program);
  return found;
}
