/**
 * States that were visited, each by a hash of 64 bits, with what was left to spend there. Two different states with one
 * hash would hide one of them: with ten million states the chance of that is some three in a million.
 */
const FIRST_PLACES = 1 << 12;

/** Some five million states in 120 MB. */
const MOST_PLACES = 1 << 23;

export class StateTable {
  #first = new Int32Array(FIRST_PLACES);
  #second = new Int32Array(FIRST_PLACES);
  /** What may be spent from there, plus 1; 0 marks a free place. */
  #preemptions = new Int16Array(FIRST_PLACES);
  #steps = new Int32Array(FIRST_PLACES);
  #count = 0;

  /**
   * Notes a visit; `false` if there was one before with as much left to spend.
   *
   * @param preemptions how many more there may be
   * @param steps how many more there may be
   */
  visit(first: number, second: number, preemptions: number, steps: number): boolean {
    const mask = this.#first.length - 1;
    let at = (first ^ (second >>> 7)) & mask;
    for (; this.#preemptions[at] !== 0; at = (at + 1) & mask) {
      if (this.#first[at] === first && this.#second[at] === second) break;
    }
    if (this.#preemptions[at] === 0) this.#count += 1;
    else if (this.#preemptions[at]! > preemptions && this.#steps[at]! >= steps) return false;
    this.#set(at, first, second, preemptions + 1, steps);
    if (this.#count * 3 > this.#first.length * 2 && !this.isFull) this.#grow();
    return true;
  }

  /** Whether it holds as many states as it may, and must not be used any more. */
  get isFull(): boolean {
    return this.#count * 3 > MOST_PLACES * 2;
  }

  #set(at: number, first: number, second: number, preemptions: number, steps: number): void {
    this.#first[at] = first;
    this.#second[at] = second;
    this.#preemptions[at] = preemptions;
    this.#steps[at] = steps;
  }

  #grow(): void {
    const [first, second, preemptions, steps] = [this.#first, this.#second, this.#preemptions, this.#steps];
    const size = first.length * 2;
    this.#first = new Int32Array(size);
    this.#second = new Int32Array(size);
    this.#preemptions = new Int16Array(size);
    this.#steps = new Int32Array(size);
    for (let from = 0; from < first.length; from += 1) {
      if (preemptions[from] === 0) continue;
      let at = (first[from]! ^ (second[from]! >>> 7)) & (size - 1);
      while (this.#preemptions[at] !== 0) at = (at + 1) & (size - 1);
      this.#set(at, first[from]!, second[from]!, preemptions[from]!, steps[from]!);
    }
  }
}
