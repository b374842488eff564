import type { Mutant } from '@weft/interleave/mutant';

const condition = 'packages/atomics/src/condition.ts';
const table = 'packages/atomics/src/mutex/waiter-table.ts';

export const mutants: readonly Mutant[] = [
  {
    name: 'condition/enters-after-letting-go',
    module: condition,
    from: 'const ticket = Atomics.add(this.#block.words, this.#block.state + CONDITION.NEXT_TICKET, 1);\n    return this.#table.enter(ticket, this.#block.label);',
    to: 'const saved = this.#lock.releaseAll();\n    const ticket = Atomics.add(this.#block.words, this.#block.state + CONDITION.NEXT_TICKET, 1);\n    const place = this.#table.enter(ticket, this.#block.label);\n    this.#lock.reacquireSync(saved);\n    return place;',
    what: 'Between letting the lock go and taking a place among the waiters a notification finds nobody.',
    foundBy: ['condition/hand-over'],
  },
  {
    name: 'condition/told-too-late',
    module: condition,
    from: 'const told = this.#table.ending(mine) === "released";',
    to: 'const told = false;',
    what: 'A waiter that was told says that it timed out.',
    foundBy: ['condition/timeout-against-notify'],
  },
  {
    name: 'condition/aborted-keeps-it',
    module: condition,
    from: 'if (this.#leave(mine)) this.#table.release(1);',
    to: 'this.#leave(mine);',
    what: 'A task that is aborted keeps the notification that it got.',
    foundBy: ['condition/aborted'],
  },
  {
    name: 'condition/all-is-one',
    module: condition,
    from: 'this.#table.release(Number.POSITIVE_INFINITY);',
    to: 'this.#table.release(1);',
    what: 'One waiter is told instead of all.',
    foundBy: ['condition/notify-all'],
  },
  {
    name: 'table/ends-without-a-word',
    module: table,
    from: 'this.memory.notify(place2 + WAITER.STATE);\n    return true;',
    to: 'return true;',
    what: 'A waiter is released and not woken.',
    foundBy: ['condition/hand-over', 'barrier/meeting'],
  },
  {
    name: 'table/woken-before-released',
    module: table,
    from: 'if (Atomics.compareExchange(this.words, place2 + WAITER.STATE, state, next) !== state) return false;\n    this.memory.notify(place2 + WAITER.STATE);',
    to: 'this.memory.notify(place2 + WAITER.STATE);\n    if (Atomics.compareExchange(this.words, place2 + WAITER.STATE, state, next) !== state) return false;',
    what: 'A waiter is woken, finds that it is not released, and parks for ever.',
    foundBy: ['condition/hand-over', 'barrier/meeting'],
  },
  {
    name: 'table/dead-are-told',
    module: table,
    from: 'if (this.#passesOn && (state & WAITER.PHASE) === WAITER.RELEASED) this.release(1);',
    to: '',
    what: 'What a thread was told before it was killed is told nobody else.',
    foundBy: ['condition/told-one-dies'],
  },
  {
    name: 'table/newest-first',
    module: table,
    from: '(this.ticket(place2) - this.ticket(oldest) | 0) < 0',
    to: '(this.ticket(place2) - this.ticket(oldest) | 0) > 0',
    what: 'Who has waited shortest is told first.',
    foundBy: ['condition/longest-waiting-first'],
  },
  {
    name: 'table/tickets-compared',
    module: table,
    from: '(this.ticket(place2) - this.ticket(oldest) | 0) < 0',
    to: 'this.ticket(place2) < this.ticket(oldest)',
    what: 'Where the numbers of the waiters turn over, who has waited shortest is told first.',
    foundBy: ['condition/tickets-turn-over'],
  },
  {
    name: 'table/enters-taken-places',
    module: table,
    from: 'if (Atomics.load(this.words, place2 + WAITER.STATE) === 0) return place2;',
    to: 'return place2;',
    what: 'Two waiters have one place.',
    foundBy: ['condition/two-takers', 'barrier/meeting'],
  },
];
