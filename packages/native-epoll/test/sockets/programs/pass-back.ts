/** Gets the end of a pipe, writes into it, and sends this file in return. */
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AF_UNIX, PipeWriter, Socket } from '@weft/native-epoll';

const socket = new Socket(AF_UNIX);
socket.connect({ path: process.argv[2] ?? '' });
const [fd] = socket.recvFds(1).fds;
PipeWriter.from(fd as number).writeAll('from the child');
socket.sendFds([openSync(fileURLToPath(import.meta.url), 'r')]);
