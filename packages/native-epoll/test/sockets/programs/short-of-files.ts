/** Runs out of file descriptors in every call that makes one, and goes on after that. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Epoll, eventfd, pipe, Socket, SystemCallError, socketPair, timerfd } from '@weft/native-epoll';

const LIMIT = 128;

/** Calls until it fails; what it made, and why it failed. */
function exhaust<T>(make: () => T): { made: T[]; code: string } {
  const made: T[] = [];
  for (;;) {
    try {
      made.push(make());
    } catch (error) {
      if (!(error instanceof SystemCallError)) throw error;
      return { made, code: error.code };
    }
  }
}

function isEmfile(code: string, what: string): void {
  if (code !== 'EMFILE') throw new Error(`${what}: expected EMFILE, got ${code}`);
}

function main(): void {
  for (const make of [() => [new Socket()], socketPair, pipe, () => [eventfd()], () => [timerfd()]]) {
    const { made, code } = exhaust(make as () => { close(): void }[]);
    isEmfile(code, String(make));
    for (const object of made.flat()) object.close();
  }
  const epolls = exhaust(() => new Epoll());
  isEmfile(epolls.code, 'Epoll');
  for (const epoll of epolls.made) epoll.close();

  const server = new Socket();
  server.bind({ address: '127.0.0.1', port: 0 });
  server.listen();
  const client = new Socket();
  client.connect(server.getSockName() as { address: string; port: number });
  const { made } = exhaust(() => new Socket());
  isEmfile(exhaust(() => server.accept()).code, 'accept');
  made.pop()?.close();
  // The connection was not lost.
  const connection = server.accept();
  client.sendAll('x');
  if (connection.recv(1).toString() !== 'x') throw new Error('the connection is not whole');
  connection.close();

  const [one, other] = socketPairWith(made);
  one.sendFds([0, 1, 2]);
  made.push(...exhaust(() => new Socket()).made);
  const { fds, truncated } = other.recvFds(1);
  if (fds.length !== 0 || !truncated) throw new Error('file descriptors came from nowhere');
  console.log('survived');
}

function socketPairWith(spare: { close(): void }[]): [Socket, Socket] {
  spare.pop()?.close();
  spare.pop()?.close();
  return socketPair();
}

if (process.argv[2] === 'limited') {
  main();
} else {
  const file = fileURLToPath(import.meta.url);
  const command = `ulimit -n ${LIMIT}; exec "$0" "$@"`;
  const { status } = spawnSync('sh', ['-c', command, process.execPath, file, 'limited'], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
