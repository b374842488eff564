/** Measures the contenders of a scenario, round after round, each in its turn. */
import { type Contender, labelOf, type Running, Unavailable, WrongResult } from './contender.js';
import type { Entry, ScenarioRecord, Skipped } from './record.js';
import type { Scenario } from './scenario.js';
import { summarize } from './statistics.js';

/** A contender in the middle of a run. */
interface Racer {
  readonly contender: Contender;
  readonly running: Running;
  readonly values: number[];
}

/**
 * Every contender works once to warm up, then once a round. Each round begins with another one, so that none always
 * runs behind the same other one.
 *
 * @throws WrongResult if a contender did not do its work
 */
export async function measure(scenario: Scenario, rounds: number): Promise<ScenarioRecord> {
  const racers: Racer[] = [];
  const skipped: Skipped[] = [];
  try {
    for (const contender of scenario.contenders) {
      const running = await startOrSkip(contender, skipped);
      if (running !== undefined) racers.push({ contender, running, values: [] });
    }
    for (const racer of racers) await runRound(racer);
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < racers.length; turn += 1) {
        const racer = racers[(round + turn) % racers.length] as Racer;
        racer.values.push(await runRound(racer));
      }
    }
  } finally {
    for (const { running } of racers) await running.stop?.();
  }
  const { name, title, about, unit, targets = [] } = scenario;
  return { name, title, about, unit, entries: racers.map(entryOf), skipped, targets };
}

async function startOrSkip(contender: Contender, skipped: Skipped[]): Promise<Running | undefined> {
  try {
    return await contender.start();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    skipped.push({ label: labelOf(contender), why: error.message });
    return undefined;
  }
}

async function runRound({ contender, running }: Racer): Promise<number> {
  try {
    return await running.round();
  } catch (error) {
    throw new WrongResult(`${labelOf(contender)} failed`, { cause: error });
  }
}

function entryOf({ contender, values }: Racer): Entry {
  const { role, case: where } = contender;
  return { label: labelOf(contender), case: where, role, values, ...summarize(values) };
}
