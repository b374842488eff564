import { expect, it } from 'vitest';
import { explore } from '../../dist/explore/index.js';
import { type Body, subjects } from '../support/threads.js';

/** How often the check is run, of how many interleavings. */
function checksOf(threads: readonly Body[]) {
  let checks = 0;
  const { interleavings, outcome } = explore(subjects({ threads, check: () => (checks += 1) }), {});
  expect(outcome).toBe('complete');
  return { checks, interleavings };
}

it('checks each end once', () => {
  const adder: Body = function* (at) {
    yield at.add(0, 1);
    yield at.add(0, 1);
  };
  expect(checksOf([adder, adder])).toEqual({ checks: 1, interleavings: 6 });
});

it('checks each memory', () => {
  const writer = (value: number): Body =>
    function* (at) {
      yield at.store(0, value);
    };
  expect(checksOf([writer(1), writer(2), writer(3)])).toEqual({ checks: 3, interleavings: 6 });
});

it('checks each result', () => {
  const first: Body = function* (at) {
    return (yield at.exchange(0, 1)) === 0 ? 'first' : 'second';
  };
  expect(checksOf([first, first])).toEqual({ checks: 2, interleavings: 2 });
});

it('checks each plain object', () => {
  const told: Body = function* (at) {
    return { seen: [yield at.add(0, 1)] };
  };
  expect(checksOf([told, told])).toEqual({ checks: 2, interleavings: 2 });
});

it('checks every execution in which something else is returned', () => {
  const told: Body = function* (at) {
    return new Set([yield at.add(0, 1)]);
  };
  expect(checksOf([told, told, told])).toEqual({ checks: 6, interleavings: 6 });
});
