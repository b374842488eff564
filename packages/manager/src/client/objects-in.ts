/** Finds proxies in values, however deep. */
import { StandIn } from '@weft/atomics/kit';

export function* objectsIn(value: unknown): Generator<StandIn> {
  const seen = new Set<object>();
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const object = rest.pop();
    if (typeof object !== 'object' || object === null || seen.has(object)) continue;
    seen.add(object);
    if (object instanceof StandIn) yield object;
    // One by one: as arguments of one call they would have to fit on the stack.
    else for (const part of partsOf(object)) rest.push(part);
  }
}

function partsOf(object: object): unknown[] {
  if (ArrayBuffer.isView(object)) return [];
  if (object instanceof Map) return [...object.keys(), ...object.values()];
  if (object instanceof Set) return [...object];
  const { cause } = object as { cause?: unknown };
  return object instanceof Error ? [cause] : Object.values(object);
}
