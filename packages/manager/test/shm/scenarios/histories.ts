/** Clients that write down what they did and when. */
import type { Barrier } from '@weft/atomics';
import { Random } from '../../../../atomics/dist-test/support/random.js';
import type { ShmDict, ShmList } from '../../../dist/shm/index.js';
import '../../../dist/shm/index.js';
import type { Operation } from '../../linearizability/check.js';

export type ListInput =
  | readonly ['append' | 'insert', value: number]
  | readonly ['pop' | 'copy' | 'reverse']
  | readonly ['at', index: number]
  | readonly ['set', index: number, value: number | string];

export type DictInput =
  | readonly ['set', key: string, value: number | string]
  | readonly ['get' | 'delete' | 'count', key: string]
  | readonly ['entries'];

function record<I>(
  barrier: Barrier,
  count: number,
  next: (i: number) => I,
  run: (input: I) => unknown,
): Operation<I, unknown>[] {
  barrier.waitSync();
  return Array.from({ length: count }, (_, i) => {
    const call = next(i);
    const begin = Number(process.hrtime.bigint());
    let result: unknown;
    try {
      result = run(call);
    } catch (error) {
      result = (error as { code?: string }).code;
    }
    return { call, result, begin, end: Number(process.hrtime.bigint()) };
  });
}

/** A long text now and then: it takes a block, a number does not. */
function someValue(random: Random, number: number): number | string {
  return random.below(3) === 0 ? `value ${number} ${'.'.repeat(random.below(60))}` : number;
}

export function useList(
  list: ShmList<number | string>,
  barrier: Barrier,
  seed: number,
  count: number,
): Operation<ListInput, unknown>[] {
  const random = new Random(seed);
  const next = (i: number): ListInput => {
    const value = (seed % 1000) * 100 + i;
    switch (random.below(8)) {
      case 0:
      case 1:
        return ['append', value];
      case 2:
        return ['insert', value];
      case 3:
        return ['pop'];
      case 4:
        return ['at', random.below(4)];
      case 5:
        return ['copy'];
      case 6:
        return ['reverse'];
      default:
        return ['set', random.below(3), someValue(random, value)];
    }
  };
  return record(barrier, count, next, (input) => {
    switch (input[0]) {
      case 'append':
        return list.appendSync(input[1]);
      case 'insert':
        return list.insertSync(0, input[1]);
      case 'pop':
        return list.popSync();
      case 'at':
        return list.atSync(input[1]);
      case 'copy':
        return list.toArraySync();
      case 'reverse':
        return list.reverseSync();
      case 'set':
        return list.setSync(input[1], input[2]);
    }
  });
}

export function useDict(
  dict: ShmDict<string, number | string>,
  barrier: Barrier,
  seed: number,
  count: number,
): Operation<DictInput, unknown>[] {
  const random = new Random(seed);
  const next = (i: number): DictInput => {
    const key = random.pick(['a', 'b', 'a key that takes a block']);
    switch (random.below(6)) {
      case 0:
      case 1:
        return ['set', key, someValue(random, (seed % 1000) * 100 + i)];
      case 2:
        return ['get', key];
      case 3:
        return ['delete', key];
      case 4:
        return ['count', key];
      default:
        return ['entries'];
    }
  };
  return record(barrier, count, next, (input) => {
    switch (input[0]) {
      case 'set':
        return dict.setSync(input[1], input[2]);
      case 'get':
        return dict.getSync(input[1]);
      case 'delete':
        return dict.deleteSync(input[1]);
      case 'count':
        return dict.computeSync(input[1], (value) => (typeof value === 'number' ? value + 1 : 1));
      case 'entries':
        return dict.entriesSync();
    }
  });
}
