/** How queues are explored: the constants that are made smaller, and the plain looks that may be out of date. */
import type { Exploration } from '@weft/interleave/program';
import { fairAtOnce as fairLocks, monitorsPark } from '../atomics/constants.js';

/** Plain accesses that do race. (Rings have more of them.) */
export const races = [
  { within: 'take', why: 'the first look for something to take: who sees nothing looks again, atomically' },
  { within: '#knownItems', why: 'part of that look' },
  { within: '#look', why: 'the position counts only if the commit word is the same before and after' },
  { within: '#position', why: 'a guess whether there is room, before the mutex is taken' },
  { within: 'keepsNewcomersOut', why: 'seeing the start or the end of a fair round late does no harm' },
];

/** For all queues. */
export const exploration: Exploration = { constants: monitorsPark, races };

/** Waiters call a fair round whenever they are overtaken, not once in some milliseconds. */
export const fairAtOnce: Exploration = { ...exploration, constants: { ...monitorsPark, ...fairLocks } };
