/** What arrives in another thread. */
import type { SharedObject } from '@weft/atomics';

/** The classes of the objects. */
export function kindsOf(objects: SharedObject[]): string[] {
  return objects.map((object) => object.constructor.name);
}
