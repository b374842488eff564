/** The load generator. */
import { buildCrate, runProgram } from '@weft/bench';
import { LOAD_CORE } from './cores.js';

/** What it prints. */
export interface LoadResult {
  readonly round_trips: number;
  readonly all_round_trips: number;
  readonly round_trips_per_second: number;
  readonly megabytes_per_second: number;
  readonly latency_us: Readonly<Record<'p50' | 'p90' | 'p99' | 'p999' | 'max', number>>;
  readonly busy: number;
}

const MANIFEST = new URL('../../../../tools/load/Cargo.toml', import.meta.url);

/** The path of the program. @throws Unavailable without cargo */
export function loadProgram(): Promise<string> {
  return buildCrate(MANIFEST);
}

/** Loads a server; fails if a byte comes back wrong, or not at all. */
export async function load(
  command: 'echo' | 'stream',
  port: number,
  words: readonly string[],
): Promise<LoadResult> {
  const all = [command, '--port', String(port), '--core', String(LOAD_CORE), ...words];
  return runProgram<LoadResult>(await loadProgram(), all, 'build tools/load');
}
