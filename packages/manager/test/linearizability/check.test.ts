/** The checker itself: it must find what is wrong, and nothing else. */
import { describe, expect, it } from 'vitest';
import { isLinearizable, type Operation } from './check.js';
import { type Call, listModel, lockModel, queueModel, queueModelOf, type Result } from './models.js';

const NEVER = Number.POSITIVE_INFINITY;

function operation(call: Call, begin: number, end: number, result?: Result): Operation<Call, Result> {
  return { call, begin, end, result };
}

describe('the checker', () => {
  it('accepts calls that overlap in any order', () => {
    const history = [
      operation(['append', 1], 0, 10, 2),
      operation(['append', 2], 1, 9, 1),
      operation(['get', 0], 11, 12, 2),
      operation(['pop'], 11, 14, 1),
    ];
    expect(isLinearizable(listModel, history)).toBe(true);
  });

  it('rejects an order that time forbids', () => {
    const history = [operation(['append', 1], 0, 1, 2), operation(['append', 2], 2, 3, 1)];
    expect(isLinearizable(listModel, history)).toMatchObject({ explained: [] });
  });

  it('rejects an item that is taken twice, or that is lost', () => {
    const put = operation(['put', 7], 0, 1, null);
    const got = (begin: number) => operation(['tryGet'], begin, begin + 3, 7);
    for (const [history, is] of [
      [[put, got(2)], true],
      [[put, got(2), got(3)], false],
      [[put, operation(['tryGet'], 2, 3, null)], false],
    ] as const) {
      expect(isLinearizable(queueModel, history) === true).toBe(is);
      expect(isLinearizable(queueModelOf(history), history) === true).toBe(is);
    }
  });

  it('finds the order of puts from that in which their items were taken', () => {
    const first = operation(['put', 1], 0, 100, null);
    const others = Array.from({ length: 40 }, (_, i) => operation(['put', 2 + i], i, i + 3, null));
    const order = [...others.keys()].map((i) => 2 + i);
    const taken = (items: number[]) =>
      items.map((item, i) => operation(['tryGet'], 101 + i, 101.5 + i, item));
    const late = [first, ...others, ...taken([...order, 1])];
    expect(isLinearizable(queueModelOf(late), late)).toBe(true);
    const swapped = [first, ...others, ...taken([3, 2, 1, ...order.slice(2)])];
    expect(isLinearizable(queueModelOf(swapped), swapped)).toBe(true);
    const impossible = [first, ...others, ...taken([...order.slice(10), ...order.slice(0, 10), 1])];
    expect(isLinearizable(queueModelOf(impossible), impossible)).not.toBe(true);
  });

  it('knows that who was killed may have taken what nobody else took', () => {
    const puts = [operation(['put', 1], 0, 1, null), operation(['put', 2], 2, 3, null)];
    const dead = operation(['tryGet'], 4, NEVER);
    const history = [...puts, dead, operation(['tryGet'], 5, 6, 2)];
    expect(isLinearizable(queueModelOf(history), history)).toBe(true);
  });

  it('rejects an old value that is read after a new one', () => {
    const history = [
      operation(['append', 1], 0, 1, 1),
      operation(['set', 0, 2], 2, 20, null),
      operation(['get', 0], 3, 4, 2),
      operation(['get', 0], 5, 6, 1),
    ];
    expect(isLinearizable(listModel, history)).not.toBe(true);
  });

  it('lets calls without an end take effect late, or never', () => {
    const pending = operation(['append', 1], 0, NEVER);
    expect(isLinearizable(listModel, [pending, operation(['length'], 5, 6, 0)])).toBe(true);
    expect(isLinearizable(listModel, [pending, operation(['length'], 5, 6, 1)])).toBe(true);
    const both = [operation(['length'], 5, 6, 1), operation(['length'], 7, 8, 0)];
    expect(isLinearizable(listModel, [pending, ...both])).not.toBe(true);
  });

  it('rejects a lock that two have, and one that is forgotten', () => {
    const taken = (who: string, begin: number) => operation(['tryAcquire', who], begin, begin + 2, true);
    expect(isLinearizable(lockModel, [taken('a', 0), taken('b', 1)])).not.toBe(true);
    const death = operation(['die', 'a'], 3, NEVER);
    const refused = operation(['tryAcquire', 'b'], 9, 10, 'ERR_WEFT_OWNER_DIED');
    expect(isLinearizable(lockModel, [taken('a', 0), death, refused])).toBe(true);
    expect(isLinearizable(lockModel, [taken('a', 0), death, taken('b', 9)])).not.toBe(true);
  });
});
