/** The work of the pools: next to none. */
export function increment(x: number): number {
  return x + 1;
}
