/** `std::sync::Mutex`, in a program that cargo builds when it is there. */
import { buildCrate, type Contender, countingProgram } from '@weft/bench';

const manifest = new URL('../../bench/compare/rust/Cargo.toml', import.meta.url);

export function rustMutex(
  threads: number,
  options: { readonly case?: string; readonly value?: (nanosecondsEach: number) => number } = {},
): Contender {
  return countingProgram({
    ...options,
    name: 'Rust std::sync::Mutex',
    role: 'peer',
    program: () => buildCrate(manifest),
    before: [String(threads)],
    help: 'build it with cargo',
  });
}
