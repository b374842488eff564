/** `@weft/bench`: what the benches of all packages have in common. */
export { canBindThreads } from './bind-thread.js';
export { buildCrate } from './cargo.js';
export {
  type Contender,
  expectResult,
  labelOf,
  type Role,
  type Running,
  Unavailable,
  WrongResult,
} from './contender.js';
export { type CountingProgramOptions, countingProgram, pythonLock } from './counting-program.js';
export { type Curve, curves } from './curves.js';
export type { Drawing } from './drawing.js';
export type { Participants } from './machine.js';
export { measure } from './measure.js';
export {
  millionsPerSecond,
  nanosecondsEach,
  type Pace,
  ROUND_MS,
  repeat,
  repeatAsync,
  totalOperations,
  wallNanoseconds,
} from './pace.js';
export type { Place, Play, Player } from './player.js';
export { plot } from './plot.js';
export { runProgram } from './program.js';
export type { BenchRecord, Entry, ScenarioRecord } from './record.js';
export { report } from './report.js';
export { type Bench, runBench } from './run-bench.js';
export {
  BYTES,
  MICROSECONDS,
  MILLIONS_PER_SECOND,
  NANOSECONDS,
  type Scenario,
  type Target,
  type Unit,
} from './scenario.js';
export { median, ratioOf, type Summary, summarize } from './statistics.js';
export { Team, type TeamOptions } from './team.js';
export { judge, type Loss, lossesIn, type Verdict } from './verdicts.js';
