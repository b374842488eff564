/** The suites again where the engine has no `Atomics.waitAsync`: words are polled instead, here and in all actors. */
import { afterAll, describe, expect, it } from 'vitest';
import { has } from './support/runtime.js';
import { threadSettings } from './support/setting.js';

const engine = Atomics.waitAsync;
let used = 0;

// Read when the package is loaded, so it is set first and the suites are imported after it. Actors inherit it.
if (has('node-modules')) {
  globalThis.process.env.WEFT_ASYNC_WAIT = 'poll';
  Atomics.waitAsync = ((...args: Parameters<typeof engine>) => {
    used += 1;
    return engine(...args);
  }) as typeof engine;
  afterAll(() => {
    Atomics.waitAsync = engine;
  });
}

const { lockSuite } = await import('./conformance/lock.js');
const { rwLockSuite } = await import('./conformance/rw-lock.js');
const { semaphoreSuite, SEMAPHORE } = await import('./conformance/semaphore.js');
const { eventSuite } = await import('./conformance/event.js');
const { CONDITION_KINDS, conditionSuite } = await import('./conformance/condition.js');
const { barrierSuite } = await import('./conformance/barrier.js');
const { latchSuite } = await import('./conformance/latch.js');
const { selectSuite } = await import('./conformance/select.js');
const { deathSuite, MORTALS } = await import('./conformance/death.js');

const [setting] = threadSettings.map((given) => ({ ...given, title: `${given.title}, polling` }));
if (has('node-modules') && setting !== undefined) {
  lockSuite(setting);
  rwLockSuite(setting);
  semaphoreSuite(setting, SEMAPHORE);
  eventSuite(setting);
  for (const kind of CONDITION_KINDS.slice(0, 1)) conditionSuite(setting, kind);
  barrierSuite(setting);
  latchSuite(setting);
  selectSuite(setting);
  deathSuite(setting, MORTALS[0]);
}

describe('polling', () => {
  it('does without the engine', () => {
    expect(used).toBe(0);
  });
});
