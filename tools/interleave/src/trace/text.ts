/**
 * A trace for reading: one line per step, each thread in a column of its own, the line of source beside it.
 *
 *     step  thread 0                       thread 1
 *        1  load [3] is 0                                                 lock.ts:12 take   if (Atomics.load(…
 *        2                                 compareExchange [3] 0 → 2      lock.ts:14 take   …
 */
import { WAITED } from '../machine/op.js';
import type { Trace, TraceStep } from './trace.js';

export interface TextOptions {
  /** Characters of a thread's column at least. Default 24. */
  readonly column?: number;
  /** Characters of a line of source at most. Default 72. */
  readonly source?: number;
}

export function traceText(trace: Trace, options: TextOptions = {}): string {
  const { column = 24, source = 72 } = options;
  const texts = trace.steps.map(describe);
  const widths = Array.from({ length: trace.threads }, (_, thread) =>
    trace.steps.reduce(
      (width, step, at) => (step.thread === thread ? Math.max(width, texts[at]!.length + 2) : width),
      column,
    ),
  );
  const places = trace.steps.map(whereOf);
  const widest = places.reduce((width, place) => Math.max(width, place.length), 0);
  const lines = [
    `step  ${widths.map((width, thread) => `thread ${thread}`.padEnd(width)).join('')}`.trimEnd(),
  ];
  for (const [at, step] of trace.steps.entries()) {
    const cells = widths
      .map((width, thread) => (isIn(step, thread) ? texts[at]! : '').padEnd(width))
      .join('');
    const line = clip(step.place?.text ?? '', source);
    lines.push(`${String(at + 1).padStart(4)}  ${cells}${places[at]!.padEnd(widest)}  ${line}`.trimEnd());
  }
  return lines.join('\n');
}

/** What belongs to nobody is told in the first column. */
function isIn(step: TraceStep, thread: number): boolean {
  return (step.thread ?? 0) === thread;
}

function whereOf({ place }: TraceStep): string {
  if (place === undefined) return '';
  const file = place.file.slice(place.file.lastIndexOf('/') + 1);
  return `${file}:${place.line} ${place.within}`.trimEnd();
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function describe(step: TraceStep): string {
  const { verb, element, woken } = step;
  if (verb === 'pulse') return '… long waits end …';
  const parts = [verb];
  if (element !== undefined) parts.push(elementText(element));
  const effect = effectText(step);
  if (effect !== '') parts.push(effect);
  if (woken.length > 0) parts.push(`(wakes ${woken.map((thread) => `thread ${thread}`).join(', ')})`);
  return parts.join(' ');
}

function elementText({ buffer, index, count }: NonNullable<TraceStep['element']>): string {
  const name = buffer === undefined ? '' : buffer < 0 ? 'new' : String.fromCharCode(97 + buffer);
  return count === 1 ? `${name}[${index}]` : `${name}[${index}…${index + count - 1}]`;
}

function effectText(step: TraceStep): string {
  const { verb, expected, before, after, answer } = step;
  switch (verb) {
    case 'load':
    case 'read':
      return before === undefined ? '' : `is ${before}`;
    case 'compareExchange':
      if (before === after && answer !== expected) return `is ${before}, not ${expected}`;
      return `${before} → ${after}`;
    case 'wait':
      if (answer === undefined) return `is ${before}: sleeps`;
      return answer === WAITED.NOT_EQUAL ? `is ${before}, not ${expected}` : 'times out';
    case 'waitAsync':
      return answer === 0 ? `is ${before}, not ${expected}` : `is ${before}: registration ${answer}`;
    case 'notify':
      return answer === 0 ? 'finds nobody' : `${answer}`;
    case 'event loop':
      return answer === undefined ? '' : `hears of registration ${answer}`;
    default:
      return before === undefined || after === undefined ? '' : `${before} → ${after}`;
  }
}
