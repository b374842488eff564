/** What a step on memory does, and answers. */
import { type Answer, KIND, type Op } from '../machine/op.js';

/** How a step accesses memory. */
export const ACCESS = { READS: 1, WRITES: 2, PLAIN: 4 } as const;

const { READS, WRITES, PLAIN } = ACCESS;

/** By kind of step; 0 for steps on no word. A compare-exchange that fails only reads. */
export const MODES: readonly number[] = modesOfKinds();

function modesOfKinds(): number[] {
  const modes = new Array<number>(KIND.COARSE + 1).fill(0);
  modes.fill(READS | WRITES, KIND.LOAD, KIND.WRITE + 1);
  for (const kind of [KIND.LOAD, KIND.WAIT, KIND.WAIT_ASYNC]) modes[kind] = READS;
  modes[KIND.STORE] = WRITES;
  modes[KIND.READ] = READS | PLAIN;
  modes[KIND.WRITE] = WRITES | PLAIN;
  return modes;
}

/** The engine's own `Atomics` does the work, so wrapping and conversion are what they are in production. */
export function apply(op: Op): Answer {
  const { index } = op;
  // One set of types stands for all arrays here: values fit their arrays, or the engine throws as it would there.
  const array = op.array as Int32Array;
  const value = op.value as number;
  switch (op.kind) {
    case KIND.LOAD:
      return Atomics.load(array, index);
    case KIND.STORE:
      return Atomics.store(array, index, value);
    case KIND.EXCHANGE:
      return Atomics.exchange(array, index, value);
    case KIND.COMPARE_EXCHANGE:
      return Atomics.compareExchange(array, index, op.expected as number, value);
    case KIND.ADD:
      return Atomics.add(array, index, value);
    case KIND.SUB:
      return Atomics.sub(array, index, value);
    case KIND.AND:
      return Atomics.and(array, index, value);
    case KIND.OR:
      return Atomics.or(array, index, value);
    case KIND.XOR:
      return Atomics.xor(array, index, value);
    case KIND.READ:
      return array[index] as number;
    case KIND.WRITE:
      array[index] = value;
      return value;
    default:
      throw new Error(`step of kind ${op.kind} is not one on a word`);
  }
}

/** Whether the word that a wait is on has the value that it expects. */
export function isAsExpected(op: Op): boolean {
  const array = op.array as Int32Array | BigInt64Array;
  if (array instanceof BigInt64Array) {
    return Atomics.load(array, op.index) === BigInt.asIntN(64, op.expected as bigint);
  }
  return Atomics.load(array, op.index) === ((op.expected as number) | 0);
}

/** Whether an access leaves the bytes as they are, whatever they are. A compare-exchange only if it fails. */
export function onlyReads(op: Op, answer: Answer): boolean {
  switch (op.kind) {
    case KIND.LOAD:
    case KIND.READ:
      return true;
    case KIND.COMPARE_EXCHANGE:
      return !isSameElement(op, answer);
    default:
      return false;
  }
}

/** Whether the compare-exchange has met what it expects, converted as the array converts. */
export function isSameElement(op: Op, found: Answer): boolean {
  const { array, expected } = op;
  if (array instanceof Int32Array) return found === ((expected as number) | 0);
  if (array instanceof Uint32Array) return found === (expected as number) >>> 0;
  if (array instanceof BigInt64Array) return found === BigInt.asIntN(64, expected as bigint);
  if (array instanceof BigUint64Array) return found === BigInt.asUintN(64, expected as bigint);
  const bits = 8 * (array as Int16Array).BYTES_PER_ELEMENT;
  return (found as number) << (32 - bits) === (expected as number) << (32 - bits);
}
