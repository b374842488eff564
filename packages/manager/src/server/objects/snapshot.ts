import type { Call } from '../call.js';
import type { Objects } from '../objects.js';
import { bytesOf, type Result, ServedObject, type Stored, type Verbs, verbs } from '../served-object.js';

/** Bytes after which a page ends. */
const PAGE_BYTES = 256 * 1024;

/** What a container had at one moment, which its client reads page by page. */
export class Snapshot extends ServedObject {
  readonly kind = 'snapshot';
  readonly verbs: Verbs<Snapshot> = VERBS;
  readonly objects: Objects;
  readonly items: readonly Stored[];

  private constructor(objects: Objects, items: readonly Stored[]) {
    super();
    this.objects = objects;
    this.items = items;
    objects.keepAll(items);
  }

  /**
   * The first page, and if there are more, the snapshot that has them: its client has a reference to it, and the place where
   * the next page begins. `[0, 0, ...items]` if that is all.
   */
  static first(objects: Objects, items: readonly Stored[], call: Call): Result {
    const end = pageEnd(items, 0);
    if (end === items.length) return [0, 0, ...items];
    const snapshot = new Snapshot(objects, items);
    objects.add(snapshot);
    call.session.lend(snapshot.id);
    return [snapshot.id, end, ...items.slice(0, end)];
  }

  describe(): Record<string, number> {
    return { length: this.items.length };
  }

  override end(): void {
    this.objects.dropAll(this.items);
  }
}

const VERBS: Verbs<Snapshot> = verbs<Snapshot>({
  /** The items from a place on, and where the next page begins, or 0 after the last. */
  page({ items }, call) {
    const start = call.integer(0, 0, items.length);
    const end = pageEnd(items, start);
    return [end === items.length ? 0 : end, ...items.slice(start, end)];
  },
});

function pageEnd(items: readonly Stored[], start: number): number {
  let bytes = 0;
  let end = start;
  // One item at least, however large.
  for (; end < items.length && (end === start || bytes < PAGE_BYTES); end += 1) {
    bytes += bytesOf(items[end] as Stored).length + 8;
  }
  return end;
}
