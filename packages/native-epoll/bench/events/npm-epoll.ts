/** Events by the npm package `epoll`, whose folder is told behind the time. */
import { createRequire } from 'node:module';
import { begin, fd, moreWords, taken } from './pulse.js';

/** What is used of it; it brings no types. */
interface Module {
  readonly Epoll: {
    new (callback: (error: Error | null, fd: number, events: number) => void): Poller;
    readonly EPOLLIN: number;
  };
}

interface Poller {
  add(fd: number, events: number): Poller;
  close(): void;
}

const { Epoll } = createRequire(import.meta.url)(moreWords[0] as string) as Module;
const poller = new Epoll((error) => {
  if (error) throw error;
  if (!taken()) poller.close();
});
poller.add(fd, Epoll.EPOLLIN);
begin();
