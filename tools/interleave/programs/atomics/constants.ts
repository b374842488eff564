/** Constants of `@weft/atomics` that models need smaller, or other, than they ship. */
type Constants = Readonly<Record<string, Readonly<Record<string, number>>>>;

const DEADLOCK = 'packages/atomics/src/waiting/deadlock.ts';
const HOME = 'packages/atomics/src/region/home.ts';
const LAYOUT = 'packages/atomics/src/layout.ts';
const MONITOR = 'packages/atomics/src/mutex/monitor.ts';

/** Waiters call a fair round whenever they are overtaken, not once in some milliseconds. */
export const fairAtOnce: Constants = { [LAYOUT]: { FAIR_EVERY_MS: 0 } };

/** The same, and a lock that was handed on is anybody's at once, as if the thread it was kept for were busy. */
export const fairButLeftLying: Constants = { [LAYOUT]: { FAIR_EVERY_MS: 0, FAIR_FOR_MS: -1 } };

/** Who finds a monitor taken parks at once: looking two hundred times adds nothing but steps. */
export const monitorsPark: Constants = { [MONITOR]: { ROUNDS: -1 } };

/** A table of waiters that is just large enough: each look through it takes as many steps as it has places. */
export const barriersHaveNoSpareRoom: Constants = { [LAYOUT]: { SPARE_WAITERS: 0 } };

/** Few participants, so that a look at all of them is short, and little patience with who should tell a deadlock. */
export const deadlocksToldSoon: Constants = {
  [HOME]: { HOME_PARTICIPANTS: 5 },
  [DEADLOCK]: { PATIENCE: 2 },
};
