/** A picture that a bench has drawn of its own measurements. */
import type { BenchRecord } from './record.js';

export interface Drawing {
  /** Its file in the folder of results: an SVG. */
  readonly file: string;
  readonly title: string;
  /** The text of the file. */
  draw(record: BenchRecord): Promise<string>;
}
