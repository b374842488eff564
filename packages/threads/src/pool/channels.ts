/** The shared objects of a pool: its board and its queues. Owner and workers have the same ones. */
import type { Region } from '@weft/atomics';
import { PriorityQueue, Queue } from '@weft/shared-queue';
import { nativeShm } from '../pipe/native-shm.js';
import { boardWords, PoolBoard } from './board.js';
import { SLOT_BITS } from './layout.js';
import { type AnswerRecord, answerCodec, type TaskRecord, taskCodec } from './records.js';

export interface Channels {
  readonly board: PoolBoard;
  /** Tasks of priority 0. */
  readonly plain: Queue<TaskRecord>;
  /** Tasks with a priority below and above 0. */
  readonly urgent: PriorityQueue<TaskRecord>;
  readonly late: PriorityQueue<TaskRecord>;
  readonly answers: Queue<AnswerRecord>;
}

/** Memory of a pool. Between threads it is address space, of which the system gives what is used. */
interface Sizes {
  readonly tasks: number;
  readonly functionBytes: number;
  readonly queueBytes: number;
  readonly rankedBytes: number;
}

const SIZES: Readonly<Record<'thread' | 'process', Sizes>> = {
  thread: { tasks: 2 ** 16, functionBytes: 2 ** 20, queueBytes: 2 ** 24, rankedBytes: 2 ** 22 },
  process: { tasks: 2 ** 14, functionBytes: 2 ** 18, queueBytes: 2 ** 20, rankedBytes: 2 ** 18 },
};

/** Beside the queues' memory for items: their own words, the order of cells, the headers of blocks. */
const OVERHEAD = 1.25;
const OTHER_BYTES = 2 ** 14;

/** Where the shared objects are, and what of a record is too much for a queue. */
export interface Equipment {
  readonly channels: Channels;
  /** Records with more bytes than this go another way. */
  readonly mostBytes: number;
  /** Tasks that can be in the queues, or run, at a time. */
  readonly tasks: number;
  /** To be closed in the end; pools of threads have none. */
  readonly region: Region | undefined;
}

export function makeEquipment(kind: 'thread' | 'process', workers: number): Equipment {
  const { tasks, functionBytes, queueBytes, rankedBytes } = SIZES[kind];
  const size = { workers, tasks, functionBytes };
  const bytes = boardWords(size) * 4 + 2 * (queueBytes + rankedBytes) * OVERHEAD + OTHER_BYTES;
  const region =
    kind === 'thread'
      ? undefined
      : nativeShm().ProcessRegion.anonymous({ bytes: Math.ceil(bytes), maxParticipants: 2 * workers + 16 });
  const options = { in: region };
  return {
    channels: {
      board: PoolBoard.make(size, options),
      plain: new Queue<TaskRecord>({ ...options, codec: taskCodec, bytes: queueBytes }),
      urgent: new PriorityQueue<TaskRecord>({ ...options, codec: taskCodec, bytes: rankedBytes }),
      late: new PriorityQueue<TaskRecord>({ ...options, codec: taskCodec, bytes: rankedBytes }),
      answers: new Queue<AnswerRecord>({ ...options, codec: answerCodec, bytes: queueBytes }),
    },
    mostBytes: rankedBytes / 8,
    tasks: Math.min(tasks, 2 ** SLOT_BITS),
    region,
  };
}
