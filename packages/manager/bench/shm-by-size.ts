import { expectResult, NANOSECONDS, type Scenario } from '@weft/bench';
import { ShmDict, ShmList } from '../dist/shm/index.js';
import { inThread, type Subject } from './shm/in-thread.js';
import { benchRegion } from './shm/memory.js';

const LIST_SIZES = [1e3, 1e4, 1e5, 1e6, 1e7] as const;
const DICT_SIZES = [1e3, 1e4, 1e5, 1e6] as const;

/** A stride that meets all of them, far from each other. */
const STRIDE = 7919;

function listOf(size: number, call: (list: ShmList<number>, i: number) => void): Subject {
  const region = benchRegion();
  const list = new ShmList<number>({ in: region });
  for (let i = 0; i < size; i += 1) list.appendSync(1);
  return {
    call: (i) => call(list, i),
    check: () => expectResult('the length', list.lengthSync(), size),
    stop: () => region.close(),
  };
}

function dictOf(size: number, call: (dict: ShmDict<number, number>, i: number) => void): Subject {
  const region = benchRegion();
  const dict = new ShmDict<number, number>({ in: region });
  for (let i = 0; i < size; i += 1) dict.setSync(i, 1);
  return {
    call: (i) => call(dict, i),
    check: () => expectResult('the size', dict.sizeSync(), size),
    stop: () => region.close(),
  };
}

function ofSize(size: number): string {
  return size.toLocaleString('en-US');
}

/** Whether a list that grows becomes slower. */
export const shmListBySize: Scenario = {
  name: 'shm-list-by-size',
  title: 'Shared list of numbers, by its length',
  about: 'Gets from all over the list; appends, each followed by a pop. The length must be right.',
  unit: NANOSECONDS,
  contenders: LIST_SIZES.flatMap((size) => [
    inThread({
      name: 'get',
      role: 'subject',
      case: ofSize(size),
      make: () => listOf(size, (list, i) => list.getSync((i * STRIDE) % size)),
    }),
    inThread({
      name: 'append and pop',
      role: 'subject',
      case: ofSize(size),
      make: () =>
        listOf(size, (list) => {
          list.appendSync(1);
          list.popSync();
        }),
    }),
  ]),
};

/** Whether a dictionary that grows becomes slower. */
export const shmDictBySize: Scenario = {
  name: 'shm-dict-by-size',
  title: 'Shared dictionary of numbers, by its size',
  about:
    'Gets and sets of keys from all over it; inserts, each followed by a delete. The size must be right.',
  unit: NANOSECONDS,
  contenders: DICT_SIZES.flatMap((size) => [
    inThread({
      name: 'get',
      role: 'subject',
      case: ofSize(size),
      make: () => dictOf(size, (dict, i) => dict.getSync((i * STRIDE) % size)),
    }),
    inThread({
      name: 'set',
      role: 'subject',
      case: ofSize(size),
      make: () => dictOf(size, (dict, i) => dict.setSync((i * STRIDE) % size, i)),
    }),
    inThread({
      name: 'insert and delete',
      role: 'subject',
      case: ofSize(size),
      make: () =>
        dictOf(size, (dict, i) => {
          dict.setSync(size + i, i);
          dict.deleteSync(size + i);
        }),
    }),
  ]),
};
