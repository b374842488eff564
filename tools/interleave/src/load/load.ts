/** Loads programs: bundled with the packages as they are shipped, rewritten, instantiated once per virtual thread. */
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import type { Subject } from '../machine/op.js';
import type { Program } from '../program/program.js';
import { rewrite } from '../rewrite/rewrite.js';
import { type Code, findProgram, VirtualThread, type World } from '../thread/virtual-thread.js';
import { bundle } from './bundle.js';
import { GLOBALS } from './globals.js';
import { type Constants, type Mutation, Patches } from './patch.js';
import { Recent } from './recent.js';
import { travel } from './travel.js';

export type { Constants, Mutation } from './patch.js';

export interface LoadOptions {
  /** File of the program, compiled (in `dist-programs`). */
  readonly entry: string;
  /** Name of the program in it. */
  readonly name: string;
  /** Changes of the code under test. */
  readonly mutations?: readonly Mutation[];
  /** Constants that are other than in the source, beside those that the program asks for. */
  readonly constants?: Constants;
}

/** A program that can be made ready any number of times. */
export interface Loaded {
  readonly program: Program<unknown, unknown>;
  /** The program in its first state, with threads that have not begun. */
  fresh(): Subject;
}

/** @throws Error if there is no such program, or if something to be changed does not occur exactly once */
export async function load({ entry, name, mutations = [], constants = {} }: LoadOptions): Promise<Loaded> {
  // As plain modules first: what the program is tells how it wants to be loaded.
  const program = findProgram((await import(pathToFileURL(entry).href)) as Record<string, unknown>, name);
  const allConstants = { ...program.exploration?.constants, ...constants };
  const code = await codeOf(entry, mutations, allConstants);
  return { program, fresh: () => makeSubject(code, name) };
}

/** Rewriting takes a second: programs of one file share it. Mutants are used once. */
const codes = new Recent<Promise<Code>>(4);

function codeOf(entry: string, mutations: readonly Mutation[], constants: Constants): Promise<Code> {
  if (mutations.length > 0) return compile(entry, mutations, constants);
  return codes.get(JSON.stringify([entry, constants]), () => compile(entry, mutations, constants));
}

async function compile(entry: string, mutations: readonly Mutation[], constants: Constants): Promise<Code> {
  const { code, locate, foreignNames } = await bundle(entry, new Patches(mutations, constants));
  const { code: text, places } = rewrite(code, locate, foreignNames);
  const instantiate = compileFunction(`${text}\nreturn module.exports;`, [...GLOBALS], {
    filename: `${entry} (rewritten)`,
  }) as Code['instantiate'];
  return { names: GLOBALS, instantiate, places };
}

function makeSubject(code: Code, name: string): Subject {
  const buffers: SharedArrayBuffer[] = [];
  const world: World = {
    isAlive: (thread) => thread < 0 || subject.alive[thread] === true,
    environment: new Map(),
    register: (buffer) => buffers.push(buffer),
  };
  const subject: Subject & { threads: VirtualThread[] } = {
    threads: [],
    buffers,
    alive: [],
    check: (results, killed) => first.check(results, killed),
  };
  const first = new VirtualThread(code, name, -1, world);
  const { program } = first;
  const shared = program.setup();
  for (const number of program.threads.keys()) {
    subject.alive[number] = true;
    const thread = new VirtualThread(code, name, number, world);
    thread.attach(travel(shared));
    subject.threads.push(thread);
  }
  first.attach(travel(shared));
  return subject;
}
