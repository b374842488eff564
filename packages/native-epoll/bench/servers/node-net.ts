/** An echo server on node:net. */
import { type AddressInfo, createServer } from 'node:net';
import { serveUntilInputEnds } from './announce.js';

const server = createServer({ noDelay: true }, (socket) => {
  // As `pipe` does it, without what a pipe costs.
  socket.on('data', (bytes) => {
    if (!socket.write(bytes)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  socket.on('error', () => socket.destroy());
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  serveUntilInputEnds((server.address() as AddressInfo).port);
});
