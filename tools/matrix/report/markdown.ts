import { markdownTable } from 'markdown-table';
import { countsOf, isMissing, type MatrixResult } from '../results.ts';
import { featureTable, notApplicable, seconds, usedRuntimes } from './notes.ts';

/** The whole result as a Markdown page. */
export function markdown(result: MatrixResult): string {
  const parts = [`# Runtime matrix of ${result.package}`, sums(result)];
  const features = featureSection(result);
  if (features !== '') parts.push('## What the runtimes offer', features);
  const groups = notApplicable(result);
  if (groups.length > 0) parts.push('## Not applicable');
  for (const { runtime, needs, tests } of groups) {
    parts.push(`**${runtime}** has no ${needs}:`, list(tests));
  }
  const failures = failureList(result);
  if (failures.length > 0) parts.push('## Failed', list(failures));
  return `${parts.join('\n\n')}\n`;
}

function sums(result: MatrixResult): string {
  const rows = result.runtimes.map((runtime) => {
    if (isMissing(runtime)) return [runtime.name, 'missing', '', '', '', ''];
    const { passed, failed, notApplicable } = countsOf(runtime);
    return [
      runtime.name,
      runtime.version,
      ...[passed, failed, notApplicable].map(String),
      seconds(runtime.ms),
    ];
  });
  return markdownTable([['Runtime', 'Version', 'Passed', 'Failed', 'Not applicable', 'Time'], ...rows], {
    align: ['l', 'l', 'r', 'r', 'r', 'r'],
  });
}

function featureSection(result: MatrixResult): string {
  const { columns, rows } = featureTable(result);
  if (rows.length === 0) return '';
  const sign = (is: boolean | undefined) => (is === undefined ? '?' : is ? 'yes' : 'no');
  return markdownTable([
    ['Feature', ...columns, 'Meaning'],
    ...rows.map(({ name, available, meaning }) => [name, ...available.map(sign), meaning]),
  ]);
}

function failureList(result: MatrixResult): string[] {
  return usedRuntimes(result).flatMap(({ name: runtime, files }) =>
    files.flatMap(({ file, tests }) =>
      tests
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ name, failures }) => `${runtime}: ${file} > ${name}: ${failures[0]?.message.split('\n')[0]}`),
    ),
  );
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
