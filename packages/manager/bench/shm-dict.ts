import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectResult, NANOSECONDS, type Scenario } from '@weft/bench';
import { open } from 'lmdb';
import { ShmDict } from '../dist/shm/index.js';
import { inThread, type Subject } from './shm/in-thread.js';
import { benchRegion } from './shm/memory.js';

const SIZE = 10_000;

const CASES = ['get', 'set', 'insert and delete'] as const;
type Case = (typeof CASES)[number];

/** The verbs that are compared. */
interface Dict {
  get(key: string): unknown;
  set(key: string, value: number): void;
  delete(key: string): void;
  stop?(): Promise<void> | void;
}

const KEYS = Array.from({ length: SIZE }, (_, i) => `customer ${i}`);

function subjectOf(dict: Dict, what: Case): Subject {
  for (const key of KEYS) dict.set(key, 1);
  let seen = 0;
  const calls: Record<Case, (i: number) => void> = {
    get(i) {
      seen += dict.get(KEYS[i % SIZE] as string) as number;
    },
    set(i) {
      dict.set(KEYS[i % SIZE] as string, i);
      seen += 1;
    },
    'insert and delete'(i) {
      dict.set('a key that comes and goes', i);
      dict.delete('a key that comes and goes');
      seen += 1;
    },
  };
  return {
    call: calls[what],
    check(count) {
      expectResult('the count', seen, count);
      expectResult('what is set', typeof dict.get(KEYS[count % SIZE] as string), 'number');
    },
    stop: () => dict.stop?.(),
  };
}

function weftDict(): Dict {
  const region = benchRegion();
  const dict = new ShmDict<string, number>({ in: region });
  return {
    get: (key) => dict.getSync(key),
    set: (key, value) => dict.setSync(key, value),
    delete: (key) => void dict.deleteSync(key),
    stop: () => region.close(),
  };
}

function plainMap(): Dict {
  const map = new Map<string, number>();
  return {
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    delete: (key) => void map.delete(key),
  };
}

/** @param noSync without waiting for the disk: what lies in shared memory is not on one either */
function lmdbStore(noSync: boolean): Dict {
  const folder = mkdtempSync(join(tmpdir(), 'weft-bench-lmdb-'));
  const store = open({ path: folder, noSync });
  return {
    get: (key) => store.get(key),
    set: (key, value) => void store.putSync(key, value),
    delete: (key) => void store.removeSync(key),
    async stop() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What one call on a dictionary costs that processes share. */
export const shmDict: Scenario = {
  name: 'shm-dict',
  title: `Shared dictionary of ${SIZE} texts and numbers, one process at it`,
  about:
    'One operation is one call, blocking form, on a dictionary that other processes could use at the same time; in the last ' +
    'case two calls. What was read or written is counted and checked.',
  unit: NANOSECONDS,
  contenders: [
    ...CASES.map((what) =>
      inThread({
        name: 'Weft ShmDict',
        role: 'subject',
        case: what,
        make: () => subjectOf(weftDict(), what),
      }),
    ),
    ...CASES.map((what) =>
      inThread({
        name: 'Map of one thread',
        role: 'bare',
        case: what,
        make: () => subjectOf(plainMap(), what),
      }),
    ),
    ...CASES.map((what) =>
      inThread({ name: 'lmdb', role: 'peer', case: what, make: () => subjectOf(lmdbStore(false), what) }),
    ),
    ...CASES.map((what) =>
      inThread({
        name: 'lmdb, noSync',
        role: 'peer',
        case: what,
        make: () => subjectOf(lmdbStore(true), what),
      }),
    ),
  ],
  targets: [
    { of: 'Weft ShmDict, get', against: 'lmdb, get', atMost: 1 },
    { of: 'Weft ShmDict, set', against: 'lmdb, set', atMost: 0.02 },
  ],
};
