/** Targets as functions, in a thread that has loaded the package. */
import { createRequire } from 'node:module';
import { makeResolver, type Runnable } from '../boot/make-resolver.js';
import { here } from '../table/here.js';
import type { TargetDescription } from './description.js';

const resolve = makeResolver(createRequire(`${process.cwd()}/`), here());

/**
 * The function that a description stands for; the second time it is found in a table.
 *
 * @throws TargetNotFoundError, and whatever the module of the target throws when it is loaded
 */
export function resolveTarget(target: TargetDescription): Promise<Runnable> {
  return resolve(target);
}
