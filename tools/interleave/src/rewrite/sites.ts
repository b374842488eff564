/** Where the steps are in the source. */
import type * as t from '@babel/types';
import type { Place } from '../machine/op.js';

/** Finds the source of a position in the bundle; lines from 1, columns from 0. */
export type Locate = (line: number, column: number) => Omit<Place, 'within'>;

export class Sites {
  readonly places: Place[] = [{ file: '', line: 0, column: 0, text: '', within: '' }];
  readonly #locate: Locate;
  readonly #numbers = new Map<t.Node, number>();

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  /** The number of the step that a node of the bundle makes. */
  numberOf(node: t.Node, within: string): number {
    let number = this.#numbers.get(node);
    if (number === undefined) {
      number = this.places.length;
      const { line = 1, column = 0 } = node.loc?.start ?? {};
      this.places.push({ ...this.#locate(line, column), within });
      this.#numbers.set(node, number);
    }
    return number;
  }
}
