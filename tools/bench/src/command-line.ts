/** The options of a bench. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly help: boolean;
}

const DEFAULT_ROUNDS = 7;

/** @throws Error with a sentence for the user */
export function parseOptions(args: readonly string[], scenarios: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.filter((name) => !scenarios.includes(name));
  if (unknown.length > 0) {
    throw new Error(`there is no scenario ${unknown.join(', ')}; there are: ${scenarios.join(', ')}`);
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds must be an integer, 1 or more, got ${values.rounds}`);
  }
  return { only, rounds, help: values.help };
}

export function helpText(title: string, scenarios: readonly { name: string; title: string }[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return [
    title,
    '',
    '  --only <name>    measure this scenario only (may be repeated, or a list with commas); writes no results',
    `  --rounds <n>     how often every contender is measured (default ${DEFAULT_ROUNDS})`,
    '  --help           print this',
    '',
    'Scenarios:',
    ...scenarios.map(({ name, title: about }) => `  ${name.padEnd(width)}  ${about}`),
  ].join('\n');
}
