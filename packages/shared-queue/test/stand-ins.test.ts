/** Items with objects in them that stand for something outside of shared memory. */
import { structured } from '@weft/shared-queue';
import { describe, expect, it } from 'vitest';
import { Lamp } from '../../atomics/dist-test/support/lamp.js';
import { expectThrow } from '../../atomics/dist-test/support/outcome.js';

const decode = (bytes: Uint8Array) => structured.decode(bytes, bytes.length);

describe('the structured codec', () => {
  it('carries stand-ins, at any depth and in cycles', () => {
    const lamp = new Lamp(5);
    const value: { deep: unknown; self?: unknown } = { deep: [new Map([[lamp, new Set([lamp])]])] };
    value.self = value;
    const copy = decode(structured.encode(value, 'process')) as typeof value;
    const [[key, set] = []] = (copy.deep as [Map<Lamp, Set<Lamp>>])[0];
    expect(key).toBeInstanceOf(Lamp);
    expect(key?.handle).toEqual(lamp.handle);
    expect(set?.has(key as Lamp)).toBe(true);
    expect(copy.self).toBe(copy);
  });

  it('reads no handle that is none', () => {
    // A list of one node, whose tag is that of a stand-in.
    const graph = (handle: unknown) =>
      Uint8Array.from([0xc1, 0x91, 0x92, 17, ...structured.encode(handle, 'process')]);
    for (const node of [5, null, 'no JSON', '5', 'null', '{}', '[]', '{"@weft":"Unknown","standIn":true}']) {
      expectThrow(
        () => decode(graph(node)),
        node === '{"@weft":"Unknown","standIn":true}' ? 'ERR_WEFT_ARGUMENT' : 'ERR_WEFT_CODEC',
      );
    }
    expect(decode(graph('{"@weft":"Lamp","standIn":true,"number":1}'))).toEqual(new Lamp(1));
  });
});
