import type { Failure, Message } from './host/messages.ts';
import type { TestResult } from './results.ts';

/** Gathers what a host says about one file, and draws the conclusions from what it does not say. */
export class SuiteLog {
  readonly #collected = new Map<string, string>();
  readonly #results = new Map<string, TestResult>();
  readonly #broken: TestResult[] = [];
  #running: string | undefined;
  #done = false;

  readonly report = (message: Message): void => {
    switch (message.kind) {
      case 'collected':
        for (const { id, name } of message.tests) this.#collected.set(id, name);
        break;
      case 'started':
        this.#running = message.id;
        break;
      case 'finished':
        this.#running = undefined;
        this.#conclude(message.id, { ...message, outcome: message.passed ? 'passed' : 'failed' });
        break;
      case 'skipped':
        this.#skipped(message.id, message.needs);
        break;
      case 'broken':
        this.#broken.push(failed(`(${message.where})`, message.failures));
        break;
      case 'done':
        this.#done = true;
        break;
      case 'features':
        throw new Error('a suite does not report features');
    }
  };

  /** The tests of the file; `trouble` is why its host has not come to its end, if that is known. */
  results(trouble: string | undefined): TestResult[] {
    const results = [...this.#results.values(), ...this.#broken];
    const reason = trouble ?? (this.#done ? undefined : 'its process ended before the suite did');
    for (const [id, name] of this.#collected) {
      if (this.#results.has(id)) continue;
      const while_ = id === this.#running ? 'did not end' : 'did not run';
      results.push(failed(name, [{ message: `${while_}: ${reason ?? 'its suite failed'}`, stack: '' }]));
    }
    if (reason !== undefined && !results.some(({ outcome }) => outcome === 'failed')) {
      results.push(failed('(the file)', [{ message: reason, stack: '' }]));
    }
    if (results.length === 0) {
      results.push(failed('(the file)', [{ message: 'it has no tests', stack: '' }]));
    }
    return results;
  }

  #skipped(id: string, needs: readonly string[]): void {
    if (needs.length > 0) this.#conclude(id, { outcome: 'not-applicable', needs });
    else {
      const message = 'skipped without saying what it needs: use needs() of test/support/runtime.ts';
      this.#conclude(id, { outcome: 'failed', failures: [{ message, stack: '' }] });
    }
  }

  #conclude(id: string, result: Partial<TestResult> & Pick<TestResult, 'outcome'>): void {
    const { outcome, ms = 0, failures = [], needs = [] } = result;
    this.#results.set(id, { name: this.#collected.get(id) ?? id, outcome, ms, failures, needs });
  }
}

function failed(name: string, failures: readonly Failure[]): TestResult {
  return { name, outcome: 'failed', ms: 0, failures, needs: [] };
}
