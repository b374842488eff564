/**
 * Whether it pays to look for the other side in each turn of the event loop, rather than to sleep until it rings. It does where
 * the two run on two processors. It does harm where they do not: a processor that looks is one that the other side, which
 * was just woken, may have to wait for, and where there are more programs than processors that is common. Nobody tells, and it
 * changes from one moment to the next, so a client finds out, for both sides. It sleeps for some answers, looks for some, and
 * stays with what was faster:
 *
 *     sleeping -> trying    when the pause is over
 *     trying -> looking     when some answers have come so much faster than in sleep
 *     trying -> sleeping    when that has not come about in time
 *     looking -> sleeping   when it is not faster any more; or when it is slower than it was, to see how long sleep takes now
 *
 * Pauses are longer each time that looking was in vain, and shorter again the longer it pays.
 */

/**
 * How long somebody looks before it sleeps, in milliseconds: about what it takes at most to be woken, so it never takes
 * more than twice as long as what is best. Longer answers count as this, as they would be slept for in either way.
 */
export const LOOK_MS = 0.2;

/** How long a trial may take: more than some answers that somebody sleeps for. */
const TRIAL_MS = 4;

/** Answers that are taken together. */
const SOME = 64;

/** Looking takes all of a processor: it must be faster by so much. */
const WORTH = 0.8;

/** Milliseconds between trials: at first, when looking has paid for long, and at most. */
const FIRST_PAUSE_MS = 2;
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 640;

/** By how much the next pause is longer after looking in vain, and how much shorter after some answers for which it paid. */
const LONGER = 2;
const SHORTER = 0.8;

/** How often some answers are looked for until it may be seen again how long they take in sleep. */
const TRUST = 128;

/** Not while they come almost as fast as they ever did. */
const SLOWER = 2;

type State = 'sleeping' | 'trying' | 'looking';

export class Patience {
  #state: State = 'sleeping';
  #count = 0;
  #sum = 0;
  /** Milliseconds that an answer takes if it is slept for. */
  #asleep = 0;
  /** The least that one took that was looked for. */
  #least = Number.POSITIVE_INFINITY;
  /** When this state was entered. */
  #since: number;
  #pause = FIRST_PAUSE_MS;
  #nextPause = SHORTEST_PAUSE_MS;
  #trust = 0;

  /** @param now milliseconds, of any clock that goes on steadily */
  constructor(now: number) {
    this.#since = now;
  }

  /** Whether to look before sleeping. */
  get looks(): boolean {
    return this.#state !== 'sleeping';
  }

  /** An answer has come that took `ms` milliseconds. */
  answered(ms: number, now: number): void {
    this.#count += 1;
    this.#sum += Math.min(ms, LOOK_MS);
    // When some have taken longer already than all may, the others need not be waited for.
    const isTooLong = this.looks && this.#sum > WORTH * this.#asleep * SOME;
    if (this.#count === SOME || isTooLong) {
      const mean = this.#sum / this.#count;
      this.#count = 0;
      this.#sum = 0;
      this.#judge(mean, now);
    }
    if (this.#state === 'trying' && now - this.#since > TRIAL_MS) this.#giveUp(now);
  }

  /** @param mean milliseconds that the last answers took */
  #judge(mean: number, now: number): void {
    const pays = mean < WORTH * this.#asleep;
    switch (this.#state) {
      case 'sleeping':
        this.#asleep = mean;
        if (now - this.#since >= this.#pause) this.#enter('trying', now);
        break;
      case 'trying':
        if (!pays) break;
        this.#least = Math.min(this.#least, mean);
        this.#enter('looking', now);
        this.#trust = TRUST;
        break;
      case 'looking':
        if (pays) this.#paid(mean, now);
        else this.#giveUp(now);
    }
  }

  #paid(mean: number, now: number): void {
    this.#least = Math.min(this.#least, mean);
    this.#nextPause = Math.max(SHORTER * this.#nextPause, SHORTEST_PAUSE_MS);
    this.#trust -= 1;
    if (this.#trust > 0 || mean < SLOWER * this.#least) return;
    this.#enter('sleeping', now);
    this.#pause = 0;
  }

  #giveUp(now: number): void {
    this.#enter('sleeping', now);
    this.#pause = this.#nextPause;
    this.#nextPause = Math.min(LONGER * this.#nextPause, LONGEST_PAUSE_MS);
  }

  #enter(state: State, now: number): void {
    this.#state = state;
    this.#since = now;
    this.#count = 0;
    this.#sum = 0;
  }
}
