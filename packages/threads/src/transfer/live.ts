/** Loads what the shared objects in a value need, where it has arrived. */
import { attach, setThreadName } from '@weft/atomics';
import { kindOfName, standInKind } from '@weft/atomics/kit';
import { moduleAddress } from '../module-address.js';
import { here, ownSeat, threadTable } from '../table/here.js';

/** Kinds of shared object that `@weft/atomics` does not know by itself, and the packages that make them. */
const PACKAGES: Readonly<Record<string, string>> = {
  Queue: 'shared-queue',
  LifoQueue: 'shared-queue',
  PriorityQueue: 'shared-queue',
  SpscRing: 'shared-queue',
  Pipe: 'pipe',
  Connection: 'pipe',
  ThreadLocal: 'thread-local',
};

const LOADERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'shared-queue': () => import('@weft/shared-queue'),
  'native-shm': () => import('@weft/native-shm'),
  pipe: () => import('../pipe/index.js'),
  'thread-local': () => import('../thread-local.js'),
};

/**
 * The package that has to be loaded for objects of that kind, or the address of the module: kinds that packages above this
 * one have registered say themselves where they come from.
 */
export function packageOf(kind: string): string | undefined {
  return PACKAGES[kind] ?? kindOfName(kind)?.module ?? standInKind(kind)?.module;
}

/** Loads packages by what `packageOf` gives. */
export async function loadPackages(names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => LOADERS[name]?.() ?? import(name)));
}

/** Where this module is found: the boot code loads it if there are shared objects among the arguments. */
export const liveModule: string = moduleAddress(import.meta);

here().attach = async (value, packages) => {
  await loadPackages(packages);
  return attach(value);
};

// The thread has its name from before the package was loaded; reports of deadlocks are to show it.
if (here().kind === 'thread') setThreadName(threadTable().name(ownSeat()));
