/** Objects that stand for something outside of shared memory travel as shared objects do. */
import { attach, Lock, share } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { Lamp } from './support/lamp.js';
import { expectThrow } from './support/outcome.js';

describe('stand-ins', () => {
  it('are shared as their handles, however deep, and attached again', () => {
    const lamp = new Lamp(5);
    const lock = new Lock();
    const shared = share({ deep: [new Map([['lamp', lamp]])], lock }, { scope: 'thread' });
    const { deep } = attach<{ deep: [Map<string, Lamp>] }>(structuredClone(shared));
    const arrived = deep[0].get('lamp');
    expect(arrived).toBeInstanceOf(Lamp);
    expect(arrived?.handle).toEqual(lamp.handle);
  });

  it('go to processes, too: there is no memory to be shared', () => {
    expect(share([new Lamp(1)], { scope: 'process' })).toEqual([new Lamp(1).handle]);
  });

  it('may be posted as they are', () => {
    expect(attach(structuredClone(new Lamp(2)))).toEqual(new Lamp(2));
    const lamp = new Lamp(3);
    expect(attach<Lamp[]>([lamp])[0]).toBe(lamp);
  });

  it('must be known where they arrive', () => {
    expectThrow(() => attach({ '@weft': 'Unknown', standIn: true }), 'ERR_WEFT_ARGUMENT');
  });
});
