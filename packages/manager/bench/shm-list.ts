import { fileURLToPath } from 'node:url';
import { type Contender, countingProgram, expectResult, NANOSECONDS, type Scenario } from '@weft/bench';
import { ShmList } from '../dist/shm/index.js';
import { inThread, type Subject } from './shm/in-thread.js';
import { benchRegion } from './shm/memory.js';

const LENGTH = 1000;
const OBJECT = { id: 1, name: 'alex', price: 9.5 };

/** What is appended is taken out again now and then, so that every round has a list of the same size. */
const MOST_APPENDED = 100_000;

const CASES = [
  'get a number',
  'set a number',
  'append a number',
  'get an object',
  'append an object',
] as const;
type Case = (typeof CASES)[number];

/** The verbs that are compared. */
interface List {
  get(i: number): unknown;
  set(i: number, value: unknown): void;
  append(value: unknown): void;
  clear(): void;
  length(): number;
  stop?(): void;
}

function subjectOf(list: List, what: Case): Subject {
  const value = what.endsWith('object') ? OBJECT : 1;
  for (let i = 0; i < LENGTH; i += 1) list.append(value);
  let seen = 0;
  let cleared = 0;
  const calls: Record<Case, (i: number) => void> = {
    'get a number': (i) => {
      seen += Number(list.get(i % LENGTH));
    },
    'get an object': (i) => {
      seen += (list.get(i % LENGTH) as typeof OBJECT).id;
    },
    'set a number': (i) => {
      list.set(i % LENGTH, 1);
      seen += 1;
    },
    'append a number': (i) => append(i),
    'append an object': (i) => append({ ...OBJECT, id: i }),
  };
  const append = (item: unknown) => {
    list.append(item);
    if (list.length() < MOST_APPENDED) return;
    cleared += list.length();
    list.clear();
  };
  return {
    call: calls[what],
    check(count) {
      const done = what.startsWith('append') ? list.length() + cleared - LENGTH : seen;
      expectResult('the count', done, count);
    },
    stop: () => list.stop?.(),
  };
}

function weftList(): List {
  const region = benchRegion();
  const list = new ShmList({ in: region });
  return {
    get: (i) => list.getSync(i),
    set: (i, value) => list.setSync(i, value),
    append: (value) => void list.appendSync(value),
    clear: () => list.clearSync(),
    length: () => list.lengthSync(),
    stop: () => region.close(),
  };
}

function plainArray(): List {
  let array: unknown[] = [];
  return {
    get: (i) => array[i],
    set(i, value) {
      array[i] = value;
    },
    append: (value) => void array.push(value),
    clear() {
      array = [];
    },
    length: () => array.length,
  };
}

const PYTHON = fileURLToPath(new URL('../bench/shm/python-list.py', import.meta.url));

function python(kind: 'shareable' | 'manager', verb: 'get' | 'set' | 'append'): Contender {
  return countingProgram({
    name: kind === 'shareable' ? 'Python ShareableList' : 'Python Manager().list',
    role: 'peer',
    case: `${verb} a number`,
    program: async () => 'python3',
    before: [PYTHON, kind, verb],
    help: 'install Python 3',
  });
}

/** What one call on a list costs that processes share. */
export const shmList: Scenario = {
  name: 'shm-list',
  title: 'Shared list, one process at it',
  about:
    'One operation is one call, blocking form, on a list that other processes could use at the same time. What was read ' +
    'or written is counted and checked.',
  unit: NANOSECONDS,
  contenders: [
    ...CASES.map((what) =>
      inThread({
        name: 'Weft ShmList',
        role: 'subject',
        case: what,
        make: () => subjectOf(weftList(), what),
      }),
    ),
    ...CASES.map((what) =>
      inThread({
        name: 'Array of one thread',
        role: 'bare',
        case: what,
        make: () => subjectOf(plainArray(), what),
      }),
    ),
    python('shareable', 'get'),
    python('shareable', 'set'),
    python('manager', 'get'),
    python('manager', 'set'),
    python('manager', 'append'),
  ],
  targets: [
    { of: 'Weft ShmList, get a number', atMost: 200 },
    { of: 'Weft ShmList, set a number', atMost: 500 },
    { of: 'Weft ShmList, append a number', atMost: 1000 },
    { of: 'Weft ShmList, get an object', atMost: 2000 },
    { of: 'Weft ShmList, append an object', atMost: 2000 },
  ],
};
