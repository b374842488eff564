/** `@weft/coroutines/io`: tasks that wait for the sockets and files of `@weft/native-epoll`, which is to be installed. */
export { readable, writable } from './io/readiness.js';
export { accept, connect, recv, recvInto, sendAll } from './io/sockets.js';
