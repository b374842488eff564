/**
 * Keeps this thread's event loop alive while waits are pending (`Atomics.waitAsync` does not do so by itself), and
 * gives pending waits a regular pulse.
 *
 * The pulse makes waits heal: every `PULSE_MS` each pending wait looks at its word again, so a wake-up that was lost
 * with the thread that should have sent it or passed it on costs a delay, never a hang.
 */

/** A parked thread or a pending wait looks at its word again this often, in milliseconds. */
export const PULSE_MS = 50;

/** Something that wants the pulse. */
export interface Pulsed {
  pulse(): void;
}

interface Timer {
  ref?(): unknown;
  unref?(): unknown;
}

const listeners = new Set<Pulsed>();
let holds = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Node's timers can be unreferenced; a browser's are numbers, and nothing needs keeping alive there. */
function reference(alive: boolean): void {
  const handle = timer as Timer | number | undefined;
  if (typeof handle !== 'object') return;
  if (alive) handle.ref?.();
  else handle.unref?.();
}

function adjust(): void {
  const needed = listeners.size > 0 || holds > 0;
  if (needed && timer === undefined) {
    timer = setInterval(beat, PULSE_MS);
    reference(holds > 0);
  } else if (!needed && timer !== undefined) {
    clearInterval(timer);
    timer = undefined;
  }
}

function beat(): void {
  for (const listener of listeners) listener.pulse();
}

/** Starts calling `listener.pulse()` every `PULSE_MS`. */
export function addPulse(listener: Pulsed): void {
  listeners.add(listener);
  adjust();
}

/** Stops it. */
export function removePulse(listener: Pulsed): void {
  listeners.delete(listener);
  adjust();
}

/** Holds the event loop until `letGo`; calls count. */
export function hold(): void {
  holds += 1;
  adjust();
  if (holds === 1) reference(true);
}

/** Takes back one `hold`. */
export function letGo(): void {
  holds -= 1;
  if (holds === 0) reference(false);
  adjust();
}
