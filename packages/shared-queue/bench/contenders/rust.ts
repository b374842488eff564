/** Queues of Rust, in a program that cargo builds when it is there. */
import { buildCrate, type Contender } from '@weft/bench';
import { movedByProgram } from './moved.js';

const manifest = new URL('../../bench/compare/rust/Cargo.toml', import.meta.url);

const NAMES = {
  rtrb: 'Rust rtrb',
  'array-queue': 'Rust crossbeam ArrayQueue',
  mpsc: 'Rust std mpsc',
} as const;

export function rustQueue(kind: keyof typeof NAMES, items: number, threads = 1, where?: string): Contender {
  return movedByProgram({
    name: NAMES[kind],
    ...(where !== undefined && { case: where }),
    program: () => buildCrate(manifest),
    args: [kind, String(threads), String(threads), String(items)],
    help: 'build it with cargo',
  });
}
