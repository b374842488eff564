export { DivergenceError } from './divergence.js';
export { explore } from './explore.js';
export type { Problem } from './findings.js';
export { type Replay, replay } from './replay.js';
export type { Budget, Finding, FindingKind, Progress, Report } from './report.js';
