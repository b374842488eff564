/** Waits for a pipe in the three ways that the package has: blocking, in the event loop, and through a selector. */
import { DefaultSelector, EPOLLIN, Epoll, EVENT_READ, pipe } from '@weft/native-epoll';

const [reader, writer] = pipe();

using epoll = new Epoll();
epoll.add(reader.fileno(), EPOLLIN);
expect('nothing yet', epoll.poll(0).length, 0);
writer.write(Buffer.from('a'));
expect('the flags of epoll', epoll.poll(10_000)[0]?.[1], EPOLLIN);
expect('what was written', reader.read(10).toString(), 'a');

setTimeout(() => writer.write(Buffer.from('b')), 1);
await epoll.waitAsync();
expect('what came while the event loop ran', reader.read(10).toString(), 'b');

using selector = new DefaultSelector();
selector.register(reader, EVENT_READ);
writer.write(Buffer.from('c'));
expect('what a selector found', selector.select({ timeout: 10_000 }).length, 1);
selector.unregister(reader);
reader.close();
writer.close();
console.log('a pipe was waited for in three ways');

function expect(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}
