/** Random sequences of calls, over each kind of set, beside a model of what must be ready. */
import { EPOLLIN, EPOLLOUT, type ReadySet, type Socket, socketPair } from '@weft/native-epoll';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmulated, kinds } from '../support/backends.js';
import { errorOf } from '../support/error-of.js';
import { openFds } from '../support/open-fds.js';

/** Sockets that take part. */
const COUNT = 6;

const masks = fc.constantFrom(EPOLLIN, EPOLLOUT, EPOLLIN | EPOLLOUT);
const places = fc.nat({ max: COUNT - 1 });

interface Change {
  readonly kind: 'add' | 'modify';
  readonly at: number;
  readonly events: number;
  readonly data: number;
}

type Step = Change | { readonly kind: 'delete' | 'send' | 'receive' | 'replace'; readonly at: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('add' as const, 'modify' as const),
      at: places,
      events: masks,
      data: fc.maxSafeInteger(),
    }),
    fc.record({
      kind: fc.constantFrom('delete' as const, 'send' as const, 'receive' as const, 'replace' as const),
      at: places,
    }),
  ),
  { maxLength: 60 },
);

/** One of the sockets, and what the model knows of it. */
class Subject {
  ends: [ours: Socket, theirs: Socket] = socketPair();
  hasBytes = false;
  registered: { readonly events: number; readonly data: number } | undefined;

  get fd(): number {
    return this.ends[0].fileno();
  }

  /** What a wait must report of it. */
  get ready(): number {
    return (this.registered?.events ?? 0) & (EPOLLOUT | (this.hasBytes ? EPOLLIN : 0));
  }

  send(): void {
    this.ends[1].sendAll('x');
    this.hasBytes = true;
  }

  receive(): void {
    this.ends[0].tryRecvInto(Buffer.alloc(1000));
    this.hasBytes = false;
  }

  /** By others, which get the same numbers. */
  replace(): void {
    this.close();
    this.ends = socketPair();
    this.hasBytes = false;
  }

  close(): void {
    for (const end of this.ends) end.close();
  }
}

// libkqueue adds nothing twice, as kqueue does.
const exact = kinds.filter(({ name }) => !(name === 'Kqueue' && isEmulated));

describe.each(exact)('$name', ({ name, make }) => {
  // It cannot tell adding from changing.
  const isKqueue = name === 'Kqueue';

  function change(set: ReadySet, subject: Subject, { kind, events, data }: Change): void {
    const isRegistered = subject.registered !== undefined;
    const error = errorOf(() => set[kind](subject.fd, events, data));
    if (!isKqueue && (kind === 'add') === isRegistered) {
      expect(error).toMatchObject({ code: isRegistered ? 'EEXIST' : 'ENOENT' });
    } else {
      expect(error).toBeUndefined();
      subject.registered = { events, data };
    }
  }

  function remove(set: ReadySet, subject: Subject): void {
    const error = errorOf(() => set.delete(subject.fd));
    if (subject.registered === undefined) expect(error).toMatchObject({ code: 'ENOENT' });
    else expect(error).toBeUndefined();
    subject.registered = undefined;
  }

  function carryOut(set: ReadySet, subject: Subject, step: Step): void {
    if (step.kind === 'add' || step.kind === 'modify') change(set, subject, step);
    else if (step.kind === 'delete') remove(set, subject);
    else if (step.kind === 'send') subject.send();
    else if (step.kind === 'receive') subject.receive();
    else {
      if (subject.registered !== undefined) remove(set, subject);
      subject.replace();
    }
  }

  it('reports what the model says, whatever came before', () => {
    const before = openFds();
    const property = fc.property(steps, (sequence) => {
      using set = make();
      const subjects = Array.from({ length: COUNT }, () => new Subject());
      try {
        for (const step of sequence) {
          carryOut(set, subjects[step.at] as Subject, step);
          expect(found(set)).toEqual(expected(subjects));
        }
      } finally {
        for (const subject of subjects) subject.close();
      }
    });
    fc.assert(property, { numRuns: 60 });
    expect(openFds()).toBe(before);
  });
});

/** What is ready, by its data; events of one are put together. */
function found(set: ReadySet): [data: number, events: number][] {
  const events = new Map<number, number>();
  for (const [data, flags] of set.poll(0)) events.set(data, (events.get(data) ?? 0) | flags);
  return [...events].sort(([a], [b]) => a - b);
}

function expected(subjects: readonly Subject[]): [data: number, events: number][] {
  const events = new Map<number, number>();
  for (const { ready, registered } of subjects) {
    if (registered && ready !== 0) events.set(registered.data, (events.get(registered.data) ?? 0) | ready);
  }
  return [...events].sort(([a], [b]) => a - b);
}
