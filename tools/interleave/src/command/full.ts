/** What a full run explores: a little further than the programs themselves ask for, as there is a night for it. */
import type { Entry } from './catalogue.js';

/** So many times the random executions. */
const TIMES = 50;

export function further(program: Entry): Entry {
  const { preemptions, random, ...exploration } = program.exploration;
  return {
    ...program,
    exploration: {
      ...exploration,
      ...(preemptions !== undefined && { preemptions: preemptions + 1 }),
      ...(random !== undefined && { random: { ...random, executions: random.executions * TIMES } }),
    },
  };
}
