/** Greets everybody and echoes; says when it cannot accept. Ends with its standard input. */
import type { AddressInfo } from 'node:net';
import { serve } from '@weft/native-epoll';

const server = await serve({
  port: 0,
  host: '127.0.0.1',
  onConnection: (connection) => connection.write('hello'),
  onData: (connection, bytes) => connection.write(bytes),
  onError: (error, connection) => {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (connection === undefined) console.log(code, syscall);
  },
});
console.log((server.address as AddressInfo).port);
process.stdin.resume().once('end', () => server.close({ grace: 0 }));
