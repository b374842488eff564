/** The packages of a checkout that a release publishes. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** What this tool fetches once lies here; it is ignored by git. */
export const cacheFolder: string = join(root, '.cache', 'release');

/** Native binaries that `npm run release:cross` built for other machines. */
export const binariesFolder: string = join(cacheFolder, 'binaries');

export interface Manifest {
  readonly name: string;
  version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  publishConfig?: Record<string, unknown>;
  readonly napi?: { readonly binaryName: string; targets: string[] };
}

export interface PublicPackage {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Whether it has a binary for each platform, in a package of its own. */
  readonly isNative: boolean;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** All public packages of a checkout, by name. */
export function publicPackages(checkout: string): PublicPackage[] {
  return globSync('packages/*/package.json', { cwd: checkout })
    .sort()
    .map((file) => {
      const folder = join(checkout, dirname(file));
      return { folder, manifest: readManifest(folder), isNative: existsSync(join(folder, 'crate')) };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

/** What a program names when it imports the package: `@weft/atomics`, `@weft/atomics/kit`. */
export function entriesOf({ name, exports }: Manifest): string[] {
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => name + entry.slice(1));
}
