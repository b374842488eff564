/** Maps in pieces: items go to workers in chunks, results come back one by one. */

/** Pieces of `size` items. */
export function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** The same, of items that come in their own time. */
export async function* chunksOfAsync<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/**
 * Every worker gets about so many chunks: few enough to cost little, as a task takes some microseconds, and enough that
 * a slow one at the end keeps the others waiting for a small part of the time only.
 */
const CHUNKS_PER_WORKER = 16;

/** Items for one task of a map. */
export function usualChunksize(items: number, workers: number): number {
  return Math.max(1, Math.ceil(items / (workers * CHUNKS_PER_WORKER)));
}

/** A chunk that has been begun and not been handed out. */
interface InFlight<R> {
  readonly results: Promise<readonly R[]>;
  settled: boolean;
}

/** A word for "look again", given many times or heard once. */
class Change {
  #heard: Promise<void> = Promise.resolve();
  #tell: () => void = () => {};

  constructor() {
    this.#renew();
  }

  get heard(): Promise<void> {
    return this.#heard;
  }

  tell(): void {
    this.#tell();
    this.#renew();
  }

  #renew(): void {
    this.#heard = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }
}

/**
 * The results of chunks, in order or as they come. Up to `ahead` chunks are under way or wait to be handed out; the
 * source is asked for no more than that. An error of a chunk ends it, and so does one of the source after the results
 * of what came before.
 */
export async function* resultsOf<T, R>(
  chunks: AsyncGenerator<T[]>,
  run: (chunk: T[]) => Promise<readonly R[]>,
  { ahead, ordered }: { readonly ahead: number; readonly ordered: boolean },
): AsyncGenerator<R, void, undefined> {
  const inFlight: InFlight<R>[] = [];
  const change = new Change();
  const source: { state: 'flowing' | 'stopped' | 'ended' | { readonly failure: unknown } } = {
    state: 'flowing',
  };
  const begin = (results: Promise<readonly R[]>) => {
    const one: InFlight<R> = { results, settled: false };
    const settle = () => {
      one.settled = true;
      change.tell();
    };
    results.then(settle, settle);
    inFlight.push(one);
  };
  const feed = async () => {
    try {
      for await (const chunk of chunks) {
        begin(run(chunk));
        while (inFlight.length >= ahead && source.state === 'flowing') await change.heard;
        if (source.state === 'stopped') return;
      }
      source.state = 'ended';
    } catch (failure) {
      source.state = { failure };
    }
    change.tell();
  };
  void feed();
  try {
    for (;;) {
      const place = ordered ? (inFlight[0]?.settled ? 0 : -1) : inFlight.findIndex(({ settled }) => settled);
      if (place >= 0) {
        const [next] = inFlight.splice(place, 1) as [InFlight<R>];
        change.tell();
        yield* await next.results;
      } else if (source.state !== 'flowing' && inFlight.length === 0) {
        if (typeof source.state === 'object') throw source.state.failure;
        return;
      } else await change.heard;
    }
  } finally {
    source.state = 'stopped';
    change.tell();
  }
}
