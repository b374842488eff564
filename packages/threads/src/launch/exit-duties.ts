/** What is to be done when the calling thread ends while things that it has started still run. */

const duties = new Set<() => void>();
let registered = false;

/** Calls `duty` when this thread ends by itself. @returns a function that takes it back */
export function atExit(duty: () => void): () => void {
  if (!registered) {
    registered = true;
    process.once('exit', () => {
      for (const each of duties) each();
    });
  }
  duties.add(duty);
  return () => duties.delete(duty);
}
