/** Threads written by hand, as generators that yield their steps: programs for the explorer that need no rewriting. */
import {
  type Answer,
  KIND,
  type Kind,
  type Op,
  type Place,
  type Subject,
  type ThreadCode,
} from '../../dist/machine/op.js';

/** Steps of one thread on the words of one buffer. The record is used again, as that of rewritten code. */
export class Steps {
  readonly words: Int32Array;
  readonly #op: Op;
  /** What the thread was answered, in order: to tell executions apart. */
  readonly log: (Answer | string)[] = [];
  /** Who is alive, as the explorer tells. */
  readonly isAlive: (thread: number) => boolean;
  readonly code: () => ThreadCode;

  constructor(words: Int32Array, isAlive: (thread: number) => boolean, code: () => ThreadCode) {
    this.words = words;
    this.isAlive = isAlive;
    this.code = code;
    this.#op = {
      kind: KIND.LOAD,
      array: words,
      index: 0,
      count: 1,
      value: 0,
      expected: 0,
      timeout: Number.POSITIVE_INFINITY,
      site: 0,
    };
  }

  load = (index: number): Op => this.make(KIND.LOAD, index);
  store = (index: number, value: number): Op => this.make(KIND.STORE, index, value);
  exchange = (index: number, value: number): Op => this.make(KIND.EXCHANGE, index, value);
  add = (index: number, value: number): Op => this.make(KIND.ADD, index, value);
  cas = (index: number, expected: number, value: number): Op =>
    this.make(KIND.COMPARE_EXCHANGE, index, value, expected);
  read = (index: number): Op => this.make(KIND.READ, index);
  write = (index: number, value: number): Op => this.make(KIND.WRITE, index, value);
  wait = (index: number, expected: number, timeout: number = Number.POSITIVE_INFINITY): Op =>
    this.make(KIND.WAIT, index, 0, expected, timeout);
  waitAsync = (index: number, expected: number): Op => this.make(KIND.WAIT_ASYNC, index, 0, expected);
  notify = (index: number, count: number = Number.POSITIVE_INFINITY): Op =>
    this.make(KIND.NOTIFY, index, count);
  idle = (timeout: number = Number.POSITIVE_INFINITY): Op => this.make(KIND.IDLE, 0, 0, 0, timeout);
  pause = (): Op => this.make(KIND.PAUSE, 0);
  coarse = (): Op => this.make(KIND.COARSE, 0);

  make(
    kind: Kind,
    index: number,
    value = 0,
    expected = 0,
    timeout: number = Number.POSITIVE_INFINITY,
    count = 1,
  ): Op {
    const op = this.#op;
    op.kind = kind;
    op.array = kind >= KIND.IDLE ? undefined : this.words;
    op.index = index;
    op.count = count;
    op.value = value;
    op.expected = expected;
    op.timeout = timeout;
    op.site += 1;
    return op;
  }

  /** The first step of an execution has number 1 again. */
  rewind(): void {
    this.#op.site = 0;
    this.log.length = 0;
  }
}

export type Body = (steps: Steps) => Generator<Op, unknown, number>;

class HandWritten implements ThreadCode {
  clock = 0;
  result: unknown;
  readonly steps: Steps;
  readonly #body: Body;
  #running: Generator<Op, unknown, number> | undefined;

  constructor(words: Int32Array, isAlive: (thread: number) => boolean, body: Body) {
    this.steps = new Steps(words, isAlive, () => this);
    this.#body = body;
  }

  begin(): Op | undefined {
    this.steps.rewind();
    this.#running = this.#body(this.steps);
    return this.#take(this.#running.next());
  }

  resume(answer: Answer): Op | undefined {
    this.steps.log.push(answer);
    return this.#take(this.#running!.next(answer as number));
  }

  where(site: number): Place {
    return { file: 'by-hand.ts', line: site, column: 1, text: `step ${site}`, within: 'body' };
  }

  #take(next: IteratorResult<Op, unknown>): Op | undefined {
    if (next.done !== true) return next.value;
    this.result = next.value;
    return undefined;
  }
}

export interface HandWrittenProgram {
  readonly words?: number;
  readonly initial?: readonly number[];
  readonly threads: readonly Body[];
  readonly check?: (words: Int32Array, results: readonly unknown[], killed: readonly boolean[]) => void;
}

export interface HandWrittenSubject extends Subject {
  readonly words: Int32Array;
  readonly logs: readonly (readonly (Answer | string)[])[];
}

/** Makes subjects of a program. */
export function subjects(program: HandWrittenProgram): () => HandWrittenSubject {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * (program.words ?? 8)));
    words.set(program.initial ?? []);
    const isAlive = (thread: number) => subject.alive[thread] === true;
    const threads = program.threads.map((body) => new HandWritten(words, isAlive, body));
    const subject: HandWrittenSubject = {
      threads,
      words,
      logs: threads.map((thread) => thread.steps.log),
      buffers: [words.buffer as SharedArrayBuffer],
      alive: threads.map(() => true),
      check: (results, killed) => program.check?.(words, results, killed),
    };
    return subject;
  };
}
