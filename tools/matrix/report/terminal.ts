/** What the terminal shows: progress while suites run, failures as they come, tables at the end. */
import { styleText } from 'node:util';
import Table from 'cli-table3';
import ora from 'ora';
import type { Listener } from '../matrix.ts';
import { countsOf, type FileResult, isMissing, type MatrixResult, type RuntimeResult } from '../results.ts';
import { featureTable, notApplicable, seconds } from './notes.ts';

/** What a failed file printed beyond this is in the JSON report only. */
const shownOutput = 4000;

/** Shows how far it is. */
export function progress(files: number): Listener {
  const { isTTY, columns } = process.stdout;
  // Some pseudo-terminals have no width, in which a spinner would look for its end for ever.
  const spinner = isTTY && columns > 0 ? ora({ stream: process.stdout, discardStdin: false }) : undefined;
  return {
    runtimeStarts({ name }) {
      spinner?.start(name);
    },
    fileEnds({ name }, file, ended) {
      if (file.tests.some(({ outcome }) => outcome === 'failed')) {
        spinner?.stop();
        console.log(failuresOf(name, file));
      }
      spinner?.start(`${name} ${ended}/${files} files`);
    },
    runtimeEnds(result) {
      spinner?.stop();
      console.log(summaryOf(result));
    },
    interrupted() {
      spinner?.stop();
    },
  };
}

/** The tables. */
export function tables(result: MatrixResult): string {
  return [sums(result), features(result), leftOut(result)].filter((part) => part !== '').join('\n\n');
}

function failuresOf(runtime: string, file: FileResult): string {
  const failed = file.tests.filter(({ outcome }) => outcome === 'failed');
  const parts = failed.map(({ name, failures }) => {
    const title = styleText('red', `✗ ${runtime}: ${file.file} > ${name}`);
    const details = failures.map(({ message, diff, stack }) => {
      return [indented(message), diff && indented(diff), stack].filter(Boolean).join('\n');
    });
    return [title, ...details].join('\n');
  });
  const output = file.output.trim();
  if (output !== '') parts.push(styleText('dim', indented(`printed:\n${output.slice(-shownOutput)}`)));
  return `${parts.join('\n')}\n`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function summaryOf(result: RuntimeResult): string {
  if (isMissing(result)) {
    return `${styleText('yellow', '–')} ${result.name} is missing: ${result.missing}\n  ${result.remedy}`;
  }
  const { passed, failed, notApplicable } = countsOf(result);
  const sign = failed === 0 ? styleText('green', '✓') : styleText('red', '✗');
  const parts = [`${passed} passed`, `${failed} failed`, `${notApplicable} not applicable`];
  return `${sign} ${result.name} ${result.version}: ${parts.join(', ')} (${seconds(result.ms)})`;
}

function sums(result: MatrixResult): string {
  const table = new Table({
    head: ['Runtime', 'Version', 'Passed', 'Failed', 'Not applicable', 'Time'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const runtime of result.runtimes) {
    if (isMissing(runtime)) {
      table.push([runtime.name, { content: 'missing', colSpan: 5 }]);
      continue;
    }
    const { passed, failed, notApplicable } = countsOf(runtime);
    table.push([runtime.name, runtime.version, passed, failed, notApplicable, seconds(runtime.ms)]);
  }
  return table.toString();
}

function features(result: MatrixResult): string {
  const { columns, rows } = featureTable(result);
  if (rows.length === 0) return '';
  const table = new Table({
    head: ['What runtimes differ in', ...columns.map((column) => column.replace(', ', '\n'))],
    colAligns: ['left', ...columns.map(() => 'center' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, available } of rows) {
    table.push([name, ...available.map((is) => (is === undefined ? '?' : is ? '✓' : '–'))]);
  }
  const width = Math.max(...rows.map(({ name }) => name.length));
  const meanings = rows.map(({ name, meaning }) => `  ${name.padEnd(width)}  ${meaning}`);
  return `${table}\n${meanings.join('\n')}`;
}

function leftOut(result: MatrixResult): string {
  const groups = notApplicable(result).map(({ runtime, needs, tests }) =>
    [`${runtime} has no ${needs}, which is needed by`, ...tests.map((test) => `  ${test}`)].join('\n'),
  );
  return groups.length === 0 ? '' : ['Not applicable', ...groups].join('\n');
}
