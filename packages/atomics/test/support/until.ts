/** Waiting for states that can be observed, instead of sleeping and hoping. */

const POLL_MS = 1;
const LONGEST_MS = 20_000;

/** Resolves once `condition` holds; fails, naming the condition, if it does not within 20 seconds. */
export async function until(condition: () => boolean, what: string = condition.toString()): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited 20 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
