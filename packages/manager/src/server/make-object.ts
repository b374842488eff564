/** Makes the objects that clients ask for, from the arguments of their calls. */
import { type ArrayType, checkArrayType } from '../containers/array.js';
import { ProtocolError } from '../errors.js';
import type { Call } from './call.js';
import { ServedArray } from './objects/array.js';
import { ServedBarrier } from './objects/barrier.js';
import { ServedCondition } from './objects/condition.js';
import { ServedDict } from './objects/dict.js';
import { ServedEvent } from './objects/event.js';
import { FifoStore, type ItemStore, LifoStore, PriorityStore } from './objects/item-stores.js';
import { ServedList } from './objects/list.js';
import { ServedLock } from './objects/lock.js';
import { type QueueKind, ServedQueue } from './objects/queue.js';
import { ServedSemaphore } from './objects/semaphore.js';
import { ServedSet } from './objects/set.js';
import { ServedValue } from './objects/value.js';
import type { Objects } from './objects.js';
import type { Bytes, ServedObject } from './served-object.js';

const MOST = 0x7fffffff;

/** Arguments of the kind begin here, behind kind and name. */
const FIRST = 2;

type Maker = (objects: Objects, call: Call) => ServedObject;

const queue =
  (kind: QueueKind, newStore: () => ItemStore): Maker =>
  (objects, call) =>
    new ServedQueue(kind, objects, newStore(), call.integer(FIRST, 0, MOST));

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['list', (objects, call) => new ServedList(objects, call.values(FIRST))],
  ['dict', (objects, call) => new ServedDict('dict', objects, call.values(FIRST))],
  ['namespace', (objects, call) => new ServedDict('namespace', objects, call.values(FIRST))],
  ['set', (objects, call) => new ServedSet(objects, call.values(FIRST))],
  ['value', (objects, call) => new ServedValue(objects, call.value(FIRST))],
  ['array', (_, call) => new ServedArray(arrayType(call.bytes(FIRST)), call.bytes(FIRST + 1))],
  ['lock', () => new ServedLock('lock')],
  ['rlock', () => new ServedLock('rlock')],
  ['semaphore', (_, call) => new ServedSemaphore(call.integer(FIRST, 0, MOST), false)],
  ['boundedSemaphore', (_, call) => new ServedSemaphore(call.integer(FIRST, 0, MOST), true)],
  ['event', () => new ServedEvent()],
  ['condition', (objects, call) => new ServedCondition(objects, lockFor(objects, call))],
  ['barrier', (_, call) => new ServedBarrier(call.integer(FIRST, 1, MOST), call.timeout(FIRST + 1))],
  ['queue', queue('queue', () => new FifoStore())],
  ['lifoQueue', queue('lifoQueue', () => new LifoStore())],
  ['priorityQueue', queue('priorityQueue', () => new PriorityStore())],
]);

export function makerOf(kind: Bytes): Maker | undefined {
  return MAKERS.get(kind);
}

/** Whether a call asks for an object like that one: what `facts` tells is part of the kind. */
export function isAlike(object: ServedObject, call: Call): boolean {
  const [first, second] = object.facts();
  switch (object.kind) {
    case 'array': {
      const { size } = object as ServedArray;
      return call.bytes(FIRST) === first && call.bytes(FIRST + 1).length === (second as number) * size;
    }
    case 'barrier':
    case 'queue':
    case 'lifoQueue':
    case 'priorityQueue':
      return call.integer(FIRST) === first;
    default:
      return true;
  }
}

function arrayType(type: Bytes): ArrayType {
  checkArrayType(type);
  return type;
}

/** The lock that a condition is to have, or a new one. */
function lockFor(objects: Objects, call: Call): ServedLock {
  if (!call.has(FIRST)) {
    const lock = new ServedLock('rlock');
    objects.add(lock);
    return lock;
  }
  const lock = objects.find(call.integer(FIRST));
  if (lock instanceof ServedLock) return lock;
  throw new ProtocolError('the lock of a condition must be a lock');
}
