/** How hard to stress: `WEFT_STRESS_SCALE=10` does ten times the rounds, `0.1` a tenth. */
import { setting } from './runtime.js';

const given = Number(setting('WEFT_STRESS_SCALE') ?? 1);
const scale = Number.isFinite(given) && given > 0 ? given : 1;

/** So many rounds, scaled; never less than one. */
export function scaled(rounds: number): number {
  return Math.max(1, Math.round(rounds * scale));
}
