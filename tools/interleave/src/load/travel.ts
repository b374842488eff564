/**
 * What set-up made, as another thread gets it: a structured clone, except that each buffer stays one and the same
 * object, by which the explorer knows it.
 */

/** @throws TypeError if something in it cannot travel */
export function travel<T>(value: T): T {
  return copyOf(value, new Map()) as T;
}

function copyOf(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(
      `set-up gave the threads a ${typeof value}: only what can be posted travels, such as handles and buffers`,
    );
  }
  if (typeof value !== 'object' || value === null || value instanceof SharedArrayBuffer) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer) return viewOf(value, copies);
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value) || value instanceof Date) {
    return structuredClone(value);
  }
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  // Of an object of a class its own members travel, as with any structured clone.
  for (const [key, member] of Object.entries(value)) {
    (copy as Record<string, unknown>)[key] = copyOf(member, copies);
  }
  return copy;
}

/** An array over the same shared memory. */
function viewOf(view: ArrayBufferView, copies: Map<object, unknown>): unknown {
  const View = view.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => object;
  const length = view instanceof DataView ? view.byteLength : (view as Int32Array).length;
  const copy = new View(view.buffer, view.byteOffset, length);
  copies.set(view, copy);
  return copy;
}
