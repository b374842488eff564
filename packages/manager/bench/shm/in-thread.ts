/** Contenders that work in the thread of the bench: what a call costs, in nanoseconds. */
import { type Contender, nanosecondsEach, type Role, repeat } from '@weft/bench';

/** Calls between two looks at the clock. */
const BATCH = 1000;

/** One call, of the number that goes up by one with each, and the end of it all. */
export interface Subject {
  call(i: number): void;
  /** Checks what the calls have done. */
  check(calls: number): void;
  stop?(): Promise<void> | void;
}

export interface InThreadOptions {
  readonly name: string;
  readonly role: Role;
  readonly case?: string;
  readonly make: () => Promise<Subject> | Subject;
}

export function inThread({ make, ...options }: InThreadOptions): Contender {
  return {
    ...options,
    async start() {
      const subject = await make();
      let calls = 0;
      return {
        round() {
          const pace = repeat(BATCH, () => {
            for (let i = 0; i < BATCH; i += 1) subject.call(calls + i);
            calls += BATCH;
          });
          subject.check(calls);
          return nanosecondsEach([pace]);
        },
        stop: () => subject.stop?.(),
      };
    },
  };
}
