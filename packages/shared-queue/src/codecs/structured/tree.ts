/** Whether a value is a tree that MessagePack carries exactly. */

/** Deeper values are left to the graph form, which needs no recursion. */
const DEEPEST = 64;

/** Up to so many objects a list is searched faster than a set. */
const FEW = 16;

/** @returns false for all that has another type, or is found twice */
export function isTree(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isBranch(value, NOTHING_MET, 0);
  // Getters may run anything, another check included: that one finds nothing to use again.
  const met = idle ?? new Met();
  idle = undefined;
  try {
    return isBranch(value, met, 0);
  } finally {
    met.forget();
    idle = met;
  }
}

/** The objects met so far. */
class Met {
  readonly #few: (object | undefined)[] = new Array<undefined>(FEW).fill(undefined);
  #count = 0;
  #many: Set<object> | undefined;

  /** Whether it is met for the first time. */
  isNew(value: object): boolean {
    if (this.#many !== undefined) {
      const { size } = this.#many;
      return this.#many.add(value).size > size;
    }
    for (let i = 0; i < this.#count; i += 1) if (this.#few[i] === value) return false;
    if (this.#count === FEW) this.#many = new Set(this.#few as object[]).add(value);
    else {
      this.#few[this.#count] = value;
      this.#count += 1;
    }
    return true;
  }

  forget(): void {
    this.#many = undefined;
    while (this.#count > 0) {
      this.#count -= 1;
      this.#few[this.#count] = undefined;
    }
  }
}

const NOTHING_MET = new Met();
let idle: Met | undefined;

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
