/**
 * The link to a cluster: a connection to each of its primaries, and a line of calls for each slot.
 *
 * - **Order**: if a server declines a call because its slot has moved, or does so, later calls of that slot wait behind it until
 *   all that are under way have come back; then they go on, in the order in which they were made.
 * - **Where everything is**: asked whenever a call was declined, a connection was lost or a server stands still, and again and
 *   again while calls wait or a primary that is needed cannot be reached. So after a failover they go to the new primary, and
 *   what is under way to one that was replaced, and says nothing, counts as lost.
 * - **Messages**: the servers of a cluster pass each one on to all others, so every connection listens, and what counts is what
 *   comes from the server that has the object: over the same connection as the answers.
 */
import { now } from '@weft/atomics/kit';
import { ConnectError } from '../../errors.js';
import type { Place, RedisAddress } from './address.js';
import type { Call } from './call.js';
import { Connection } from './connection.js';
import type { Credentials } from './credentials.js';
import { Link, type LinkEvents } from './link.js';
import { errorOfReply, isReplyError, type Reply } from './replies.js';
import { nameOfPlace, placeInError, type Share, SLOTS, sharesIn, slotOf } from './slots.js';
import { WaitingCalls } from './waiting-calls.js';

/** Milliseconds between two questions where everything is. */
const SURVEY_MS = 100;

/** Milliseconds that a server has to answer that question, then another one is asked; or any other, then this one is. */
const ANSWER_MS = 1_000;

/** How often a call follows where it is sent without a pause: servers that disagree send it to and fro. */
const MOST_HOPS = 3;

/** The call cannot be carried out now, but may be soon: its slot is on the move, or has lost its primary. */
const FOR_NOW = /^(TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN|READONLY)/;

interface Node {
  readonly name: string;
  readonly place: Place;
  readonly connection: Connection;
  underWay: number;
  /** When it was last heard of, or began to have something to say. */
  heardAt: number;
  /** Since when no slot is known to be there. */
  idleSince: number | undefined;
}

/** The calls of a slot. */
interface Line {
  readonly slot: number;
  readonly waiting: WaitingCalls;
  underWay: number;
  /** Whether it goes on only after the next survey. */
  isPaused: boolean;
}

export class ClusterLink extends Link {
  readonly isOrdered = false;
  readonly #nodes = new Map<string, Node>();
  /** The names of the nodes that have the slots, by slot; none before the first survey. */
  #homes: (string | undefined)[] = [];
  readonly #lines = new Map<number, Line>();
  /** Those in which calls wait. */
  readonly #stalled = new Set<Line>();
  /** Where to ask for once, of calls whose slot is on the move. */
  readonly #detours = new WeakMap<Call<unknown>, string>();
  readonly #hops = new WeakMap<Call<unknown>, number>();
  #channel: string | undefined;
  #holds = 0;
  #isSurveying = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #watch: NodeJS.Timeout;
  #surveyedAt = Number.NEGATIVE_INFINITY;
  #failure: Error | undefined;

  constructor(address: RedisAddress, credentials: Credentials, events: LinkEvents) {
    super(address, credentials, events);
    this.#addSeeds();
    this.#watch = setInterval(() => this.#lookAround(), ANSWER_MS).unref();
  }

  reaches(key: string): boolean {
    const slot = slotOf(key);
    return this.#isOpen(this.#home(slot)) && this.#lines.get(slot)?.waiting.isEmpty !== false;
  }

  listen(channel: string): void {
    this.#channel = channel;
    for (const { connection } of this.#nodes.values()) connection.listen(channel);
  }

  hold(): void {
    this.#holds += 1;
    if (this.#holds === 1) for (const { connection } of this.#nodes.values()) connection.hold();
  }

  letGo(): void {
    this.#holds -= 1;
    if (this.#holds === 0) for (const { connection } of this.#nodes.values()) connection.letGo();
  }

  protected dispatch<T>(call: Call<T>): Promise<T> {
    const line = this.#lineOf(call);
    const home = this.#home(line.slot);
    return line.waiting.isEmpty && this.#isOpen(home) ? this.#send(line, home, call) : this.#wait(line, call);
  }

  protected end(error: Error): void {
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#rejectAll(error);
    for (const { connection } of this.#nodes.values()) connection.close();
  }

  #lineOf({ key }: Call<unknown>): Line {
    const slot = slotOf(key);
    let line = this.#lines.get(slot);
    if (line === undefined) {
      const waiting = new WaitingCalls({
        timeoutMs: this.timeoutMs,
        timedOut: () => this.unreachable(this.#failure),
        inDoubt: () => this.lostError(this.#failure),
      });
      line = { slot, waiting, underWay: 0, isPaused: false };
      this.#lines.set(slot, line);
    }
    return line;
  }

  #home(slot: number): Node | undefined {
    return this.#nodes.get(this.#homes[slot] ?? '');
  }

  #isOpen(node: Node | undefined): node is Node {
    return node?.connection.isOpen === true;
  }

  #send<T>(line: Line, node: Node, call: Call<T>): Promise<T> {
    line.underWay += 1;
    if (node.underWay === 0) node.heardAt = now();
    node.underWay += 1;
    return node.connection.send(call);
  }

  #wait<T>(line: Line, call: Call<T>): Promise<T> {
    const result = line.waiting.wait(call, (again) => this.#goOn(line, again));
    this.#stalled.add(line);
    this.#surveySoon();
    return result;
  }

  /** Sends a call that has waited. */
  #goOn<T>(line: Line, call: Call<T>): Promise<T> {
    const detour = this.#nodes.get(this.#detours.get(call as Call<unknown>) ?? '');
    this.#detours.delete(call as Call<unknown>);
    if (!this.#isOpen(detour)) return this.dispatch(call);
    // Should it fail, the call is declined.
    detour.connection.ask('ASKING', []).catch(() => {});
    return this.#send(line, detour, call);
  }

  /** Has the calls of a line go on, if nothing speaks against it. */
  #flush(line: Line): void {
    if (line.waiting.isEmpty) this.#stalled.delete(line);
    if (line.underWay > 0 || line.isPaused || line.waiting.isEmpty) return;
    const home = this.#home(line.slot);
    if (home?.connection.isOpen !== true) {
      home?.connection.connect();
      return;
    }
    this.#stalled.delete(line);
    line.waiting.goOn();
  }

  #returned(node: Node, call: Call<unknown>): Line {
    const line = this.#lineOf(call);
    line.underWay -= 1;
    node.underWay -= 1;
    node.heardAt = now();
    return line;
  }

  #answered<T>(node: Node, call: Call<T>, reply: Reply): T {
    this.#flush(this.#returned(node, call as Call<unknown>));
    return call.read(reply, call.isRepeated);
  }

  #declined<T>(node: Node, call: Call<T>, error: Error): Promise<T> {
    const line = this.#returned(node, call as Call<unknown>);
    const place = placeInError(error.message, node.place);
    if (this.isClosed || (place === undefined && !FOR_NOW.test(error.message))) {
      this.#flush(line);
      return Promise.reject(this.isClosed ? this.closedError() : errorOfReply(error));
    }
    this.#failure = error;
    const hops = (this.#hops.get(call as Call<unknown>) ?? 0) + 1;
    this.#hops.set(call as Call<unknown>, hops);
    line.isPaused ||= place === undefined || hops > MOST_HOPS;
    if (place !== undefined) this.#redirect(line, call as Call<unknown>, error, this.#nodeAt(place));
    const result = this.#wait(line, call);
    this.#flush(line);
    return result;
  }

  #redirect(line: Line, call: Call<unknown>, error: Error, node: Node): void {
    node.idleSince = undefined;
    node.connection.connect();
    if (error.message.startsWith('ASK')) this.#detours.set(call, node.name);
    else this.#homes[line.slot] = node.name;
  }

  #unanswered<T>(node: Node, call: Call<T>, error: Error, wasSent: boolean): Promise<T> {
    const line = this.#returned(node, call as Call<unknown>);
    this.#failure = error;
    if (!this.isClosed && (call.isRepeatable || !wasSent)) {
      call.isRepeated ||= wasSent;
      return this.#wait(line, call);
    }
    this.#flush(line);
    return Promise.reject(this.isClosed ? this.closedError() : this.lostError(error));
  }

  #rejectAll(error: Error): void {
    for (const { waiting } of this.#stalled) waiting.rejectAll(error);
    this.#stalled.clear();
  }

  #addSeeds(): void {
    for (const place of [this.address, ...this.address.others]) this.#nodeAt(place);
  }

  #nodeAt({ host, port }: Place): Node {
    const place = { host, port };
    const name = nameOfPlace(place);
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const { credentials, timeoutMs, address } = this;
    const connection = new Connection(
      { ...place, db: 0, tls: address.tls, credentials, timeoutMs },
      {
        opened: () => this.#opened(),
        closed: () => this.#closed(node),
        refused: (error) => this.#rejectAll(error),
        message: (text) => this.events.message(text, (key) => this.#homes[slotOf(key)] === name),
        isNeeded: () => this.#isNeeded && this.#homes.includes(name),
        answered: (call, reply) => this.#answered(node, call, reply),
        declined: (call, error) => this.#declined(node, call, error),
        unanswered: (call, error, wasSent) => this.#unanswered(node, call, error, wasSent),
      },
    );
    const node: Node = { name, place, connection, underWay: 0, heardAt: now(), idleSince: undefined };
    this.#nodes.set(name, node);
    if (this.#channel !== undefined) connection.listen(this.#channel);
    if (this.#holds > 0) connection.hold();
    return node;
  }

  get #isNeeded(): boolean {
    return this.#stalled.size > 0 || this.#holds > 0 || this.events.isNeeded();
  }

  #opened(): void {
    if (this.#homes.length === 0) void this.#survey();
    else {
      this.events.connected();
      this.#flushAll();
    }
  }

  #closed({ connection }: Node): void {
    this.#failure = connection.failure ?? this.#failure;
    if (this.isClosed) return;
    const nodes = [...this.#nodes.values()];
    const isHopeless =
      this.#homes.length === 0 && nodes.every((node) => node.connection.failure !== undefined);
    if (isHopeless) this.#rejectAll(this.unreachable(this.#failure));
    else if (this.#isNeeded) this.#surveySoon();
  }

  #flushAll(): void {
    for (const line of [...this.#stalled]) this.#flush(line);
  }

  #surveySoon(): void {
    if (this.#isSurveying || this.#timer !== undefined) return;
    const delay = this.#surveyedAt + SURVEY_MS - now();
    if (delay <= 0) {
      void this.#survey();
      return;
    }
    this.#timer = setTimeout(() => void this.#survey(), delay);
    // Calls that wait keep the program alive by themselves.
    if (this.#holds === 0) this.#timer.unref();
  }

  /** Asks where everything is, and has what waits go on. */
  async #survey(): Promise<void> {
    if (this.#isSurveying || this.isClosed) return;
    this.#isSurveying = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const isKnown = await this.#askAround();
    this.#isSurveying = false;
    this.#surveyedAt = now();
    if (this.isClosed) return;
    if (!isKnown) this.#reconnect();
    for (const line of this.#stalled) line.isPaused = false;
    this.#flushAll();
    if (this.#stalled.size > 0 || (this.#isNeeded && this.#isOneMissing())) this.#surveySoon();
  }

  #isOneMissing(): boolean {
    return [...new Set(this.#homes)].some((name) => !this.#isOpen(this.#nodes.get(name ?? '')));
  }

  /** Whether one of the servers could be asked. */
  async #askAround(): Promise<boolean> {
    for (const node of [...this.#nodes.values()]) {
      if (!this.#isOpen(node)) continue;
      // The next time another one is asked first: this one may stand still, or be cut off from the others.
      this.#nodes.delete(node.name);
      this.#nodes.set(node.name, node);
      try {
        const reply = await inTime(node.connection.ask('CLUSTER', ['SLOTS']));
        this.#adopt(sharesIn(reply, node.place));
        return true;
      } catch (error) {
        if (this.isClosed) return false;
        this.#failure = error as Error;
        if (isReplyError(error as Error)) this.#rejectAll(this.#refusal(error as Error));
      }
    }
    return false;
  }

  #refusal(error: Error): Error {
    if (!error.message.includes('cluster support disabled')) return errorOfReply(error);
    return new ConnectError(
      `${this.address.text} is a server of its own and no cluster: leave out cluster=true`,
      { cause: error },
    );
  }

  #adopt(shares: readonly Share[]): void {
    const homes = new Array<string | undefined>(SLOTS);
    for (const { first, last, place } of shares) homes.fill(this.#nodeAt(place).name, first, last + 1);
    const isNew = homes.some((name, slot) => name !== this.#homes[slot]);
    this.#homes = homes;
    const needed = new Set(homes);
    for (const node of this.#nodes.values()) {
      if (!needed.has(node.name)) node.idleSince ??= now();
      else {
        node.idleSince = undefined;
        node.connection.connect();
      }
    }
    if (isNew) this.events.connected();
  }

  /** Gives up servers that have nothing any more, and asks for news of those that say nothing. */
  #lookAround(): void {
    const before = now() - ANSWER_MS;
    for (const { name, connection, underWay, heardAt, idleSince } of [...this.#nodes.values()]) {
      if (idleSince !== undefined && idleSince < before) {
        this.#nodes.delete(name);
        connection.close();
      } else if (underWay > 0 && heardAt < before) this.#surveySoon();
    }
  }

  /** None of the servers is there that were: perhaps there are others by now. */
  #reconnect(): void {
    this.#addSeeds();
    for (const { connection } of this.#nodes.values()) if (!connection.isOpen) connection.connect();
  }
}

async function inTime(answer: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`a server did not answer within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
