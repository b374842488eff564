/** An echo server at a path, until Ctrl-C: `node echo-server.js <path>`. */
import { serve } from '@weft/native-epoll';

const [, , path] = process.argv;

const server = await serve({ path, onData: (connection, bytes) => connection.write(bytes) });
process.once('SIGINT', async () => {
  await server.close();
  console.log('closed');
});
console.log(`serves ${path}`);
