/** A bench from its command line to the files with its results. */
import { mkdir, writeFile } from 'node:fs/promises';
import { helpText, type Options, parseOptions } from './command-line.js';
import type { Drawing } from './drawing.js';
import { describeMachine, describeVersions, type Participants } from './machine.js';
import { measure } from './measure.js';
import { plot } from './plot.js';
import type { BenchRecord, ScenarioRecord } from './record.js';
import { lossesSection, report, scenarioSection, targetsSection } from './report.js';
import type { Scenario } from './scenario.js';

export interface Bench {
  readonly title: string;
  /** Whose bench it is, for "Where … loses". */
  readonly subject: string;
  readonly scenarios: readonly Scenario[];
  readonly participants: Participants;
  /** The folder for the results; only a run of all scenarios writes there. */
  readonly results: URL;
  /** What is drawn beside the plot of all contenders. */
  readonly drawings?: readonly Drawing[];
}

/** Runs a bench as the command line asks; a wrong result or option makes the process fail. */
export async function runBench(bench: Bench, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { title, scenarios } = bench;
  let options: Options;
  try {
    options = parseOptions(
      args,
      scenarios.map(({ name }) => name),
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return;
  }
  if (options.help) {
    console.log(helpText(title, scenarios));
    return;
  }
  try {
    await run(bench, options);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}

async function run(bench: Bench, { only, rounds }: Options): Promise<void> {
  const machine = describeMachine();
  const versions = describeVersions(bench.participants);
  const chosen = bench.scenarios.filter(({ name }) => only.length === 0 || only.includes(name));
  const measured: ScenarioRecord[] = [];
  for (const scenario of chosen) {
    measured.push(await measure(scenario, rounds));
    console.log(`\n${scenarioSection(measured.at(-1) as ScenarioRecord)}`);
  }
  const { title, subject } = bench;
  const record: BenchRecord = {
    title,
    date: new Date().toISOString(),
    machine,
    versions,
    rounds,
    scenarios: measured,
  };
  console.log(`\n${targetsSection(record)}\n\n${lossesSection(record, subject)}`);
  if (only.length === 0) await write(bench, record);
}

async function write({ results, subject, drawings = [] }: Bench, record: BenchRecord): Promise<void> {
  const plotFile = 'results.svg';
  await mkdir(results, { recursive: true });
  await writeFile(new URL('results.json', results), `${JSON.stringify(record, null, 2)}\n`);
  await writeFile(new URL(plotFile, results), `${await plot(record)}\n`);
  for (const { file, draw } of drawings) {
    await writeFile(new URL(file, results), `${await draw(record)}\n`);
  }
  await writeFile(new URL('README.md', results), report(record, subject, plotFile, drawings));
  console.log(`\nWritten to ${results.pathname}: README.md, results.json and the plots`);
}
