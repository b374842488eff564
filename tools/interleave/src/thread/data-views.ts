/** `DataView`s of shared memory: a step names the bytes, the access itself is done as the thread goes on. */
import { callSteps } from './call-steps.js';
import type { StepHelpers } from './step-helpers.js';
import type { Steps } from './stepper.js';
import type { UndoLog } from './undo-log.js';

/** `getInt32` and the like, from the bits in its name. */
function bytesOf(method: string): number {
  return Number(/\d+/.exec(method)?.[0]) / 8;
}

type Access = (site: number, view: DataView, method: string, ...args: unknown[]) => Steps;

/** Calls a method of what is a `DataView` more likely than not. */
export function dataViewAccess(steps: StepHelpers, undo: UndoLog): Access {
  return function* (site, view, method, ...args) {
    if (!(view instanceof DataView)) {
      return yield* callSteps((view as Record<string, never>)[method] as never, view, ...args);
    }
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const at = Number(args[0]);
    const isWrite = method.startsWith('set');
    if (view.buffer instanceof SharedArrayBuffer) {
      if (isWrite) yield steps.$write(bytes, at, bytesOf(method), Number(args[1]), site);
      else yield steps.$read(bytes, at, bytesOf(method), site);
    } else if (isWrite) {
      undo.noteRange(bytes as never, at, bytesOf(method));
    }
    return (view[method as 'getInt32'] as (...given: unknown[]) => unknown).apply(view, args);
  };
}
