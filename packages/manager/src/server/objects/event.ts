import type { Call } from '../call.js';
import { type LATER, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';

export class ServedEvent extends ServedObject {
  readonly kind = 'event';
  readonly verbs: Verbs<ServedEvent> = VERBS;
  readonly #waiting = new Set<Call>();
  isSet = false;

  describe(): Record<string, boolean | number> {
    return { set: this.isSet, waiters: this.#waiting.size };
  }

  set(): void {
    this.isSet = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const call of waiting) call.reply(true);
  }

  wait(call: Call): Result | typeof LATER {
    if (this.isSet) return true;
    this.#waiting.add(call);
    return call.park(call.timeout(0), {
      timedOut: () => {
        this.#waiting.delete(call);
        return false;
      },
      withdraw: () => {
        this.#waiting.delete(call);
        return undefined;
      },
    });
  }
}

const VERBS: Verbs<ServedEvent> = verbs<ServedEvent>({
  set(event) {
    event.set();
  },

  clear(event) {
    event.isSet = false;
  },

  isSet: (event) => event.isSet,
  wait: (event, call) => event.wait(call),
});
