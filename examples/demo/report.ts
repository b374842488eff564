/** The tables at the end. */
import Table from 'cli-table3';
import type { Answer, TypeTotals } from './answer.js';
import type { Problem, SourceTree } from './walk.js';
import type { WordCounts } from './words.js';
import { type Crew, crewText, type TeamAnswer } from './workers.js';

/** An answer and how long it took. */
export interface Timed<A extends Answer = Answer> {
  readonly answer: A;
  readonly ms: number;
}

const TYPES_SHOWN = 12;
const PROBLEMS_SHOWN = 5;
const WORKERS_SHOWN = 16;
/** Keep the table within 80 columns. */
const TYPE_WIDTH = 12;
const WORDS_WIDTH = 28;

const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** The table library would colour a file, too. */
const colours = process.stdout.isTTY && process.stdout.hasColors();
const STYLE = { head: colours ? ['cyan'] : [], border: colours ? ['grey'] : [], compact: true };

/** The types of files, most files first, and their most frequent words. */
export function typeTable(tree: SourceTree, answer: Answer): string {
  const table = new Table({
    head: ['type', 'files', 'bytes', 'lines', 'most frequent words'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: STYLE,
  });
  const types = tree.types
    .map((type, number) => ({
      type,
      totals: answer.totals[number] as TypeTotals,
      words: answer.words[number] as WordCounts,
    }))
    .filter(({ totals }) => totals.files > 0)
    .sort((a, b) => b.totals.files - a.totals.files);
  for (const { type, totals, words } of types.slice(0, TYPES_SHOWN)) {
    table.push([shorten(printable(type), TYPE_WIDTH), ...totalsCells(totals), frequentWords(words)]);
  }
  const rest = types.slice(TYPES_SHOWN).map(({ totals }) => totals);
  if (rest.length > 0) table.push([`${rest.length} more`, ...totalsCells(sum(rest)), '']);
  table.push(['all', ...totalsCells(sum(answer.totals)), '']);
  return table.toString();
}

/** How fast each pass was, and what each worker contributed. */
export function speedTable(reference: Timed, together: Timed<TeamAnswer>, crew: Crew): string {
  const table = new Table({
    head: ['', 'files', 'bytes', 'seconds', 'files/s', 'speed-up'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: STYLE,
  });
  const row = (title: string, { answer, ms }: Timed) => {
    const { files, bytes } = sum(answer.totals);
    return [
      title,
      integer.format(files),
      integer.format(bytes),
      decimal.format(ms / 1000),
      integer.format(files / (ms / 1000)),
      `${decimal.format(reference.ms / ms)}x`,
    ];
  };
  table.push(row('one thread', reference));
  table.push(row(crewText(crew), together));
  for (const { worker, files, bytes } of together.answer.contributions.slice(0, WORKERS_SHOWN)) {
    table.push([`  ${worker}`, integer.format(files), integer.format(bytes), '', '', '']);
  }
  return table.toString();
}

/** What was left out, a line each; nothing if nothing was. */
export function omissions(tree: SourceTree, answer: Answer): string[] {
  const unreadable = [...answer.rows].flatMap(([number, row]): Problem[] => {
    return 'problem' in row ? [{ path: tree.files[number]?.path ?? '', code: row.problem }] : [];
  });
  const problems = [...tree.problems, ...unreadable].sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines: string[] = [];
  if (tree.links > 0) lines.push(`Not followed: ${count(tree.links, 'symbolic link')}.`);
  if (tree.specials > 0)
    lines.push(`Not read: ${count(tree.specials, 'socket, pipe or device', 'sockets, pipes and devices')}.`);
  if (problems.length > 0) lines.push(`Could not be read: ${count(problems.length, 'file or folder', '')}:`);
  return [...lines, ...firstOf(problems.map(({ path, code }) => `${path} (${code})`))];
}

/** The first few of many lines, indented. */
export function firstOf(lines: readonly string[]): string[] {
  const shown = lines.slice(0, PROBLEMS_SHOWN).map((line) => `  ${printable(line)}`);
  const hidden = lines.length - shown.length;
  return hidden > 0 ? [...shown, `  and ${integer.format(hidden)} more`] : shown;
}

/** File names may hold line ends and what else commands a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\u{fffd}');
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function totalsCells({ files, bytes, lines }: TypeTotals): string[] {
  return [files, bytes, lines].map((value) => integer.format(value));
}

function sum(totals: readonly TypeTotals[]): TypeTotals {
  return {
    files: totals.reduce((total, { files }) => total + files, 0),
    bytes: totals.reduce((total, { bytes }) => total + bytes, 0),
    lines: totals.reduce((total, { lines }) => total + lines, 0),
  };
}

/** As many of the most frequent words as fit into the column. */
function frequentWords(words: WordCounts): string {
  const sorted = [...words].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  let text = '';
  for (const [word] of sorted) {
    const longer = text === '' ? word : `${text} ${word}`;
    if (longer.length > WORDS_WIDTH) break;
    text = longer;
  }
  return text;
}

function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${integer.format(number)} ${number === 1 ? noun : plural}`;
}
