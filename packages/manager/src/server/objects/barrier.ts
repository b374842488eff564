import { BrokenBarrierError } from '@weft/atomics';
import type { Call } from '../call.js';
import { LATER, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';
import type { Session } from '../session.js';

/** One who has arrived. */
interface Arrival {
  readonly call: Call;
  readonly index: number;
  /** Whether its client can run the action. */
  readonly acts: boolean;
}

/** What `wait` answers to the one who is to run the action: its place, and that it has to say when that is done. */
const ACT = true;

/** What it answers to the one whose time was up, which has broken the barrier. */
const TIMED_OUT: Result = null;

export class ServedBarrier extends ServedObject {
  readonly kind = 'barrier';
  readonly verbs: Verbs<ServedBarrier> = VERBS;
  readonly parties: number;
  readonly #timeout: number;
  #arrived: Arrival[] = [];
  /** Who runs the action of the round; the others of the round wait for that. */
  #acting: Arrival | undefined;
  /** Those who arrive while an action runs: they belong to the next round. */
  #early: { readonly call: Call; readonly acts: boolean }[] = [];
  #broken = false;

  /** @param timeout default of `wait`, in milliseconds */
  constructor(parties: number, timeout: number) {
    super();
    this.parties = parties;
    this.#timeout = timeout;
  }

  override facts(): Result[] {
    return [this.parties];
  }

  describe(): Record<string, number | boolean> {
    return { parties: this.parties, waiting: this.waiting, broken: this.#broken };
  }

  get waiting(): number {
    return this.#arrived.length;
  }

  get broken(): boolean {
    return this.#broken;
  }

  wait(call: Call): Result | typeof LATER {
    const timeout = call.has(0) ? call.timeout(0) : this.#timeout;
    const acts = call.flag(1);
    if (this.#broken) throw broken();
    const give = (timedOut: boolean) => {
      this.#breakFor(call, timedOut);
      return undefined;
    };
    // It is parked first, whatever comes next, so that the last to arrive is answered as all others are.
    const parked = call.park(timeout === 0 ? Number.POSITIVE_INFINITY : timeout, {
      timedOut: () => {
        give(true);
        return LATER;
      },
      withdraw: () => give(false),
    });
    if (this.#acting === undefined) this.#arrive(call, acts);
    else this.#early.push({ call, acts });
    if (timeout === 0 && this.#stillWaits(call)) this.#breakFor(call, true);
    return parked;
  }

  /** The action has run; everybody goes on. @returns whether the barrier was not broken meanwhile */
  actionDone(session: Session): boolean {
    if (this.#acting?.call.session !== session) return false;
    this.#open();
    return true;
  }

  actionFailed(session: Session): void {
    if (this.#acting?.call.session === session) this.break();
  }

  break(): void {
    this.#broken = true;
    this.#endRound();
  }

  reset(): void {
    this.#endRound();
    this.#broken = false;
  }

  sessionEnded(session: Session): void {
    this.actionFailed(session);
  }

  #arrive(call: Call, acts: boolean): void {
    this.#arrived.push({ call, index: this.#arrived.length, acts });
    if (this.#arrived.length < this.parties) return;
    const actor = this.#arrived.findLast((arrival) => arrival.acts);
    if (actor === undefined) {
      this.#open();
      return;
    }
    this.#acting = actor;
    actor.call.session.holdings.add(this);
    actor.call.reply([actor.index, ACT]);
  }

  #open(): void {
    const round = this.#arrived;
    const actor = this.#endActing();
    this.#arrived = [];
    for (const arrival of round) if (arrival !== actor) arrival.call.reply([arrival.index, !ACT]);
    const early = this.#early;
    this.#early = [];
    for (const { call, acts } of early) {
      if (this.#acting === undefined) this.#arrive(call, acts);
      else this.#early.push({ call, acts });
    }
  }

  #endActing(): Arrival | undefined {
    const actor = this.#acting;
    this.#acting = undefined;
    actor?.call.session.holdings.delete(this);
    return actor;
  }

  /** Everyone who waits gets the error, except for those who know already. */
  #endRound(except?: Call): void {
    const actor = this.#endActing();
    const calls = [...this.#arrived.filter((arrival) => arrival !== actor), ...this.#early].map(
      ({ call }) => call,
    );
    this.#arrived = [];
    this.#early = [];
    for (const call of calls) if (call !== except) call.fail(broken());
  }

  /** One of the parties does not wait any longer. */
  #breakFor(call: Call, timedOut: boolean): void {
    this.#broken = true;
    this.#endRound(call);
    if (timedOut) call.reply(TIMED_OUT);
  }

  #stillWaits(call: Call): boolean {
    return (
      [...this.#arrived, ...this.#early].some((waiter) => waiter.call === call) && this.#acting?.call !== call
    );
  }
}

function broken(): BrokenBarrierError {
  return new BrokenBarrierError(
    'the barrier is broken: one of its parties gave up, failed or died; reset() makes it new',
  );
}

const VERBS: Verbs<ServedBarrier> = verbs<ServedBarrier>({
  wait: (barrier, call) => barrier.wait(call),

  actionDone: (barrier, call) => barrier.actionDone(call.session),

  actionFailed(barrier, call) {
    barrier.actionFailed(call.session);
  },

  reset(barrier) {
    barrier.reset();
  },

  abort(barrier) {
    barrier.break();
  },

  waiting: (barrier) => barrier.waiting,
  broken: (barrier) => barrier.broken,
});
