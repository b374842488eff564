/** One virtual thread: an instance of a program's code, with a runtime of its own, that stops before each step. */
import { createRequire } from 'node:module';
import type { Answer, Op, Place, ThreadCode } from '../machine/op.js';
import type { Program } from '../program/program.js';
import { asyncHelpers } from './async.js';
import { OUTCOMES, type Permission, perform, virtualAtomics } from './at-once.js';
import { bulkHelpers, isSharedElement } from './bulk.js';
import { callSteps, ownVerb } from './call-steps.js';
import { collections } from './collections.js';
import { dataViewAccess } from './data-views.js';
import type { Realm } from './realm.js';
import { type StepHelpers, stepHelpers } from './step-helpers.js';
import { Signals, Stepper, type Steps, StepsClass } from './stepper.js';
import { UndoLog } from './undo-log.js';
import { virtualCrypto, virtualProcess } from './virtual-system.js';

/** Code of a program, made by `compile`, that is instantiated with the globals it sees. */
export interface Code {
  readonly names: readonly string[];
  readonly instantiate: (...globals: unknown[]) => Record<string, unknown>;
  readonly places: readonly Place[];
}

/** What the threads of a program have in common. */
export interface World {
  /** Whether each thread is alive. */
  readonly isAlive: (thread: number) => boolean;
  /** What the runtime calls environment data: threads get that of set-up when they are made. */
  readonly environment: ReadonlyMap<string, unknown>;
  /** Makes a shared buffer known, which is then put back before each execution. */
  readonly register: (buffer: SharedArrayBuffer) => void;
}

/** Wall clock time at which all threads begin, in milliseconds. */
const EPOCH = 1_000_000;

const UNSEEN =
  'an element of a shared array is written where the rewriting has not seen that the array may be one: give it the ' +
  'name of such an array, or write it with Atomics';

type Body = ((local: unknown) => unknown) & { $g?: (local: unknown) => unknown };

export class VirtualThread implements ThreadCode {
  clock = 0;
  readonly #signals = new Signals();
  readonly #stepper = new Stepper(this.#signals);
  readonly #realm = {} as Realm;
  readonly #undo = new UndoLog();
  readonly #permission: Permission = { atOnce: true };
  readonly #places: readonly Place[];
  readonly #program: Program<unknown, unknown>;
  readonly #number: number;
  #local: unknown;
  #result: unknown;

  /** @param number of the thread; -1 for set-up and check */
  constructor(code: Code, name: string, number: number, world: World) {
    this.#places = code.places;
    this.#number = number;
    const globals = this.#globals(world);
    const exported = code.instantiate(...code.names.map((global) => globals[global]));
    this.#program = findProgram(exported, name);
  }

  get program(): Program<unknown, unknown> {
    return this.#program;
  }

  get result(): unknown {
    return this.#result;
  }

  /** Makes what the thread works on. */
  attach(shared: unknown): void {
    this.#local = this.#program.attach(shared, this.#number);
    this.#undo.forget();
  }

  begin(): Op | undefined {
    this.#undo.takeBack();
    this.clock = 0;
    this.#result = undefined;
    this.#permission.atOnce = false;
    return this.#stepper.begin(this.#main());
  }

  resume(answer: Answer): Op | undefined {
    return this.#stepper.resume(answer);
  }

  where(site: number): Place {
    return this.#places[site] as Place;
  }

  /** Runs the check of the final state, and takes back what it changed. */
  check(results: readonly unknown[], killed: readonly boolean[]): void {
    this.#permission.atOnce = true;
    try {
      this.#program.check?.(this.#local, { results, killed });
    } finally {
      this.#undo.takeBack();
    }
  }

  /** Runs something to its end in code that cannot stop. */
  #atOnce(begun: Steps, atomics: typeof Atomics): unknown {
    const stepper = new Stepper(this.#signals);
    let op = stepper.begin(begun);
    while (op !== undefined) op = stepper.resume(perform(atomics, op));
    return stepper.result;
  }

  *#main(): Steps<void> {
    const body = this.#program.threads[this.#number] as Body;
    const outcome = yield* callSteps(body as never, undefined, this.#local);
    const isPromised = typeof (outcome as PromiseLike<unknown> | undefined)?.then === 'function';
    this.#result = isPromised ? yield this.#realm.runUntilSettled.$g(outcome) : outcome;
    if (this.#realm.hasRest()) yield this.#realm.linger.$g();
  }

  #globals(world: World): Record<string, unknown> {
    const steps: StepHelpers = stepHelpers(this.#signals);
    const undo = this.#undo;
    const realm = this.#realm;
    const atomics = virtualAtomics(this.#permission, undo, steps, realm);
    const shared: Record<string, unknown> = {
      Atomics: atomics,
      SharedArrayBuffer: registering(world, this.#permission),
      performance: { now: () => this.clock },
      Date: virtualDate(() => EPOCH + this.clock),
      process: virtualProcess(realm, this.#number, world),
      crypto: virtualCrypto(this.#number),
      navigator: undefined,
      WeakRef: FirmReference,
      FinalizationRegistry: NoFinalization,
      ...collections(undo),
    };
    return {
      ...steps,
      ...asyncHelpers(this.#signals, realm),
      $ownVerb: ownVerb,
      $isSharedElement: isSharedElement,
      $bulk: bulkHelpers(steps, undo),
      $dataView: dataViewAccess(steps, undo),
      ...shared,
      globalThis: { ...shared },
      module: { exports: {} },
      require: createRequire(import.meta.url),
      $realm: realm,
      $now: (begun: Steps) => this.#atOnce(begun, atomics),
      $OUTCOMES: OUTCOMES,
      $Steps: StepsClass,
      $RAW: Symbol('raw'),
      $log: (setter: () => void, object: unknown, old: unknown) => undo.note(setter, object, old),
      $logAt: (object: object, key: PropertyKey) => {
        if (!this.#permission.atOnce && isSharedElement(object, key)) throw new Error(UNSEEN);
        undo.noteElement(object, key);
      },
      $reshaped: (object: object) => undo.noteShape(object),
      $mutated: (object: unknown) => undo.noteArray(object),
      $pair: (plain: object, twin: unknown) => Object.assign(plain, { $g: twin }),
    };
  }
}

/** Nothing is collected while it is explored: what is made in one execution is the same in all. */
class FirmReference<T> {
  readonly #target: T;

  constructor(target: T) {
    this.#target = target;
  }

  deref(): T {
    return this.#target;
  }
}

class NoFinalization {
  register(): void {}
  unregister(): void {}
}

function virtualDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}

/** Buffers that a thread makes while it is explored are its own: no other thread can ever see them. */
function registering(world: World, permission: Permission): typeof SharedArrayBuffer {
  return new Proxy(SharedArrayBuffer, {
    construct(target, args) {
      const buffer = Reflect.construct(target, args) as SharedArrayBuffer;
      if (permission.atOnce) world.register(buffer);
      return buffer;
    },
  });
}

/** The program of that name among what a module exports. @throws Error if there is none */
export function findProgram(exported: Record<string, unknown>, name: string): Program<unknown, unknown> {
  const programs = Object.values(exported).flat() as Program<unknown, unknown>[];
  const found = programs.find((candidate) => candidate?.name === name);
  if (found !== undefined) return found;
  throw new Error(`no program is called ${name}; there are ${programs.map((each) => each?.name).join(', ')}`);
}
