/** An echo server on `serve`. */
import type { AddressInfo } from 'node:net';
import { serve } from '@weft/native-epoll';
import { serveUntilInputEnds } from './announce.js';

const server = await serve({
  port: 0,
  host: '127.0.0.1',
  onData: (connection, bytes) => connection.write(bytes),
});
serveUntilInputEnds((server.address as AddressInfo).port);
