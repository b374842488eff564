/**
 * Accesses of many elements at once. The step says which elements; the access itself is done as the thread goes on,
 * before anybody else does.
 */
import type { SharedArray } from '../machine/op.js';
import { callSteps } from './call-steps.js';
import type { StepHelpers } from './step-helpers.js';
import type { Steps } from './stepper.js';
import type { UndoLog } from './undo-log.js';

/** Whether others can see what is in an array. */
export function isShared(array: unknown): array is SharedArray {
  return ArrayBuffer.isView(array) && array.buffer instanceof SharedArrayBuffer;
}

/** Whether `array[index]` is an element that others can see: other members of an array are not. */
export function isSharedElement(array: unknown, index: unknown): boolean {
  return isShared(array) && typeof index === 'number' && index >= 0 && index < array.length;
}

type Bulk = (site: number, target: Int32Array, ...args: unknown[]) => Steps;

/** By the names of methods of typed arrays; other objects are asked for methods of their own. */
export function bulkHelpers(steps: StepHelpers, undo: UndoLog): Readonly<Record<string, Bulk>> {
  function* own(target: object, name: string, args: readonly unknown[]): Steps {
    const method = (target as Record<string, never>)[name] as never;
    return yield* callSteps(method, target, ...args);
  }

  /** @param first the first value, which is all of it for who writes single elements */
  function* write(
    site: number,
    target: Int32Array,
    start: number,
    count: number,
    first: number | undefined,
  ): Steps<void> {
    if (count <= 0) return;
    if (isShared(target)) yield steps.$write(target, start, count, first as number, site);
    else undo.noteRange(target, start, count);
  }

  function* read(site: number, source: unknown, start: number, count: number): Steps<void> {
    if (count > 0 && isShared(source)) yield steps.$read(source, start, count, site);
  }

  return {
    *set(site, target, ...args) {
      if (!ArrayBuffer.isView(target)) return yield* own(target, 'set', args);
      const [source, offset = 0] = args as [ArrayLike<number>, number?];
      yield* read(site, source, 0, source.length);
      yield* write(site, target, offset, source.length, source[0]);
      return target.set(source, offset);
    },
    *fill(site, target, ...args) {
      if (!ArrayBuffer.isView(target)) {
        undo.noteArray(target);
        return yield* own(target, 'fill', args);
      }
      const [value, from, to] = args as [number, number?, number?];
      const [start, end] = range(target.length, from, to);
      yield* write(site, target, start, end - start, value);
      return target.fill(value, start, end);
    },
    *copyWithin(site, target, ...args) {
      if (!ArrayBuffer.isView(target)) {
        undo.noteArray(target);
        return yield* own(target, 'copyWithin', args);
      }
      const [to, from, until] = args as [number, number, number?];
      const [start, end] = range(target.length, from, until);
      const [at] = range(target.length, to, undefined);
      const count = Math.min(end - start, target.length - at);
      yield* read(site, target, start, count);
      yield* write(site, target, at, count, target[start]);
      return target.copyWithin(at, start, end);
    },
    *slice(site, target, ...args) {
      if (!ArrayBuffer.isView(target)) return yield* own(target, 'slice', args);
      const [start, end] = range(target.length, args[0] as number | undefined, args[1] as number | undefined);
      yield* read(site, target, start, end - start);
      return target.slice(start, end);
    },
  };
}

/** Start and end as methods of arrays take them: negative ones count from the end. */
function range(length: number, from: number | undefined, to: number | undefined): [number, number] {
  const place = (at: number) => (at < 0 ? Math.max(0, length + at) : Math.min(at, length));
  const start = place(from ?? 0);
  return [start, Math.max(start, place(to ?? length))];
}
