/** Whether a package declares everything that it imports, in its code and in its types. */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { init, parse } from 'es-module-lexer';
import { readManifest } from '../workspace.ts';

/** `from '…'`, `import('…')` and `import '…'` in declarations, which have no other forms. */
const typeImport = /(?:from|import)\s*\(?\s*['"](?<specifier>[^'"]+)['"]/g;

/** What an installed package imports without a word about it in its manifest, each with the file. */
export async function undeclaredImports(folder: string): Promise<string[]> {
  await init;
  const { name, dependencies, optionalDependencies, peerDependencies } = readManifest(folder);
  const declared = new Set([
    name,
    ...[dependencies, optionalDependencies, peerDependencies].flatMap((d) => Object.keys(d ?? {})),
  ]);
  const files = globSync('dist/**/*.{js,d.ts}', { cwd: folder });
  return files.flatMap((file) => {
    const code = readFileSync(join(folder, file), 'utf8');
    const specifiers = file.endsWith('.js')
      ? parse(code)[0].map(({ n }) => n)
      : [...code.matchAll(typeImport)].map(({ groups }) => groups?.specifier);
    return specifiers
      .filter((specifier) => specifier !== undefined && !/^[./#]/.test(specifier) && !isBuiltin(specifier))
      .filter((specifier) => !declared.has(packageOf(specifier as string)))
      .map((specifier) => `${specifier} in ${file}`);
  });
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
