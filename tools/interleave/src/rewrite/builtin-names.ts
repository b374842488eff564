/** Names of members that objects of the runtime have. */

const prototypes: readonly object[] = [
  Object.prototype,
  Function.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  BigInt.prototype,
  RegExp.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  WeakSet.prototype,
  WeakRef.prototype,
  FinalizationRegistry.prototype,
  Promise.prototype,
  Error.prototype,
  Date.prototype,
  ArrayBuffer.prototype,
  SharedArrayBuffer.prototype,
  DataView.prototype,
  Object.getPrototypeOf(Int32Array.prototype) as object,
  Object.getPrototypeOf((function* () {})()) as object,
  Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())) as object,
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
  AbortController.prototype,
  AbortSignal.prototype,
  EventTarget.prototype,
  TextEncoder.prototype,
  TextDecoder.prototype,
];

/** All of them: a call by such a name may be of the runtime. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set(
  prototypes.flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
);

/** Members of arrays that call back; there are versions of them whose callbacks can stop. */
export const CALLBACK_BUILTINS: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'forEach',
  'reduce',
  'sort',
]);

/** Members of the virtual runtime that may call back. */
export const VIRTUAL_CALLERS: ReadonlySet<string> = new Set(['abort', 'trigger', 'next', 'return', 'throw']);
