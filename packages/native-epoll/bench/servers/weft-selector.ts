/** An echo server on `DefaultSelector`, as lesson 29 has it. */
import {
  DefaultSelector,
  EVENT_READ,
  EVENT_WRITE,
  type EventMask,
  type InternetAddress,
  IPPROTO_TCP,
  Socket,
  TCP_NODELAY,
} from '@weft/native-epoll';
import { announce } from './announce.js';

type Callback = (socket: Socket, mask: EventMask) => void;

const selector = new DefaultSelector<Callback>();
const room = Buffer.alloc(64 * 1024);

const listener = new Socket();
listener.setOption(IPPROTO_TCP, TCP_NODELAY, true);
listener.bind({ address: '127.0.0.1', port: 0 });
listener.listen(4096);

const accept: Callback = () => {
  for (let socket = listener.tryAccept(); socket !== undefined; socket = listener.tryAccept()) {
    selector.register(socket, EVENT_READ, echo);
  }
};

const echo: Callback = (socket) => {
  const length = socket.tryRecvInto(room);
  if (length === 0) leave(socket);
  else if (length > 0) send(socket, room.subarray(0, length), false);
};

/** @param waited whether it is watched for room already */
function send(socket: Socket, bytes: Buffer, waited: boolean): void {
  const sent = Math.max(0, socket.trySend(bytes));
  if (sent < bytes.length) {
    const rest = Buffer.from(bytes.subarray(sent));
    selector.modify(socket, EVENT_WRITE, () => send(socket, rest, true));
  } else if (waited) {
    selector.modify(socket, EVENT_READ, echo);
  }
}

function leave(socket: Socket): void {
  selector.unregister(socket);
  socket.close();
}

selector.register(listener, EVENT_READ, accept);
selector.register(process.stdin, EVENT_READ, () => process.exit());
announce((listener.getSockName() as InternetAddress).port);
const call: Parameters<typeof selector.forEachReady>[0] = ({ data, fileobj }, mask) => {
  try {
    data(fileobj as Socket, mask);
  } catch (error) {
    if (fileobj === listener) throw error;
    leave(fileobj as Socket);
  }
};
for (;;) selector.forEachReady(call);
