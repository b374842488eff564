/** Events by `for await` over a selector. */
import { DefaultSelector, EVENT_READ } from '@weft/native-epoll';
import { begin, fd, taken } from './pulse.js';

const selector = new DefaultSelector();
selector.register(fd, EVENT_READ);
begin();
for await (const _event of selector) if (!taken()) break;
