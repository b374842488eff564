/** `npm run check:interleave`: see README.md, or `--help`. */
import { mutants, named, programs } from './catalogue.js';
import { readCommandLine, type Wishes } from './command-line.js';
import { further } from './full.js';
import { CommandProblem } from './problem.js';
import { runMutants, showMutant } from './run-mutants.js';
import { runPrograms } from './run-programs.js';
import { mutantList, programList } from './tables.js';
import { repeat } from './task.js';

try {
  process.exitCode = (await obey(readCommandLine(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof CommandProblem)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = 1;
}

/** Does what was asked for; returns whether all is well. */
async function obey(wishes: Wishes): Promise<boolean> {
  const allPrograms = await programs();
  const allMutants = await mutants();
  if (wishes.mutant !== undefined) {
    return showMutant(named(allMutants, wishes.mutant, 'mutant'), allPrograms, wishes.replay);
  }
  if (wishes.replay !== undefined) {
    const program = named(allPrograms, wishes.patterns[0] ?? '', 'program');
    console.log(await repeat({ program }, wishes.replay));
    return true;
  }
  const chosen = wishes.mutants ? [] : matching(allPrograms, wishes.patterns);
  const chosenMutants = wishes.mutants || wishes.list ? matching(allMutants, wishes.patterns) : [];
  if (chosen.length + chosenMutants.length === 0) {
    throw new CommandProblem(
      `Nothing is called like ${wishes.patterns.join(' or ')}.`,
      '--list names them all.',
    );
  }
  if (wishes.list) {
    if (chosen.length > 0) console.log(`Programs\n${programList(chosen)}\n`);
    if (chosenMutants.length > 0) console.log(`Mutants\n${mutantList(chosenMutants)}`);
    return true;
  }
  const failed = wishes.mutants
    ? await runMutants(chosenMutants, allPrograms, wishes)
    : await runPrograms(wishes.seconds === undefined ? chosen.map(further) : chosen, wishes);
  return failed === 0;
}

function matching<T extends { readonly name: string }>(all: readonly T[], patterns: readonly string[]): T[] {
  if (patterns.length === 0) return [...all];
  return all.filter(({ name }) => patterns.some((pattern) => name.includes(pattern)));
}
