/** How a server and its process or thread end: `node lifetime.js close | unref | throw | terminate`. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { serve } from '@weft/native-epoll';

const [, , how] = process.argv;

async function listen(port = 0): Promise<AddressInfo> {
  const server = await serve({
    port,
    host: '127.0.0.1',
    onData: () => {
      throw new Error('nobody takes this');
    },
    onClose: () => {
      if (how === 'close') void server.close().then(() => console.log('closed'));
    },
  });
  if (how === 'unref') server.unref();
  return server.address as AddressInfo;
}

async function terminated(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { argv: [how] });
  const [{ port }] = (await once(worker, 'message')) as [AddressInfo];
  // It may be reset, if it was not accepted yet.
  await once(
    connect(port, '127.0.0.1').on('error', () => {}),
    'connect',
  );
  await worker.terminate();
  const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
  if (error.code === 'ECONNREFUSED') console.log('refused');
  await listen(port);
  console.log('listening again');
  process.exit();
}

if (!isMainThread) {
  parentPort?.postMessage(await listen());
} else if (how === 'terminate') {
  await terminated();
} else {
  const { port } = await listen();
  console.log('listening');
  if (how === 'close') connect(port, '127.0.0.1').end();
  if (how === 'throw') connect(port, '127.0.0.1').end('x');
}
