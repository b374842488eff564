import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder with a `package.json`: a published package, the examples, or a tool. */
export interface Project {
  /** Relative to the repository's root, with forward slashes. */
  readonly folder: string;
  readonly name: string;
  /** The subpaths that others may import: `.` is the package itself. */
  readonly exports: ReadonlySet<string>;
  /** What a user of the package gets along with it. */
  readonly shipsWith: ReadonlySet<string>;
  /** The same, and what only its developers need. */
  readonly declares: ReadonlySet<string>;
}

export function projectsIn(root: string): Project[] {
  return globSync(['packages/*/package.json', 'examples/package.json', 'tools/*/package.json'], {
    cwd: root,
  }).map((file) => {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
    const shipsWith = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    return {
      folder: dirname(file).replaceAll('\\', '/'),
      name: manifest.name,
      exports: new Set(Object.keys(manifest.exports ?? {})),
      shipsWith: new Set(shipsWith),
      declares: new Set([...shipsWith, ...Object.keys(devDependencies ?? {})]),
    };
  });
}
