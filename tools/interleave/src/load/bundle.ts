/** One script of a program and the packages that it uses, as they were built. */
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { build, type Plugin } from 'esbuild';
import type { Locate } from '../rewrite/sites.js';
import type { Patches } from './patch.js';

export interface Bundle {
  readonly code: string;
  readonly locate: Locate;
  /** Names of members that objects of other packages have. */
  readonly foreignNames: ReadonlySet<string>;
}

const require = createRequire(import.meta.url);

const REALM = fileURLToPath(new URL('../realm/realm.js', import.meta.url));

/**
 * Packages of others know nothing of shared memory: they stay as they are, one instance for all threads, which cannot
 * be stopped inside.
 */
const foreignPackages: Plugin = {
  name: 'foreign packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...where }) => {
      if (pluginData === RESOLVING || path.startsWith('@weft/') || where.kind === 'entry-point')
        return undefined;
      if (isBuiltin(path)) return { path, external: true };
      const { resolveDir, kind, importer } = where;
      const found = await build.resolve(path, { resolveDir, kind, importer, pluginData: RESOLVING });
      return { path: found.path, external: true, errors: found.errors };
    });
  },
};

/** Changes built files as they are read. */
function patching(patches: Patches): Plugin {
  return {
    name: 'patches',
    setup(build) {
      if (patches.isEmpty) return;
      build.onLoad({ filter: /\.js$/ }, ({ path }) => ({
        contents: patches.apply(path, readFileSync(path, 'utf8')),
        loader: 'js',
      }));
    },
  };
}

const RESOLVING = { resolving: true };

/** @param entry file of the program, compiled */
export async function bundle(entry: string, patches: Patches): Promise<Bundle> {
  const output = resolve(dirname(entry), 'bundle.js');
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    inject: [REALM],
    plugins: [foreignPackages, patching(patches)],
    outfile: output,
    format: 'cjs',
    platform: 'neutral',
    conditions: ['import', 'default'],
    target: 'es2022',
    sourcemap: 'external',
    keepNames: false,
    logLevel: 'silent',
    metafile: true,
  });
  patches.check();
  const text = (ending: string) =>
    result.outputFiles.find(({ path }) => path.endsWith(ending))?.text as string;
  const imports = Object.values(result.metafile.outputs).flatMap((written) => written.imports);
  const foreign = imports.filter(({ external }) => external === true).map(({ path }) => path);
  return {
    code: text('.js'),
    locate: locator(text('.map'), dirname(output)),
    foreignNames: new Set(foreign.flatMap(memberNames)),
  };
}

/** Names of all members of what a package exports, and of those that it gives to objects. */
function memberNames(path: string): string[] {
  const text = isBuiltin(path) ? '' : readFileSync(path, 'utf8');
  const names = Array.from(text.matchAll(/\.([A-Za-z_$][\w$]*)\s*=(?!=)/g), ([, name]) => name as string);
  for (const exported of Object.values(require(path) as object) as unknown[]) {
    if (typeof exported !== 'function' && (typeof exported !== 'object' || exported === null)) continue;
    names.push(...Object.getOwnPropertyNames(exported));
    let prototype = (exported as { prototype?: unknown }).prototype;
    for (
      ;
      typeof prototype === 'object' && prototype !== null;
      prototype = Object.getPrototypeOf(prototype)
    ) {
      names.push(...Object.getOwnPropertyNames(prototype));
    }
  }
  return names;
}

function locator(map: string, folder: string): Locate {
  const trace = new TraceMap(map);
  const lines = new Map<string, readonly string[]>();
  return (line, column) => {
    const position = originalPositionFor(trace, { line, column });
    if (position.source === null) return { file: '', line: 0, column: 0, text: '' };
    let content = lines.get(position.source);
    if (content === undefined) {
      const at = trace.sources.indexOf(position.source);
      content = (trace.sourcesContent?.[at] ?? '').split('\n');
      lines.set(position.source, content);
    }
    return {
      file: relative(process.cwd(), resolve(folder, position.source)),
      line: position.line,
      column: position.column,
      text: (content[position.line - 1] ?? '').trim(),
    };
  };
}
