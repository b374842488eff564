/** One of the threads that serve a port together. */
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '@weft/native-epoll';

const { number, port } = workerData as { number: number; port: number };

const server = await serve({
  port,
  host: '127.0.0.1',
  reusePort: true,
  onConnection: (connection) => connection.write(`thread ${number}`),
  onData: () => {},
});
parentPort?.postMessage((server.address as AddressInfo).port);
