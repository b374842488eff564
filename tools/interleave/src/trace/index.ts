export { type TextOptions, traceText } from './text.js';
export type { Trace, TraceStep } from './trace.js';
