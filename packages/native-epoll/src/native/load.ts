/** Finds and loads the native binary, at first use: importing the package works everywhere. */
import { createRequire } from 'node:module';
import { NativeBinaryError } from '../errors.js';
import type { Binding } from './binding.js';

const require = createRequire(import.meta.url);

let loaded: Binding | undefined;

/** The native binary. @throws NativeBinaryError if there is none for this system, or it does not work here */
export function native(): Binding {
  loaded ??= load();
  return loaded;
}

/** Names of the builds that may fit: on Linux the package manager installs the one for the system's C library. */
function builds(): string[] {
  const system = `${process.platform}-${process.arch}`;
  if (process.platform === 'linux') return [`${system}-gnu`, `${system}-musl`];
  return [process.platform === 'win32' ? `${system}-msvc` : system];
}

/** Where to look: a binary that is named, one built in this folder (a clone of the repository), a package of its own. */
function places(): string[] {
  const named = process.env.WEFT_EPOLL_BINARY;
  if (named !== undefined && named !== '') return [named];
  return builds().flatMap((build) => [`../../weft-epoll.${build}.node`, `@weft/native-epoll-${build}`]);
}

function load(): Binding {
  const failures: unknown[] = [];
  for (const place of places()) {
    try {
      return checked(require(place) as Binding);
    } catch (error) {
      if (error instanceof NativeBinaryError) throw error;
      failures.push(error);
    }
  }
  const isMissing = (error: unknown) => (error as { code?: string }).code === 'MODULE_NOT_FOUND';
  const broken = failures.find((error) => !isMissing(error));
  if (broken !== undefined) {
    throw new NativeBinaryError(
      `the native binary of @weft/native-epoll does not load: ${(broken as Error).message}`,
      { cause: broken },
    );
  }
  throw new NativeBinaryError(
    `@weft/native-epoll has no native binary for ${builds().join(' or ')} here. Installed packages bring it as an ` +
      'optional dependency (was the installation told to omit those?); in a clone of the repository ' +
      '`npm run build -w @weft/native-epoll` compiles it and needs Rust (https://rustup.rs).',
  );
}

function checked(binding: Binding): Binding {
  const problem = binding.problem();
  if (problem !== null) throw new NativeBinaryError(`@weft/native-epoll does not work here: ${problem}`);
  return binding;
}
