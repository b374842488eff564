/**
 * The modules of shared memory in a copy that tells of every store. `src/shm/memory/store.ts` holds all of them; in the copy
 * its functions end with a call.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Region } from '@weft/atomics';
import { afterAll } from 'vitest';
import { bufferOf } from './images.js';

/** Beside the original, so that what that imports is found from there, too. */
const copy = new URL(`../../../dist-watched-${process.pid}/`, import.meta.url);
const STORE = new URL('shm/memory/store.js', copy);

/** Who is told. */
const WATCHER = '__weftAfterStore';

const scope = globalThis as unknown as Record<string, (() => void) | undefined>;

cpSync(fileURLToPath(new URL('../../../dist/', import.meta.url)), fileURLToPath(copy), { recursive: true });
writeFileSync(STORE, readFileSync(STORE, 'utf8').replaceAll(/^}$/gm, `  globalThis.${WATCHER}?.();\n}`));
afterAll(() => rmSync(copy, { recursive: true }));

const load = (path: string) => import(new URL(path, copy).href);

type Lists = typeof import('../../../dist/shm/list/shm-list.js');
type Dicts = typeof import('../../../dist/shm/table/shm-dict.js');
type Sets = typeof import('../../../dist/shm/table/shm-set.js');
type Values = typeof import('../../../dist/shm/value/shm-value.js');
type Arrays = typeof import('../../../dist/shm/array/shm-array.js');
type Heaps = typeof import('../../../dist/shm/memory/heap.js');
type Audits = typeof import('../../../dist/shm/memory/audit.js');

export const ShmList: Lists['ShmList'] = (await load('shm/list/shm-list.js')).ShmList;
export const ShmDict: Dicts['ShmDict'] = (await load('shm/table/shm-dict.js')).ShmDict;
export const ShmSet: Sets['ShmSet'] = (await load('shm/table/shm-set.js')).ShmSet;
export const ShmValue: Values['ShmValue'] = (await load('shm/value/shm-value.js')).ShmValue;
export const ShmArray: Arrays['ShmArray'] = (await load('shm/array/shm-array.js')).ShmArray;
export const Heap: Heaps['Heap'] = (await load('shm/memory/heap.js')).Heap;
export const auditHeap: Audits['auditHeap'] = (await load('shm/memory/audit.js')).auditHeap;

/** The memory of a region before, and after each store of, a call. */
export function imagesDuring(region: Region, action: () => void): SharedArrayBuffer[] {
  const buffer = bufferOf(region);
  const images = [buffer.slice(0)];
  duringStores(action, () => images.push(buffer.slice(0)));
  return images;
}

/** Runs `action` and calls `after` after each of its stores. */
function duringStores<T>(action: () => T, after: () => void): T {
  scope[WATCHER] = after;
  try {
    return action();
  } finally {
    scope[WATCHER] = undefined;
  }
}
