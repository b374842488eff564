/** What every pipe does: the behaviours of CPython's `multiprocessing.Connection`, and those it leaves open. */
import { Latch, select, selectSync } from '@weft/atomics';
import { type Connection, Pipe, type PipeOptions } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from '../../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from '../../../../atomics/dist-test/support/setting.js';
import type { Actor } from '../../../../atomics/dist-test/support/world.js';

const SCENARIOS = '../../../threads/dist-test/pipe/scenarios/pipes';
const SMALL = 4096;

export function pipeSuite(setting: Setting): void {
  describe(`Pipe, ${setting.title}`, () => {
    const stage = onStage(setting);
    const pipe = (options: PipeOptions = {}) => Pipe({ capacity: SMALL, ...stage.at(), ...options });
    const actor = async (): Promise<Actor> => {
      const one = await stage.actor();
      await one.run(SCENARIOS, 'load');
      return one;
    };
    const act = <T>(one: Actor, name: string, ...args: unknown[]) => one.run<T>(SCENARIOS, name, ...args);
    const closeBoth = (ends: readonly Connection[]) => {
      for (const end of ends) end.close();
    };

    describe('values', () => {
      it('go both ways and arrive as they were', () => {
        const [a, b] = pipe();
        const values = [1, 'text', null, undefined, { deep: [new Map([[1, new Date(5)]])] }, [], -0, 10n];
        for (const value of values) {
          a.sendSync(value);
          expect(b.recvSync()).toEqual(value);
          b.sendSync(value);
          expect(a.recvSync()).toEqual(value);
        }
        closeBoth([a, b]);
      });

      it('keep their order, and never merge', async () => {
        const [a, b] = pipe();
        const one = await actor();
        const values = Array.from({ length: 300 }, (_, i) => ({ i, text: 'x'.repeat(i) }));
        const sending = act(one, 'sendAll', b, values);
        for (const value of values) expect(a.recvSync()).toEqual(value);
        await sending;
        closeBoth([a, b]);
      });

      it('go to those who wait in the order in which they asked', async () => {
        const [a, b] = pipe();
        const first = b.recv();
        expect(await isSettled(first)).toBe(false);
        a.sendSync(1);
        a.sendSync(2);
        // The first one is not told yet, and this one must not overtake it.
        const second = b.recv();
        expect(await Promise.all([first, second])).toEqual([1, 2]);
      });

      it('come back from another one, blocking and awaiting', async () => {
        for (const how of ['echo', 'echoAsync']) {
          const [a, b] = pipe();
          const one = await actor();
          const echoing = act<number>(one, how, b);
          for (let i = 0; i < 50; i += 1) {
            a.sendSync([i]);
            expect(a.recvSync()).toEqual([i]);
            await a.send({ i });
            expect(await a.recv()).toEqual({ i });
          }
          a.close();
          expect(await echoing).toBe(100);
          b.close();
        }
      });

      it('may be larger than the pipe', async () => {
        const [a, b] = pipe();
        const one = await actor();
        const echoing = act<number>(one, 'echo', b);
        for (const size of [SMALL - 8, SMALL, SMALL * 3 + 1, SMALL * 50]) {
          const value = { text: 'ä'.repeat(size), size };
          a.sendSync(value);
          expect(a.recvSync()).toEqual(value);
          const sending = a.send(value);
          expect(await a.recv()).toEqual(value);
          await sending;
        }
        a.close();
        expect(await echoing).toBe(8);
        b.close();
      });

      it('that cannot be sent are refused, and nothing is sent', async () => {
        const [a, b] = pipe();
        expectThrow(() => a.sendSync(() => 1), 'ERR_WEFT_CODEC');
        await expectReject(a.send(Symbol('s')), 'ERR_WEFT_CODEC');
        expect(b.pollSync()).toBe(false);
        closeBoth([a, b]);
      });

      it('may be connections, in a region', async () => {
        if (stage.at().in === undefined) return;
        const [a, b] = pipe();
        const [c, d] = pipe();
        const one = await actor();
        const echoing = act<number>(one, 'echo', b);
        a.sendSync(c);
        const back = a.recvSync() as Connection;
        back.sendSync('through');
        expect(d.recvSync()).toBe('through');
        a.close();
        await echoing;
        closeBoth([b, c, d]);
      });
    });

    describe('bytes', () => {
      it('arrive as they are, of any length', () => {
        const [a, b] = pipe();
        for (const length of [0, 1, 3, 4, 5, 95, 96, 97, 1023, 1024]) {
          const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
          a.sendBytesSync(bytes);
          expect(b.recvBytesSync()).toEqual(bytes);
        }
        closeBoth([a, b]);
      });

      it('go round the end of the ring', () => {
        const [a, b] = pipe();
        for (let length = 0; length < 700; length += 1) {
          const bytes = Uint8Array.from({ length }, (_, i) => i + length);
          a.sendBytesSync(bytes);
          expect(b.recvBytesSync()).toEqual(bytes);
        }
        closeBoth([a, b]);
      });

      it('go into memory of the caller', async () => {
        const [a, b] = pipe();
        const target = new Uint8Array(10).fill(9);
        a.sendBytesSync(Uint8Array.of(1, 2, 3));
        expect(b.recvBytesIntoSync(target, 4)).toBe(3);
        expect([...target]).toEqual([9, 9, 9, 9, 1, 2, 3, 9, 9, 9]);
        await a.sendBytes(Uint8Array.of(5));
        expect(await b.recvBytesInto(target)).toBe(1);
        expect(target[0]).toBe(5);
        closeBoth([a, b]);
      });

      it('that do not fit there come with the error, and are received', () => {
        const [a, b] = pipe();
        a.sendBytesSync(Uint8Array.of(1, 2, 3));
        a.sendSync('next');
        try {
          b.recvBytesIntoSync(new Uint8Array(2));
          expect.unreachable();
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_WEFT_BUFFER_TOO_SHORT', bytes: Uint8Array.of(1, 2, 3) });
        }
        expect(b.recvSync()).toBe('next');
        closeBoth([a, b]);
      });

      it('sent are copied at once', async () => {
        const [a, b] = pipe();
        const bytes = new Uint8Array(SMALL * 2).fill(1);
        const sending = a.sendBytes(bytes);
        bytes.fill(2);
        expect(new Set(await b.recvBytes())).toEqual(new Set([1]));
        await sending;
        closeBoth([a, b]);
      });

      it.each([[5], ['text'], [null], [new ArrayBuffer(2)]])('are a Uint8Array, not %s', async (wrong) => {
        const [a, b] = pipe();
        expectThrow(() => a.sendBytesSync(wrong as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(a.sendBytes(wrong as never), 'ERR_WEFT_ARGUMENT');
        expectThrow(() => b.recvBytesIntoSync(wrong as never), 'ERR_WEFT_ARGUMENT');
        closeBoth([a, b]);
      });

      it('that are no value are an error for recv', () => {
        const [a, b] = pipe();
        a.sendBytesSync(Uint8Array.of(0xc1, 0xff, 0xff));
        expectThrow(() => b.recvSync(), 'ERR_WEFT_CODEC');
        a.sendSync('next');
        expect(b.recvSync()).toBe('next');
        closeBoth([a, b]);
      });
    });

    describe('poll', () => {
      it('looks without a timeout, and may be repeated', async () => {
        const [a, b] = pipe();
        expect([b.pollSync(), await b.poll()]).toEqual([false, false]);
        a.sendSync('');
        expect([b.pollSync(), await b.poll(), b.pollSync()]).toEqual([true, true, true]);
        expect(b.recvSync()).toBe('');
        expect(b.pollSync({ timeout: 2 })).toBe(false);
        closeBoth([a, b]);
      });

      it('waits for a value, and for the end', async () => {
        const [a, b] = pipe();
        const polling = b.poll({ timeout: Number.POSITIVE_INFINITY });
        expect(await isSettled(polling)).toBe(false);
        await a.send(1);
        expect(await polling).toBe(true);
        b.recvSync();
        const forEnd = b.poll({ timeout: 60_000 });
        a.close();
        expect(await forEnd).toBe(true);
        expectThrow(() => b.recvSync(), 'ERR_WEFT_END_OF_FILE');
        b.close();
      });
    });

    describe('waits', () => {
      it('end with their timeout, and nothing is lost', async () => {
        const [a, b] = pipe();
        expectThrow(() => a.recvSync({ timeout: 2 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(a.recv({ timeout: 2 }), 'ERR_WEFT_TIMEOUT');
        expectThrow(() => a.recvSync({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
        b.sendSync('here');
        expect(a.recvSync({ timeout: 0 })).toBe('here');
        closeBoth([a, b]);
      });

      it('end with their signal', async () => {
        const [a, b] = pipe();
        const abort = new AbortController();
        const waiting = a.recv({ signal: abort.signal });
        abort.abort(new Error('enough'));
        await expect(waiting).rejects.toThrow('enough');
        await expect(a.recv({ signal: abort.signal })).rejects.toThrow('enough');
        await expect(a.send(1, { signal: abort.signal })).rejects.toThrow('enough');
        b.sendSync('here');
        expect(await a.recv()).toBe('here');
        expect(b.pollSync()).toBe(false);
        closeBoth([a, b]);
      });

      it('for room take back what was not sent', async () => {
        const [a, b] = pipe();
        const large = new Uint8Array(SMALL * 4).fill(7);
        expectThrow(() => a.sendBytesSync(large, { timeout: 3 }), 'ERR_WEFT_TIMEOUT');
        await expectReject(a.sendBytes(large, { timeout: 3 }), 'ERR_WEFT_TIMEOUT');
        const next = a.send('whole');
        expect(await b.recv()).toBe('whole');
        await next;
        closeBoth([a, b]);
      });

      it('for the rest of a message leave it to the next one', async () => {
        const [a, b] = pipe();
        const large = Uint8Array.from({ length: SMALL * 4 }, (_, i) => i);
        const sending = a.sendBytes(large);
        const abort = new AbortController();
        const target = new Uint8Array(large.length);
        const receiving = b.recvBytesInto(target, 0, { signal: abort.signal });
        abort.abort(new Error('enough'));
        await expect(receiving).rejects.toThrow('enough');
        target.fill(0);
        expect(await b.recvBytes()).toEqual(large);
        await sending;
        expect(target.every((byte) => byte === 0)).toBe(true);
        closeBoth([a, b]);
      });

      it.each([[-1], [Number.NaN], ['5']])('have no timeout of %s', async (timeout) => {
        const [a, b] = pipe();
        expectThrow(() => a.recvSync({ timeout } as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(a.send(1, { timeout } as never), 'ERR_WEFT_ARGUMENT');
        expect(b.pollSync()).toBe(false);
        closeBoth([a, b]);
      });

      it('of one connection are served in their order', async () => {
        const [a, b] = pipe();
        const received = Promise.all(Array.from({ length: 20 }, () => b.recv()));
        for (let i = 0; i < 20; i += 1) void a.send(i);
        expect(await received).toEqual(Array.from({ length: 20 }, (_, i) => i));
        const sent = Promise.all(
          Array.from({ length: 9 }, (_, i) => a.sendBytes(new Uint8Array(SMALL / 2).fill(i))),
        );
        for (let i = 0; i < 9; i += 1) expect((await b.recvBytes())[5]).toBe(i);
        await sent;
        closeBoth([a, b]);
      });

      it('a blocking send goes behind those that await', async () => {
        const [a, b] = pipe();
        const one = await actor();
        const early = [a.send('x'.repeat(SMALL * 3)), a.send('second')];
        const receiving = act<string[]>(one, 'receive', b, 3);
        a.sendSync('third');
        expect((await receiving).map((text) => text.slice(0, 6))).toEqual(['xxxxxx', 'second', 'third']);
        await Promise.all(early);
        a.close();
        b.close();
      });
    });

    describe('ends', () => {
      it('closed there give what is left, then the end', async () => {
        const [a, b] = pipe();
        a.sendSync(1);
        a.sendSync(2);
        a.close();
        a.close();
        expect([b.recvSync(), await b.recv()]).toEqual([1, 2]);
        expectThrow(() => b.recvSync(), 'ERR_WEFT_END_OF_FILE');
        await expectReject(b.recv(), 'ERR_WEFT_END_OF_FILE');
        expectThrow(() => b.sendSync(3), 'ERR_WEFT_BROKEN_PIPE');
        await expectReject(b.send(3), 'ERR_WEFT_BROKEN_PIPE');
        b.close();
      });

      it('closed here refuse everything', async () => {
        const [a, b] = pipe();
        using _ = b;
        const waiting = a.recv();
        a.close();
        await expectReject(waiting, 'ERR_WEFT_CLOSED');
        expect(a.closed).toBe(true);
        expectThrow(() => a.sendSync(1), 'ERR_WEFT_CLOSED');
        expectThrow(() => a.recvSync(), 'ERR_WEFT_CLOSED');
        expectThrow(() => a.pollSync(), 'ERR_WEFT_CLOSED');
        await expectReject(a.poll(), 'ERR_WEFT_CLOSED');
      });

      it('are closed at the end of their scope', () => {
        let left: Connection[];
        {
          using a = pipe()[0];
          const [c, d] = pipe();
          using _ = c;
          left = [a, c, d];
        }
        for (const end of left.slice(0, 2)) expectThrow(() => end.recvSync(), 'ERR_WEFT_CLOSED');
        expectThrow(() => left[2]?.recvSync(), 'ERR_WEFT_END_OF_FILE');
        left[2]?.close();
      });

      it('closed there wake who waits for room', async () => {
        const [a, b] = pipe();
        const sending = a.sendBytes(new Uint8Array(SMALL * 4));
        expect(await isSettled(sending)).toBe(false);
        b.close();
        await expectReject(sending, 'ERR_WEFT_BROKEN_PIPE');
        a.close();
      });

      it('are closed when all who held them died', async () => {
        const [a, b] = pipe();
        const one = await actor();
        act(one, 'echo', b).catch(() => {});
        a.sendSync(1);
        expect(a.recvSync()).toBe(1);
        const waiting = a.recv();
        await one.kill();
        await expectReject(waiting, 'ERR_WEFT_END_OF_FILE');
        expectThrow(() => a.recvSync(), 'ERR_WEFT_END_OF_FILE');
        expectThrow(() => a.sendSync(1), 'ERR_WEFT_BROKEN_PIPE');
        closeBoth([a, b]);
      });

      it('of somebody who dies do not hold up a blocked receiver', async () => {
        const [a, b] = pipe();
        const one = await actor();
        act(one, 'exitWith', b).catch(() => {});
        expectThrow(() => a.recvSync(), 'ERR_WEFT_END_OF_FILE');
        closeBoth([a, b]);
      });

      it('stay open for whoever is on the way to take them', async () => {
        const [a, b] = pipe();
        const one = await actor();
        const echoing = act<number>(one, 'echo', b);
        b.close();
        a.sendSync('hello');
        expect(a.recvSync()).toBe('hello');
        a.close();
        expect(await echoing).toBe(1);
      });

      it('stay open while one of several holds them', async () => {
        const [a, b] = pipe();
        const [one, two] = [await actor(), await actor()];
        await act(one, 'sendAll', b, [1]);
        await act(two, 'sendAll', b, [2]);
        b.close();
        await act(one, 'close', b);
        expect([a.recvSync(), a.recvSync()]).toEqual([1, 2]);
        expect(await a.poll({ timeout: 5 })).toBe(false);
        await two.kill();
        await expectReject(a.recv(), 'ERR_WEFT_END_OF_FILE');
        a.close();
      });

      it('lose what was half sent by somebody who died', async () => {
        const [a, b] = pipe();
        const one = await actor();
        const began = new Latch(1, stage.at());
        act(one, 'sendNumbered', b, 1, [SMALL * 20], began).catch(() => {});
        await began.wait();
        await a.poll({ timeout: Number.POSITIVE_INFINITY });
        await one.kill();
        b.sendSync('whole');
        expect(a.recvSync()).toBe('whole');
        closeBoth([a, b]);
      });
    });

    describe('one way', () => {
      it('the first end receives, the second sends', async () => {
        const [receiver, sender] = pipe({ duplex: false });
        expect([receiver.readable, receiver.writable, sender.readable, sender.writable]).toEqual([
          true,
          false,
          false,
          true,
        ]);
        sender.sendSync('down');
        expect(receiver.recvSync()).toBe('down');
        expectThrow(() => receiver.sendSync(1), 'ERR_WEFT_CONNECTION_DIRECTION');
        expectThrow(() => sender.recvSync(), 'ERR_WEFT_CONNECTION_DIRECTION');
        await expectReject(sender.poll(), 'ERR_WEFT_CONNECTION_DIRECTION');
        const one = await actor();
        const sending = act(one, 'sendAll', sender, ['far']);
        expect(await receiver.recv()).toBe('far');
        await sending;
        closeBoth([receiver, sender]);
      });
    });

    describe('select', () => {
      it('gives the connection that has something, also the end', async () => {
        const [a, b] = pipe();
        const [c, d] = pipe();
        const waiting = select([b, d]);
        expect(await isSettled(waiting)).toBe(false);
        c.sendSync(1);
        expect(await waiting).toBe(d);
        d.recvSync();
        await expectReject(select([b, d], { timeout: 3 }), 'ERR_WEFT_TIMEOUT');
        a.close();
        expect(selectSync([d, b], { timeout: 60_000 })).toBe(b);
        closeBoth([b, c, d]);
      });

      it('waits over 4 pipes for 40 messages and 4 ends', async () => {
        const crew = await Promise.all(Array.from({ length: 4 }, () => actor()));
        const pipes = crew.map(() => pipe());
        crew.forEach((one, i) => {
          const values = Array.from({ length: 10 }, (_, n) => [i, n]);
          const [, theirs] = pipes[i] as [Connection, Connection];
          act(one, 'sendAll', theirs, values)
            .then(() => act(one, 'close', theirs))
            .catch(() => {});
          theirs.close();
        });
        let open = pipes.map(([mine]) => mine);
        const received: unknown[] = [];
        while (open.length > 0) {
          const ready = await select(open);
          try {
            received.push(await ready.recv());
          } catch (error) {
            expect(error).toMatchObject({ code: 'ERR_WEFT_END_OF_FILE' });
            ready.close();
            open = open.filter((one) => one !== ready);
          }
        }
        expect(new Set(received.map(String)).size).toBe(40);
      });
    });

    describe('several at one end', () => {
      it('never mix their messages, small and large', async () => {
        const [a, b] = pipe();
        const crew = await Promise.all(Array.from({ length: 3 }, () => actor()));
        const reader = await actor();
        const receiving = act<{ from: [number, number][]; mixed: number }>(reader, 'receiveNumbered', a);
        const sizes = Array.from({ length: 60 }, (_, i) => 2 + ((i * 977) % (SMALL * 2)));
        await Promise.all(crew.map((one, i) => act(one, 'sendNumbered', b, i + 1, sizes)));
        b.close();
        await Promise.all(crew.map((one) => act(one, 'close', b)));
        const { from, mixed } = await receiving;
        expect(mixed).toBe(0);
        for (const sender of [1, 2, 3]) {
          expect(from.filter(([who]) => who === sender).map(([, number]) => number)).toEqual(
            sizes.map((_, i) => i),
          );
        }
        a.close();
      });

      it('receive each message once', async () => {
        const [a, b] = pipe();
        const [one, two] = [await actor(), await actor()];
        const receiving = [act<unknown[]>(one, 'receive', b, 50), act<unknown[]>(two, 'receive', b, 50)];
        for (let i = 0; i < 100; i += 1) a.sendSync([i, 'x'.repeat((i * 331) % 5000)]);
        const received = (await Promise.all(receiving)).flat() as [number, string][];
        expect(received.map(([i]) => i).sort((x, y) => x - y)).toEqual(
          Array.from({ length: 100 }, (_, i) => i),
        );
        closeBoth([a, b]);
      });
    });

    it('inspects itself', () => {
      const [a, b] = pipe();
      expect(a.describe()).toEqual({ readable: true, writable: true });
      a.close();
      expect(String(a)).toBe('[Connection readable=true writable=true closed=true]');
      b.close();
    });
  });
}
