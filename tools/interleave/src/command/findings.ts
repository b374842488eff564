/** A finding, as it is told. */
import type { Entry } from './catalogue.js';
import type { Mutant } from './mutant.js';
import type { Outcome } from './task.js';

/** What was found, its trace, and how to see it again. */
export function describeFinding(
  program: Entry,
  { finding, trace, refusal }: Outcome,
  mutant?: Mutant,
): string {
  if (refusal !== undefined) return `${program.name} cannot be explored: ${refusal}`;
  if (finding === undefined) return `${program.name}: nothing was found.`;
  const words = mutant === undefined ? program.name : `--mutant ${mutant.name}`;
  return [
    `${program.name}: ${finding.kind}. ${program.about}`,
    '',
    `  ${finding.message}`,
    '',
    trace ?? '',
    '',
    `To see it again: npm run check:interleave -- ${words} --replay ${finding.schedule}`,
  ].join('\n');
}

/** What a mutant changes, as lines taken out and put in. */
export function describeMutant({ name, module, what, from, to }: Mutant): string {
  const lines = (text: string, sign: string) =>
    text === '' ? [] : text.split('\n').map((line) => `  ${sign} ${line.trim()}`);
  return [`Mutant ${name}: ${what}`, `  ${module}, as built:`, ...lines(from, '-'), ...lines(to, '+')].join(
    '\n',
  );
}
