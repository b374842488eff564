import type { Mutant } from '@weft/interleave/mutant';

const runSync = 'packages/atomics/src/waiting/run-sync.ts';
const asyncLine = 'packages/atomics/src/waiting/async-line.ts';
const registrations = 'packages/atomics/src/memory/registrations.ts';
const monitor = 'packages/atomics/src/mutex/monitor.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'run-sync/parked-not-noted',
    module: runSync,
    from: 'operation.parked = true;\n      if (slept === "ok") continue;',
    to: 'if (slept === "ok") continue;',
    what: 'A woken thread does not know that others may be parked behind it.',
    foundBy: ['lock/exclusion-of-three'],
  },
  {
    name: 'run-sync/leaves-its-traces',
    module: runSync,
    from: '} catch (error) {\n    operation.abandon();\n    throw error;',
    to: '} catch (error) {\n    throw error;',
    what: 'A wait that fails takes back nothing of what it has left in memory.',
    foundBy: ['rw-lock/writer-times-out', 'lock/fair-caller-times-out'],
  },
  {
    name: 'run-sync/eats-the-wake-up',
    module: runSync,
    from: 'if (slept === "ok") continue;\n      pulse',
    to: 'if (slept === "ok" && !endless) return giveUp(operation);\n      pulse',
    what: 'A wait with a limit gives up as it is woken, and tells nobody.',
    foundBy: ['semaphore/timeout-against-release', 'lock/timeout-against-release'],
  },
  {
    name: 'async-line/woken-not-noted',
    module: asyncLine,
    from: 'if (outcome === "ok") this.#markWoken();',
    to: '',
    what: 'A woken task does not know that others may be parked behind it.',
    foundBy: ['lock/async-timeout'],
  },
  {
    name: 'async-line/registered-once',
    module: asyncLine,
    from: 'if (this.#registration === registration) this.#registration = void 0;\n    else if',
    to: 'if (this.#registration === registration);\n    else if',
    what: 'A task that was woken in vain does not stand in the queue again.',
    foundBy: ['lock/async-and-blocking'],
  },
  {
    name: 'async-line/woken-not-tried',
    module: asyncLine,
    from: 'if (outcome === "ok") this.#markWoken();\n    this.#pump();',
    to: 'if (outcome === "ok") this.#markWoken();\n    this.#settle();',
    what: 'A line that is woken stands in the queue again without having tried.',
    foundBy: ['lock/async-and-blocking'],
  },
  {
    name: 'async-line/wake-up-of-the-left',
    module: asyncLine,
    from: 'else if (outcome === "ok") this.#memory.notify(registration.word, 1);',
    to: '',
    what: 'A wake-up that arrives when the line has moved on or has emptied is kept.',
    foundBy: [],
    survives:
      'A line can only move on between the wake-up and this if something runs between two microtasks that follow each ' +
      'other. No engine does that; the line does not count on it.',
  },
  {
    name: 'async-line/aborted-leaves-its-traces',
    module: asyncLine,
    from: 'this.#remove(wait);\n    wait.operation.abandon();\n    wait.reject(reason);',
    to: 'this.#remove(wait);\n    wait.reject(reason);',
    what: 'A task that is aborted takes back nothing of what it has left in memory.',
    foundBy: ['rw-lock/writer-aborted'],
  },
  {
    name: 'async-line/large-blocks-small',
    module: asyncLine,
    from: 'if (wait.operation.demand >= unmet) continue;\n      if (this.#attempt(wait)) continue;\n      unmet = wait.operation.demand;\n      if (unmet <= 1) break;',
    to: 'if (this.#attempt(wait)) continue;\n      break;',
    what: 'Who asks for more than there is keeps those behind it in line from what would do for them.',
    foundBy: ['semaphore/line-of-sizes'],
  },
  {
    name: 'registrations/idle-keeps-it',
    module: registrations,
    from: 'if (idle?.length === 0) this.#idle.delete(word);\n    this.#notify(word, 1);',
    to: 'if (idle?.length === 0) this.#idle.delete(word);',
    what: 'The registration of a wait that was given up eats the notification it gets.',
    foundBy: ['memory/cancelled', 'lock/async-timeout'],
  },
  {
    name: 'registrations/adopted-without-a-look',
    module: registrations,
    from: 'if (registration !== void 0 && Atomics.load(this.#words, word) !== expected) {',
    to: 'if (false) {',
    what: 'A wait that adopts a registration does not see that the word has changed before.',
    foundBy: ['memory/adopted'],
  },
  {
    name: 'monitor/not-repaired',
    module: monitor,
    from: 'if (outcome === "inherited") this.#repair?.();',
    to: '',
    what: 'What a dead thread has left half done stays so.',
    foundBy: ['monitor/dies-inside'],
  },
  {
    name: 'monitor/parked-not-noted',
    module: monitor,
    from: 'operation.parked ||= slept !== "not-equal";',
    to: '',
    what: 'A woken thread does not announce again for those who are still parked.',
    foundBy: ['monitor/exclusion-of-three'],
  },
];
