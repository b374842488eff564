/**
 * Which class a size belongs to. Below 16 granules each size is a class; from there on each power of two is divided into
 * 16 classes (the segregated fit of M. Masmano, I. Ripoll, A. Crespo and J. Real, "TLSF: a new dynamic memory allocator
 * for real-time systems", 2004).
 */

const BITS = 4;

/** The class of free blocks of so many granules. */
export function classOf(granules: number): number {
  if (granules < 1 << BITS) return granules;
  const power = 31 - Math.clz32(granules);
  return ((power - BITS + 1) << BITS) + ((granules >>> (power - BITS)) & ((1 << BITS) - 1));
}

/** So many granules and up to a sixteenth more: the least size in whose class all blocks are large enough. */
export function roundedUp(granules: number): number {
  if (granules < 1 << BITS) return granules;
  const step = 1 << (31 - Math.clz32(granules) - BITS);
  return (granules + step - 1) & -step;
}

/** The lowest bit that is set, of a word that is not 0. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
