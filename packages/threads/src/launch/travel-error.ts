import { ArgumentError } from '@weft/atomics';
import type { Job } from './launched.js';

/** Says what could not be cloned, if that was it; `clone` throws for what cannot. */
export function travelError(
  error: unknown,
  { args, target }: Job,
  clone: (value: unknown) => unknown,
): unknown {
  if (!/could not be cloned/.test((error as Error).message)) return error;
  const at = args.findIndex((argument) => !isCloneable(argument, clone));
  const isClass = target.kind === 'class' || (target.kind === 'task' && target.isClass);
  const which = isClass ? `a field of the ${target.name}` : at < 0 ? 'something in args' : `args[${at}]`;
  return new ArgumentError(
    `${which} cannot travel: ${(error as Error).message} Only what structured clone carries does, and objects of Weft`,
  );
}

function isCloneable(value: unknown, clone: (value: unknown) => unknown): boolean {
  try {
    clone(value);
    return true;
  } catch {
    return false;
  }
}
