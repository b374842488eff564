/**
 * Binds a whole range of ports that the kernel would choose from, made as small as it goes for one socket, so that
 * connecting finds none.
 */
import { AF_INET, IPPROTO_IP, Socket, type SystemCallError } from '@weft/native-epoll';

/** Linux 6.3: the ports one socket may be given, the lowest in the lower half. */
const IP_LOCAL_PORT_RANGE = 51;
const PORTS = [47_001, 47_002] as const;
const RANGE = (PORTS[1] << 16) | PORTS[0];

const server = new Socket(AF_INET);
server.bind({ address: '127.0.0.1', port: 0 });
server.listen();
const address = server.getSockName() as { address: string; port: number };

function connect(): Socket {
  const socket = new Socket(AF_INET);
  socket.setOption(IPPROTO_IP, IP_LOCAL_PORT_RANGE, RANGE);
  socket.connect(address);
  return socket;
}

const connected: Socket[] = [];
try {
  for (;;) connected.push(connect());
} catch (error) {
  console.log((error as SystemCallError).code);
}
// A reset connection leaves its port at once.
const [first] = connected;
first?.setLinger(0);
first?.close();
connect();
console.log('connected');
