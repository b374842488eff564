/** Events by `Epoll.waitAsync`. */
import { EPOLLIN, Epoll } from '@weft/native-epoll';
import { begin, fd, taken } from './pulse.js';

const epoll = new Epoll();
epoll.add(fd, EPOLLIN);
begin();
do {
  await epoll.waitAsync();
} while (taken());
