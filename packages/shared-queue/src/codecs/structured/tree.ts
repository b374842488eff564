/** Whether a value is a tree that MessagePack carries exactly. */

/** Deeper values are left to the graph form, which needs no recursion. */
const DEEPEST = 64;

/** Up to so many objects a list is searched faster than a set. */
const FEW = 16;

/** @returns false for all that has another type, or is found twice */
export function isTree(value: unknown): boolean {
  return isBranch(value, new Met(), 0);
}

/** The objects met so far. */
class Met {
  readonly #few: object[] = [];
  #many: Set<object> | undefined;

  /** Whether it is met for the first time. */
  isNew(value: object): boolean {
    const few = this.#few;
    if (this.#many === undefined) {
      if (few.includes(value)) return false;
      few.push(value);
      if (few.length > FEW) this.#many = new Set(few);
      return true;
    }
    const { size } = this.#many;
    return this.#many.add(value).size > size;
  }
}

function isBranch(value: unknown, met: Met, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return value !== 0 || 1 / value > 0;
    case 'boolean':
      return true;
    case 'object':
      return value === null || (depth < DEEPEST && met.isNew(value) && isContainer(value, met, depth + 1));
    default:
      return false;
  }
}

function isContainer(value: object, met: Met, depth: number): boolean {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return isDense(value as unknown[], met, depth);
  return prototype === Object.prototype && isRecord(value as Record<string, unknown>, met, depth);
}

function isDense(value: unknown[], met: Met, depth: number): boolean {
  // Other properties than elements count too: those of a match of a regular expression, for instance.
  if (Object.keys(value).length !== value.length) return false;
  for (let i = 0; i < value.length; i += 1) {
    if (!isBranch(value[i], met, depth)) return false;
  }
  return true;
}

function isRecord(value: Record<string, unknown>, met: Met, depth: number): boolean {
  for (const key in value) {
    if (key === '__proto__' || !key.isWellFormed() || !isBranch(value[key], met, depth)) return false;
  }
  return true;
}
