/** What no client says that keeps to the protocol. */

/**
 * A frame of no bytes, one that is too long, one that is no array, one with a type that none has, one that lies about its
 * length, one that is nested too deep, one that is no call.
 */
export const MALFORMED: readonly Uint8Array[] = [
  Uint8Array.of(0, 0, 0, 0),
  Uint8Array.of(255, 255, 255, 255),
  Uint8Array.of(1, 0, 0, 0, 5),
  Uint8Array.of(3, 0, 0, 0, 0x92, 1, 0xd4),
  Uint8Array.of(6, 0, 0, 0, 0x92, 1, 0xdd, 255, 255, 255),
  Uint8Array.of(9, 0, 0, 0, 0x93, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 1, 1),
  Uint8Array.of(2, 0, 0, 0, 0x91, 1),
];
