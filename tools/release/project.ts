/** An empty project outside of the repository, into which packages are installed as users do. */
import { globSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type Place, run } from './command.ts';
import type { Registry } from './registry.ts';
import { root } from './workspace.ts';

const compiler = join(root, 'node_modules/typescript/bin/tsc');

/** How TypeScript may be set to look for modules: as Node does, or as bundlers do. */
const RESOLUTIONS = { node16: 'node16', bundler: 'esnext' } as const;

export class Project {
  readonly folder: string;
  readonly #place: Place;

  constructor(folder: string, registry: Registry, signal: AbortSignal) {
    this.folder = folder;
    this.#place = { cwd: folder, env: registry.environment, signal };
    mkdirSync(folder, { recursive: true });
    this.write('package.json', JSON.stringify({ private: true, type: 'module' }));
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  async install(packages: readonly string[]): Promise<void> {
    await run('npm', ['install', '--ignore-scripts', ...packages], this.#place);
  }

  /** Names of all packages that are installed. */
  installed(): string[] {
    return globSync(['node_modules/*/package.json', 'node_modules/@*/*/package.json'], { cwd: this.folder })
      .map((file) => dirname(file).slice('node_modules/'.length))
      .filter((name) => name !== '@types/node')
      .sort();
  }

  /** Runs a program of JavaScript on some Node. */
  run(node: string, file: string): Promise<string> {
    return run(node, [file], this.#place);
  }

  /** Runs a program that a package has installed, with some Node as the first of the path. */
  runBin(node: string, bin: string, words: readonly string[]): Promise<string> {
    const PATH = [dirname(node), process.env.PATH].join(delimiter);
    return run(join(this.folder, 'node_modules/.bin', bin), words, {
      ...this.#place,
      env: { ...this.#place.env, PATH },
    });
  }

  /** Type-checks files with either way of finding modules, the declarations of the packages included. */
  async typeCheck(files: readonly string[]): Promise<void> {
    this.#giveNodeTypes();
    for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
      const settings = { module, moduleResolution, outDir: 'js', noEmit: true };
      await this.#compile(`tsconfig.${moduleResolution}.json`, settings, files);
    }
  }

  /** Compiles files into the folder `js`. */
  async compile(files: readonly string[]): Promise<void> {
    this.#giveNodeTypes();
    const settings = { module: 'node16', moduleResolution: 'node16', outDir: 'js', rootDir: '.' };
    await this.#compile('tsconfig.json', settings, files);
  }

  async #compile(name: string, settings: object, files: readonly string[]): Promise<void> {
    const compilerOptions = {
      ...settings,
      target: 'es2022',
      lib: ['es2024', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
    };
    this.write(name, JSON.stringify({ compilerOptions, files }));
    await run(process.execPath, [compiler, '--pretty', 'false', '--project', name], this.#place);
  }

  /** The types of Node come from the repository: a program needs them, the packages do not. */
  #giveNodeTypes(): void {
    const types = join(this.folder, 'node_modules/@types/node');
    mkdirSync(dirname(types), { recursive: true });
    if (globSync(types).length === 0) symlinkSync(join(root, 'node_modules/@types/node'), types, 'junction');
  }
}
