/** A whole run as text: Markdown that reads well in a terminal too. */
import type { Drawing } from './drawing.js';
import type { BenchRecord, ScenarioRecord } from './record.js';
import { lossesTable, measurementsTable, targetsTable } from './tables.js';
import { lossesIn, NOISE } from './verdicts.js';

/** One scenario: what it is, its figures, and who was not measured. */
export function scenarioSection(scenario: ScenarioRecord): string {
  const { name, title, about, skipped } = scenario;
  const missing = skipped.map(({ label, why }) => `- not measured: ${label}: ${why}`);
  return [`## ${title} (\`${name}\`)`, about, measurementsTable(scenario), missing.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Targets met and missed. */
export function targetsSection({ scenarios }: BenchRecord): string {
  return `## Targets\n\n${targetsTable(scenarios)}`;
}

/** Where the subject loses: every contender of the same case that was better than it. */
export function lossesSection({ scenarios }: BenchRecord, subject: string): string {
  const losses = scenarios.flatMap((scenario) =>
    lossesIn(scenario).map((loss) => ({ ...loss, scenario: scenario.name })),
  );
  const rule = `Differences up to ${NOISE}x are not counted.`;
  const found = losses.length === 0 ? 'Nowhere in this run.' : lossesTable(losses);
  return `## Where ${subject} loses\n\n${rule}\n\n${found}`;
}

/** The whole run. @param drawings beside the plot of all contenders, by their files */
export function report(
  record: BenchRecord,
  subject: string,
  plotFile: string,
  drawings: readonly Pick<Drawing, 'file' | 'title'>[] = [],
): string {
  return `${[
    `# ${record.title}`,
    provenance(record),
    `![Medians and ranges of all contenders](${plotFile})`,
    ...drawings.map(({ file, title }) => `![${title}](${file})`),
    targetsSection(record),
    ...record.scenarios.map(scenarioSection),
    lossesSection(record, subject),
  ].join('\n\n')}\n`;
}

function provenance({ date, machine, versions, rounds }: BenchRecord): string {
  const { processor, cores, architecture, memory, system, loadBefore, bindsThreads } = machine;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    'Written by the bench itself; run it again rather than edit this. Medians over rounds in which the contenders take',
    'turns; a ratio is the median of the ratios within the rounds. Compare ratios, not machines.',
    '',
    `- ${date.slice(0, 10)}, ${rounds} rounds; load average before the run: ${loadBefore.toFixed(2)}`,
    `- ${processor}, ${cores} cores, ${architecture}, ${memory}, ${system}`,
    `- threads ${bindsThreads ? 'are' : 'could not be'} bound to processors where a scenario says so`,
    `- ${programs.join(', ')}`,
  ].join('\n');
}
