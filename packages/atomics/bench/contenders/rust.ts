/** `std::sync::Mutex`, in a program that cargo builds when it is there. */
import { buildCrate, type Contender } from '@weft/bench';
import { countedByProgram } from './counted.js';

const manifest = new URL('../../bench/compare/rust/Cargo.toml', import.meta.url);

export function rustMutex(
  threads: number,
  options: { readonly case?: string; readonly value?: (nanosecondsEach: number) => number } = {},
): Contender {
  return countedByProgram({
    ...options,
    name: 'Rust std::sync::Mutex',
    program: () => buildCrate(manifest),
    args: [String(threads)],
    help: 'build it with cargo',
  });
}
