/**
 * Remembers the old contents of cells that are changed, so that steps can be taken back. All that the machine knows of
 * an execution, and the shared memory itself, are cells of typed arrays which are changed by way of this.
 */
export class Journal {
  /** How many changes were noted. */
  length = 0;
  /** Whether all changes were noted; else nothing can be taken back before all is cleared. */
  isWhole = true;
  readonly #arrays: Int32Array[] = [];
  #indices = new Int32Array(1024);
  #olds = new Int32Array(1024);

  set(array: Int32Array, index: number, value: number): void {
    this.note(array, index);
    array[index] = value;
  }

  /** Notes what is in a cell that is about to be changed. */
  note(array: Int32Array, index: number): void {
    const at = this.length;
    if (at === this.#indices.length) this.#grow();
    this.#arrays[at] = array;
    this.#indices[at] = index;
    this.#olds[at] = array[index]!;
    this.length = at + 1;
  }

  /** Something is changed of which no note is taken. */
  loseTrack(): void {
    this.isWhole = false;
  }

  clear(): void {
    this.length = 0;
    this.isWhole = true;
  }

  /** Takes back all changes but the first ones, so many of them. */
  takeBack(length: number): void {
    for (let at = this.length - 1; at >= length; at -= 1) {
      this.#arrays[at]![this.#indices[at]!] = this.#olds[at]!;
    }
    this.length = length;
  }

  #grow(): void {
    this.#indices = grown(this.#indices);
    this.#olds = grown(this.#olds);
  }
}

/** The same with twice the room. */
export function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
