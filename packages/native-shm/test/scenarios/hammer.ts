/** The hammer scenarios of `@weft/atomics`, their plain words in a block that processes share. */
import type { Condition, Lock, RLock, RWLock } from '@weft/atomics';
import type { SharedMemoryBlock } from '@weft/native-shm';
import * as hammer from '../../../atomics/dist-test/scenarios/hammer.js';

const plain = (block: SharedMemoryBlock) => new Int32Array(block.buffer);

export function countUnderLock(
  lock: Lock | RLock,
  block: SharedMemoryBlock,
  rounds: number,
  seed: number,
): Promise<number> {
  return hammer.countUnderLock(lock, plain(block), rounds, seed);
}

export function countFromTasks(
  lock: Lock,
  block: SharedMemoryBlock,
  tasks: number,
  rounds: number,
  seed: number,
): Promise<number> {
  return hammer.countFromTasks(lock, plain(block), tasks, rounds, seed);
}

export function readAndWrite(
  lock: RWLock,
  block: SharedMemoryBlock,
  rounds: number,
  seed: number,
): Promise<number> {
  return hammer.readAndWrite(lock, plain(block), rounds, seed);
}

export function produce(
  condition: Condition,
  block: SharedMemoryBlock,
  items: number,
  seed: number,
): Promise<number> {
  return hammer.produce(condition, plain(block), items, seed);
}

export function consume(
  condition: Condition,
  block: SharedMemoryBlock,
  total: number,
  seed: number,
): Promise<number> {
  return hammer.consume(condition, plain(block), total, seed);
}

export function takeInOrder(
  locks: Lock[],
  block: SharedMemoryBlock,
  holdMs: number,
  rounds: number,
  seed: number,
): number {
  return hammer.takeInOrder(locks, plain(block), holdMs, rounds, seed);
}
