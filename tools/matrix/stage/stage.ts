/**
 * A copy of what suites need, which every runtime can load as it is: in workers of a browser there are no import
 * maps, so bare specifiers become relative paths. Layout:
 *
 *     host/                     the bundled hosts, and `vitest.js`, which stands in for 'vitest'
 *     vendor/                   other packages that suites import, bundled
 *     vendor-browser/           the same as browsers get them, in the place of `vendor` there
 *     packages/<name>/dist…     as in the repository
 *     node_modules/<name>       leads there
 */
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { MatrixProblem } from '../problem.ts';
import { root } from '../repository.ts';
import { bundle } from './bundle.ts';
import { importsOf, replaceBare } from './specifiers.ts';

const hosts = ['process', 'page', 'page-worker', 'vitest'];

const hostFolder = fileURLToPath(new URL('../host/', import.meta.url));

export class Stage {
  readonly folder: string;
  /** Staged modules by path, as they are written. */
  readonly #modules = new Map<string, string>();
  /** What other packages are imported as, and by which module, under the name of their bundle. */
  readonly #vendored = new Map<string, { readonly specifier: string; readonly importer: string }>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Stages built folders of a package, and all that they import. Paths are relative to the repository. */
  async fill(packageFolder: string, builtFolders: readonly string[]): Promise<void> {
    for (const folder of builtFolders) this.#copy(posix.join(packageFolder, folder));
    for (const [path, code] of this.#modules) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), code);
    }
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }\n');
    const entries = Object.fromEntries(hosts.map((name) => [name, join(hostFolder, `${name}.ts`)]));
    await bundle(entries, join(this.folder, 'host'));
    copyFileSync(join(hostFolder, 'page.html'), join(this.folder, 'host', 'page.html'));
    await this.#bundleVendored('vendor', 'node');
    await this.#bundleVendored('vendor-browser', 'browser');
  }

  /** Built-in modules of Node that a staged module cannot be loaded without, directly or through what it imports. */
  builtinsOf(path: string, seen: Set<string> = new Set()): string[] {
    const code = this.#modules.get(path);
    if (code === undefined || seen.has(path)) return [];
    seen.add(path);
    const builtins = importsOf(code)
      .filter(({ dynamic }) => !dynamic)
      .flatMap(({ specifier }) =>
        specifier.startsWith('node:')
          ? [specifier]
          : this.builtinsOf(posix.join(posix.dirname(path), specifier), seen),
      );
    return [...new Set(builtins)];
  }

  /** Bundles the entries that other packages have for such runtimes. */
  async #bundleVendored(folder: string, condition: 'node' | 'browser'): Promise<void> {
    if (this.#vendored.size === 0) return;
    const entries: Record<string, string> = {};
    for (const [name, { specifier, importer }] of this.#vendored) {
      entries[name] = await this.#entryOf(name, join(root, resolve(specifier, importer, condition)));
    }
    await bundle(entries, join(this.folder, folder), condition);
  }

  /** The bundle of a CommonJS module has a default export only, but importers go by names, as Node lets them. */
  async #entryOf(name: string, path: string): Promise<string> {
    if (!isCommonJs(path)) return path;
    const names = Object.keys((await import(pathToFileURL(path).href)) as object);
    const entry = join(this.folder, `${name}.entry.js`);
    const shown = names.filter((exported) => exported !== 'module.exports').join(', ');
    writeFileSync(entry, `export { ${shown} } from ${JSON.stringify(path)};\n`);
    return entry;
  }

  #copy(folder: string): void {
    const modules = globSync('**/*.js', { cwd: join(root, folder) }).map((file) =>
      posix.join(folder, file.replaceAll('\\', '/')),
    );
    // First all, then their imports: packages may import each other's test folders.
    const fresh = modules.filter((path) => !this.#modules.has(path));
    for (const path of fresh) this.#modules.set(path, readFileSync(join(root, path), 'utf8'));
    for (const path of fresh) {
      const code = this.#modules.get(path) as string;
      this.#modules.set(
        path,
        replaceBare(code, (specifier) => relativeTo(path, this.#place(specifier, path))),
      );
      for (const { specifier } of importsOf(code))
        this.#copyFolderOf(posix.join(posix.dirname(path), specifier));
    }
    cpSync(join(root, folder), join(this.folder, folder), {
      recursive: true,
      filter: (source) => !/\.(js|ts|d\.ts\.map|tsbuildinfo)$/.test(source),
    });
    // A native binary lies beside the built folders, which load it from there.
    for (const binary of globSync('*.node', { cwd: join(root, folder, '..') })) {
      copyFileSync(join(root, folder, '..', binary), join(this.folder, folder, '..', binary));
    }
    this.#link(folder);
  }

  /** Lets what is required by name while it runs lead to the staged package, not to another copy in the repository. */
  #link(folder: string): void {
    const home = posix.dirname(folder);
    const manifest = join(root, home, 'package.json');
    if (!existsSync(manifest)) return;
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string };
    const link = join(this.folder, 'node_modules', name);
    if (existsSync(link)) return;
    copyFileSync(manifest, join(this.folder, home, 'package.json'));
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(this.folder, home), link, 'junction');
  }

  /** Stages the built folder, of whatever package, that a module lies in. Test folders are found by paths only. */
  #copyFolderOf(path: string): void {
    const [, builtFolder] = /^(packages\/[^/]+\/dist[^/]*)\//.exec(path) ?? [];
    if (builtFolder !== undefined && !this.#modules.has(path)) this.#copy(builtFolder);
  }

  /** The staged path of what a bare specifier means in that module. */
  #place(specifier: string, importer: string): string {
    if (specifier === 'vitest') return 'host/vitest.js';
    const file = resolve(specifier, importer, 'node');
    this.#copyFolderOf(file);
    if (this.#modules.has(file)) return file;
    const name = specifier.replaceAll(/[^\w-]+/g, '_');
    this.#vendored.set(name, { specifier, importer });
    return `vendor/${name}.js`;
  }
}

/** Where a specifier leads on such runtimes, relative to the repository. */
function resolve(specifier: string, importer: string, condition: 'node' | 'browser'): string {
  try {
    const url = moduleResolve(specifier, pathToFileURL(join(root, importer)), new Set([condition, 'import']));
    return relative(root, fileURLToPath(url)).replaceAll('\\', '/');
  } catch {
    throw new MatrixProblem(
      `${importer} imports '${specifier}', which leads nowhere.`,
      'Is it among the dependencies of its package, installed and built?',
    );
  }
}

function isCommonJs(path: string): boolean {
  if (!path.endsWith('.js')) return path.endsWith('.cjs');
  const manifest = findPackageJSON(pathToFileURL(path));
  return manifest !== undefined && !/"type"\s*:\s*"module"/.test(readFileSync(manifest, 'utf8'));
}

function relativeTo(importer: string, target: string): string {
  const path = posix.relative(posix.dirname(importer), target);
  return path.startsWith('.') ? path : `./${path}`;
}
