/** Objects that stand for something which is not in shared memory. */
import { attach, share } from '@weft/atomics';
import { registerStandIn, StandIn, type StandInHandle } from '@weft/atomics/kit';
import { expect, it } from 'vitest';
import { expectThrow } from './support/outcome.js';

interface RowHandle extends StandInHandle {
  readonly id: number;
}

class Row extends StandIn {
  readonly handle: RowHandle;
  readonly #secret = 'stays here';

  constructor(id: number) {
    super();
    this.handle = { '@weft': 'Row', standIn: true, id };
  }

  get secret(): string {
    return this.#secret;
  }
}

registerStandIn({
  name: 'Row',
  module: import.meta.url,
  attach: (handle) => new Row((handle as RowHandle).id),
});

it('travels at any depth through a channel that copies', () => {
  const sent = structuredClone(share({ rows: [new Row(1), new Map([['two', new Row(2)]])] }));
  const { rows } = attach<{ rows: [Row, Map<string, Row>] }>(sent);
  expect(rows[0]).toBeInstanceOf(Row);
  expect(rows[0].handle.id).toBe(1);
  expect(rows[1].get('two')?.secret).toBe('stays here');
});

it('survives JSON', () => {
  const text = JSON.stringify(share(new Row(3)));
  expect(attach<Row>(JSON.parse(text)).handle).toEqual({ '@weft': 'Row', standIn: true, id: 3 });
});

it('is left as it is where it has arrived', () => {
  const row = new Row(4);
  expect(attach(row)).toBe(row);
});

it('is refused by name where nobody knows its kind', () => {
  expectThrow(() => attach({ '@weft': 'Column', standIn: true }), 'ERR_WEFT_ARGUMENT');
});
