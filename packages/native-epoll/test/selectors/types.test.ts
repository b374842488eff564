/** What the types promise; the compiler is the test, the calls only have to be allowed. */

import { createServer } from 'node:net';
import type { Selectable } from '@weft/atomics';
import { DefaultSelector, EVENT_READ, type FileObject, type SelectorKey, Socket } from '@weft/native-epoll';
import { describe, expect, expectTypeOf, it } from 'vitest';

interface Session {
  readonly name: string;
}

describe('types of selectors', () => {
  it('carry what is attached to files', () => {
    using selector = new DefaultSelector<Session>();
    expectTypeOf(selector.select).returns.toEqualTypeOf<[SelectorKey<Session>, number][]>();
    expectTypeOf(selector.selectAsync).returns.resolves.toEqualTypeOf<[SelectorKey<Session>, number][]>();
    expectTypeOf(selector.getKey(fileOf(selector)).data).toEqualTypeOf<Session>();
    expectTypeOf(selector.getMap().get(1)).toEqualTypeOf<SelectorKey<Session> | undefined>();
    // @ts-expect-error: a Session has to be attached
    expect(() => selector.register(-1, EVENT_READ)).toThrow();
    // @ts-expect-error: and nothing else
    expect(() => selector.register(-1, EVENT_READ, 'session')).toThrow();
  });

  it('let it be left out where nothing has to be attached', () => {
    using selector = new DefaultSelector();
    expect(() => selector.register(-1, EVENT_READ)).toThrow();
    expect(() => selector.register(-1, EVENT_READ, 'anything', { edge: true })).toThrow();
    using optional = new DefaultSelector<Session | undefined>();
    expect(() => optional.register(-1, EVENT_READ)).toThrow();
  });

  it('take what has a file descriptor', () => {
    expectTypeOf<Socket>().toExtend<FileObject>();
    expectTypeOf(createServer()).toExtend<FileObject>();
    expectTypeOf(process.stdin).toExtend<FileObject>();
    expectTypeOf<DefaultSelector>().toExtend<FileObject>();
    expectTypeOf<string>().not.toExtend<FileObject>();
  });

  it('make selectors what select of @weft/atomics takes', () => {
    expectTypeOf<DefaultSelector<Session>>().toExtend<Selectable>();
  });
});

/** A file that is registered. */
function fileOf(selector: DefaultSelector<Session>): Socket {
  const socket = new Socket();
  selector.register(socket, EVENT_READ, { name: 'session' });
  return socket;
}
