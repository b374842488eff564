/** Arrays for items: what is in them will be overwritten, so where the runtime allows it they are not zeroed first. */

interface BufferClass {
  allocUnsafeSlow(length: number): Uint8Array<ArrayBuffer>;
}

const NodeBuffer = (globalThis as { Buffer?: BufferClass }).Buffer;

/** A plain `Uint8Array` with a buffer of its own. Every byte must be written before anybody sees it. */
export function uninitialized(length: number): Uint8Array<ArrayBuffer> {
  if (NodeBuffer === undefined) return new Uint8Array(length);
  const { buffer, byteOffset } = NodeBuffer.allocUnsafeSlow(length);
  return new Uint8Array(buffer, byteOffset, length);
}
