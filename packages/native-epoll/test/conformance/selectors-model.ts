/** Random sequences of calls, against a model of what a selector promises. */
import { EVENT_READ, EVENT_WRITE, type Selector } from '@weft/native-epoll';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSeed } from '../../../atomics/dist-test/support/random.js';
import { closeEnds, type End, pair } from '../selectors/support/ends.js';
import type { SelectorSetting } from '../selectors/support/settings.js';

/** Pairs of sockets; a selector watches the first ends, the test writes and reads at both. */
const PAIRS = 4;

/** What must be true of one pair. */
interface Line {
  readonly watched: End;
  readonly peer: End;
  registered: { readonly events: number; readonly data: number } | undefined;
  /** Whether there is something to read. */
  sent: boolean;
  /** Whether there is room to write. */
  full: boolean;
  hungUp: boolean;
  closed: boolean;
}

interface Model {
  readonly lines: readonly Line[];
  closed: boolean;
}

interface Real {
  readonly selector: Selector<number>;
}

function lineOf({ lines }: Model, index: number): Line {
  return lines[index] as Line;
}

/** What select must return: by data, sorted. */
function expected({ lines }: Model): [number, number][] {
  const ready: [number, number][] = [];
  for (const { registered, sent, full, hungUp, closed } of lines) {
    if (registered === undefined || closed) continue;
    const readable = sent || hungUp ? EVENT_READ : 0;
    const writable = !full || hungUp ? EVENT_WRITE : 0;
    const mask = registered.events & (readable | writable);
    if (mask !== 0) ready.push([registered.data, mask]);
  }
  return ready.sort(([a], [b]) => a - b);
}

function found(list: readonly [{ readonly data: number }, number][]): [number, number][] {
  return list.map(([{ data }, mask]): [number, number] => [data, mask]).sort(([a], [b]) => a - b);
}

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

type Step = (model: Model, real: Real) => void | Promise<void>;
type SyncStep = (model: Model, real: Real) => void;

let lastData = 0;

const register =
  (index: number, events: number): Step =>
  (model, { selector }) => {
    const line = lineOf(model, index);
    lastData += 1;
    const data = lastData;
    const code = codeOf(() => selector.register(line.watched, events, data));
    if (model.closed) expect(code).toBe('ERR_WEFT_CLOSED');
    else if (line.closed) expect(code).toBe('ERR_WEFT_ARGUMENT');
    else if (line.registered !== undefined) expect(code).toBe('ERR_WEFT_ALREADY_REGISTERED');
    else {
      expect(code).toBeUndefined();
      line.registered = { events, data };
    }
  };

const modify =
  (index: number, events: number): Step =>
  (model, { selector }) => {
    const line = lineOf(model, index);
    lastData += 1;
    const data = lastData;
    const code = codeOf(() => selector.modify(line.watched, events, data));
    if (model.closed) expect(code).toBe('ERR_WEFT_CLOSED');
    else if (line.registered === undefined) expect(code).toBe('ERR_WEFT_NOT_REGISTERED');
    else {
      expect(code).toBeUndefined();
      line.registered = { events, data };
    }
  };

const unregister =
  (index: number): SyncStep =>
  (model, { selector }) => {
    const line = lineOf(model, index);
    const code = codeOf(() => selector.unregister(line.watched));
    if (model.closed) expect(code).toBe('ERR_WEFT_CLOSED');
    else if (line.registered === undefined) expect(code).toBe('ERR_WEFT_NOT_REGISTERED');
    else {
      expect(code).toBeUndefined();
      line.registered = undefined;
    }
  };

const send =
  (index: number): Step =>
  (model) => {
    const line = lineOf(model, index);
    if (line.closed || line.hungUp || line.sent) return;
    line.peer.send('x');
    line.sent = true;
  };

const receive =
  (index: number): Step =>
  (model) => {
    const line = lineOf(model, index);
    if (line.closed) return;
    expect(line.watched.receive()).toBe(line.sent ? 'x' : '');
    line.sent = false;
  };

const fill =
  (index: number): Step =>
  (model) => {
    const line = lineOf(model, index);
    if (line.closed || line.hungUp || line.full) return;
    line.watched.fill();
    line.full = true;
  };

const drain =
  (index: number): Step =>
  (model) => {
    const line = lineOf(model, index);
    if (line.closed || line.hungUp) return;
    line.peer.receive();
    line.full = false;
  };

const hangUp =
  (index: number): Step =>
  (model) => {
    const line = lineOf(model, index);
    if (line.closed || line.hungUp) return;
    // What nobody has read would make it a reset.
    line.peer.receive();
    line.peer.close();
    line.full = false;
    line.hungUp = true;
  };

/** Closed as Python's documentation wants it: unregistered first. */
const close =
  (index: number): Step =>
  (model, real) => {
    const line = lineOf(model, index);
    if (line.registered !== undefined) unregister(index)(model, real);
    line.watched.close();
    line.closed = true;
  };

const select =
  (how: 'select' | 'forEachReady' | 'selectAsync'): Step =>
  async (model, { selector }) => {
    if (model.closed) {
      expect(codeOf(() => selector.select({ timeout: 0 }))).toBe('ERR_WEFT_CLOSED');
      return;
    }
    const list: [{ readonly data: number }, number][] = [];
    if (how === 'select') list.push(...selector.select({ timeout: 0 }));
    else if (how === 'forEachReady')
      selector.forEachReady((key, mask) => list.push([key, mask]), { timeout: 0 });
    else list.push(...(await selector.selectAsync({ timeout: 1 })));
    expect(found(list)).toEqual(expected(model));
  };

const look: Step = (model, { selector }) => {
  if (model.closed) return;
  const registered = model.lines.filter((line) => line.registered !== undefined);
  expect(selector.getMap().size).toBe(registered.length);
  for (const line of registered) expect(selector.getKey(line.watched)).toMatchObject({ ...line.registered });
};

const closeSelector: Step = (model, { selector }) => {
  selector.close();
  model.closed = true;
};

const index = fc.nat({ max: PAIRS - 1 });
const events = fc.integer({ min: 1, max: 3 });

const steps: fc.Arbitrary<[string, Step]>[] = [
  fc.tuple(index, events).map(([i, e]) => [`register ${i} for ${e}`, register(i, e)]),
  fc.tuple(index, events).map(([i, e]) => [`register ${i} for ${e}`, register(i, e)]),
  fc.tuple(index, events).map(([i, e]) => [`modify ${i} to ${e}`, modify(i, e)]),
  index.map((i) => [`unregister ${i}`, unregister(i)]),
  index.map((i) => [`send to ${i}`, send(i)]),
  index.map((i) => [`receive at ${i}`, receive(i)]),
  index.map((i) => [`fill ${i}`, fill(i)]),
  index.map((i) => [`drain ${i}`, drain(i)]),
  index.map((i) => [`hang up ${i}`, hangUp(i)]),
  index.map((i) => [`close ${i}`, close(i)]),
  fc.constantFrom('select', 'forEachReady', 'selectAsync').map((how) => [how, select(how)]),
  fc.constantFrom('select', 'forEachReady', 'selectAsync').map((how) => [how, select(how)]),
  fc.constant<[string, Step]>(['look', look]),
];

class Command implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  readonly #step: Step;

  constructor([name, step]: [string, Step]) {
    this.#name = name;
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    await this.#step(model, real);
  }

  toString(): string {
    return this.#name;
  }
}

export function modelSuite(setting: SelectorSetting): void {
  describe(`${setting.title}: any sequence of calls`, () => {
    it('does what the model says', async () => {
      const commands = fc.commands(
        [
          ...steps.map((step) => step.map((made) => new Command(made))),
          rarely(['close selector', closeSelector]),
        ],
        { maxCommands: 60, size: 'max' },
      );
      const property = fc.asyncProperty(commands, async (sequence) => {
        const selector = setting.make<number>();
        const setup = () => ({
          model: { lines: Array.from({ length: PAIRS }, newLine), closed: false },
          real: { selector },
        });
        try {
          await fc.asyncModelRun(setup, sequence);
        } finally {
          selector.close();
          closeEnds();
        }
      });
      await fc.assert(property, { numRuns: 150, seed: runSeed(`${setting.title}, model`) });
    });
  });
}

/** Closing ends a sequence, so it must not come early in all of them. */
function rarely(step: [string, Step]): fc.Arbitrary<Command> {
  const idle: [string, Step] = ['look', look];
  return fc.nat({ max: 9 }).map((n) => new Command(n === 0 ? step : idle));
}

function newLine(): Line {
  const [watched, peer] = pair();
  return { watched, peer, registered: undefined, sent: false, full: false, hungUp: false, closed: false };
}
