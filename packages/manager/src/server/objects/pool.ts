import { TimeoutError, type WaitOptions } from '@weft/atomics';
import { Pool } from '@weft/threads';
import type { Call } from '../call.js';
import type { Registry } from '../registry.js';
import { type LATER, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';
import { argumentsFrom, resultBytes } from './custom.js';

/** Worker threads of the server. They run what was registered, nothing else. */
export class ServedPool extends ServedObject {
  readonly kind = 'pool';
  readonly verbs: Verbs<ServedPool> = VERBS;
  readonly pool: Pool;
  readonly registry: Registry;

  constructor(registry: Registry, size: number | undefined) {
    super();
    this.registry = registry;
    this.pool = new Pool(size);
  }

  override facts(): Result[] {
    return [this.pool.size];
  }

  describe(): Record<string, string | number> {
    const { state, workers, running, queued } = this.pool.stats();
    return { state, workers, running, queued };
  }

  override end(): void {
    void this.pool.terminate();
  }
}

/** A call whose task is given up when the client gives the call up. */
function answer(call: Call, run: (options: WaitOptions) => Promise<unknown>): typeof LATER {
  const given = new AbortController();
  const running = run({ timeout: call.timeout(0), signal: given.signal });
  return call.follow(running, resultBytes, () => given.abort());
}

const VERBS: Verbs<ServedPool> = verbs<ServedPool>({
  apply({ pool, registry }, call) {
    const task = registry.task(utf8(call.bytes(1)));
    const args = argumentsFrom(call.bytes(2));
    return answer(call, (options) => pool.apply(task, args, options));
  },

  map({ pool, registry }, call) {
    const task = registry.task(utf8(call.bytes(1)));
    const items = argumentsFrom(call.bytes(2));
    return answer(call, (options) => pool.map(task, items, options));
  },

  starmap({ pool, registry }, call) {
    const task = registry.task(utf8(call.bytes(1)));
    const items = argumentsFrom(call.bytes(2)) as (readonly unknown[])[];
    return answer(call, (options) => pool.starmap(task, items, options));
  },

  shutdown({ pool }) {
    pool.close();
  },

  terminate({ pool }) {
    void pool.terminate();
  },

  join: ({ pool }, call) =>
    answer(call, async (options) => {
      if (!(await pool.join(options))) throw new TimeoutError('tasks of the pool are not done yet');
    }),
});

function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
