/** The memory of a pipe: places it, checks what stands there, and knows its parts. */
import { CorruptRegionError } from '@weft/atomics';
import { type Block, type ObjectOptions, place, registerKind, SharedObject } from '@weft/atomics/kit';
import { Chunks } from './chunks.js';
import { Connection } from './connection.js';
import { Holders } from './holders.js';
import { CONNECTION, END, KIND, PIPE, STREAM } from './layout.js';
import { Stream } from './stream.js';

/** The two ends by number; the first one only receives if the pipe goes one way. */
export type EndNumber = 0 | 1;

/** Words of a pipe. */
export function pipeWords(ringWords: number, directions: number): number {
  return PIPE.STREAMS + directions * (STREAM.SIZE + ringWords);
}

/** A pipe in shared memory. Connections are made of it, one for each end. */
export class PipeMemory extends SharedObject {
  readonly #block: Block;
  readonly #directions: number;
  readonly #streams: readonly Stream[];
  readonly #ends: readonly Holders[];

  /** @throws CorruptRegionError if what the memory says of its sizes is not possible */
  constructor(block: Block) {
    super(block);
    const { words, state } = block;
    const ring = Atomics.load(words, state + PIPE.RING_WORDS);
    const memory = Atomics.load(words, state + PIPE.MEMORY_AT);
    const directions = Atomics.load(words, state + PIPE.DIRECTIONS);
    const sound =
      (directions === 1 || directions === 2) &&
      ring >= 4 &&
      (ring & (ring - 1)) === 0 &&
      memory === PIPE.STREAMS + directions * STREAM.SIZE &&
      memory + directions * ring <= block.stateWords;
    if (!sound)
      throw new CorruptRegionError(`the sizes of ${block.label} are not possible: it was overwritten`);
    this.#block = block;
    this.#directions = directions;
    this.#streams = Array.from({ length: directions }, (_, i) => {
      const chunks = new Chunks(block, state + memory + i * ring, ring);
      return new Stream(block, state + PIPE.STREAMS + i * STREAM.SIZE, chunks);
    });
    this.#ends = [0, 1].map((end) => new Holders(block, state + PIPE.ENDS + end * END.SIZE));
  }

  /** A new pipe, or the one that has the name. Its maker keeps both ends until somebody takes them. */
  static place(options: ObjectOptions, ringWords: number, directions: number): Block {
    return place(PIPE_KIND, options, pipeWords(ringWords, directions), (words, state) => {
      Atomics.store(words, state + PIPE.RING_WORDS, ringWords);
      Atomics.store(words, state + PIPE.MEMORY_AT, PIPE.STREAMS + directions * STREAM.SIZE);
      Atomics.store(words, state + PIPE.DIRECTIONS, directions);
    });
  }

  get block(): Block {
    return this.#block;
  }

  get directions(): number {
    return this.#directions;
  }

  /** Bytes of one direction. */
  get capacity(): number {
    return (this.#streams[0] as Stream).chunks.size * 4;
  }

  /** Who has that end. */
  holders(end: EndNumber): Holders {
    return this.#ends[end] as Holders;
  }

  /** What that end sends into: `undefined` if it only receives. */
  streamFrom(end: EndNumber): Stream | undefined {
    return this.#streams[1 - end];
  }

  describe(): Record<string, unknown> {
    return {
      directions: this.#directions,
      capacity: this.capacity,
      bytes: this.#streams.reduce((sum, { head, tail }) => sum + ((tail - head) >>> 0) * 4, 0),
      ...(this.#ends.some(({ closed }) => closed) && { closed: true }),
    };
  }
}

/** The connection at one end; in a region it has a block of its own, so that it travels through queues too. */
export function connectionAt(memory: PipeMemory, end: EndNumber, options: ObjectOptions): Connection {
  const { block } = memory;
  if (options.in === undefined) return new Connection(memory, end, { ...block.handle, end } as never);
  const name = options.name === undefined ? undefined : `${options.name}.${end}`;
  const own = place(CONNECTION_KIND, { in: options.in, name }, CONNECTION.SIZE, (words, state) => {
    Atomics.store(words, state + CONNECTION.PIPE_AT, block.at);
    Atomics.store(words, state + CONNECTION.END, end);
  });
  return connectionIn(own);
}

function connectionIn(own: Block): Connection {
  const at = Atomics.load(own.words, own.state + CONNECTION.PIPE_AT);
  const end = Atomics.load(own.words, own.state + CONNECTION.END);
  return new Connection(new PipeMemory(own.sibling(at)), checkedEnd(end, own), own.handle);
}

function checkedEnd(end: unknown, { label }: Block): EndNumber {
  if (end === 0 || end === 1) return end;
  throw new CorruptRegionError(`${label} is no end of a pipe: it was overwritten`);
}

const PIPE_KIND = registerKind({
  number: KIND.Pipe,
  name: 'Pipe',
  words: PIPE.STREAMS,
  attach(block, handle) {
    const memory = new PipeMemory(block);
    if (handle === undefined || !('end' in handle)) return memory;
    return new Connection(memory, checkedEnd(handle.end, block), handle).arrived();
  },
});

const CONNECTION_KIND = registerKind({
  number: KIND.Connection,
  name: 'Connection',
  words: CONNECTION.SIZE,
  attach: (block, handle) => (handle === undefined ? connectionIn(block) : connectionIn(block).arrived()),
});
