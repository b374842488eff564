/** What CPython's tests ask of its epoll and kqueue objects, over a set that the kernel keeps. */
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import {
  ArgumentError,
  ClosedError,
  EPOLLIN,
  type Epoll,
  type Kqueue,
  Socket,
  SystemCallError,
  socketPair,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { openFds } from '../support/open-fds.js';

export interface SetClass {
  new (options?: { readonly maxEvents?: number }): Epoll | Kqueue;
  from(fd: number): Epoll | Kqueue;
}

/**
 * @param emulated libkqueue stands in for the kernel: it frees what was closed when its thread comes by, and its sets
 *   cannot be waited for by each other
 */
export function kernelSetSuite(name: string, SetClass: SetClass, emulated = false): void {
  describe(`${name}, as CPython has it`, () => {
    it('has a file descriptor until it is closed', () => {
      const set = new SetClass();
      expect(set.fd).toBeGreaterThan(0);
      expect(set.closed).toBe(false);
      set.close();
      expect(set.closed).toBe(true);
      expect(errorOf(() => set.fd)).toBeInstanceOf(ClosedError);
    });

    it('refuses options that make no sense', () => {
      for (const maxEvents of [0, -2, 'ten' as never, null as never, Number.NaN]) {
        expect(errorOf(() => new SetClass({ maxEvents }))).toBeInstanceOf(ArgumentError);
      }
    });

    it('is closed with its scope', () => {
      let outside: Epoll | Kqueue;
      {
        using set = new SetClass();
        outside = set;
        expect(set.closed).toBe(false);
      }
      expect(outside.closed).toBe(true);
    });

    it('takes no file descriptor that is closed, is another object’s, or is none', () => {
      using set = new SetClass();
      const [ours, theirs] = socketPair();
      const closed = ours.fileno();
      ours.close();
      expect(errorOf(() => SetClass.from(closed))).toMatchObject({ code: 'EBADF' });
      expect(errorOf(() => SetClass.from(set.fd))).toMatchObject({ code: 'EEXIST' });
      expect(errorOf(() => SetClass.from(-1))).toBeInstanceOf(ArgumentError);
      theirs.close();
    });

    it.skipIf(emulated)('closes once, whatever has its number by then', () => {
      const before = openFds();
      const set = new SetClass();
      const number = set.fd;
      set.close();
      const socket = new Socket();
      expect(socket.fileno()).toBe(number);
      set.close();
      expect(readlinkSync(`/proc/self/fd/${number}`)).toMatch(/^socket:/);
      socket.close();
      expect(openFds()).toBe(before);
    });

    it('is not inherited by programs', () => {
      using set = new SetClass();
      const { stdout } = spawnSync('ls', ['/proc/self/fd'], { encoding: 'utf8' });
      expect(stdout.split('\n')).not.toContain(String(set.fd));
    });

    it.skipIf(emulated)('can itself be waited for', () => {
      using outer = new SetClass();
      using inner = new SetClass();
      const [ours, theirs] = socketPair();
      inner.add(ours.fileno(), EPOLLIN);
      outer.add(inner.fd, EPOLLIN);
      expect(outer.poll(0)).toEqual([]);
      theirs.sendAll('x');
      expect(outer.poll(1000)).toEqual([[inner.fd, EPOLLIN]]);
      ours.close();
      theirs.close();
    });

    it('says what is wrong with a file descriptor', () => {
      using set = new SetClass();
      expect(errorOf(() => set.add(1_000_000, EPOLLIN))).toBeInstanceOf(SystemCallError);
    });
  });
}
