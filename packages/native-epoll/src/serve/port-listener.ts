/** Listening at a TCP port. */
import { lookup } from 'node:dns/promises';
import { type AddressInfo, isIP, isIPv6 } from 'node:net';
import {
  AF_INET,
  AF_INET6,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_REUSEPORT_LB,
  SOL_SOCKET,
  TCP_NODELAY,
} from '../sockets/constants.js';
import { type ListeningSocket, type ListenOptions, makeSocket } from './listening-socket.js';

/** Who wants to be reached from elsewhere says so. */
const THIS_MACHINE = '127.0.0.1';

/** @throws SystemCallError, or the error of `dns.lookup` */
export async function listenAtPort(port: number, options: ListenOptions): Promise<ListeningSocket> {
  const { host = THIS_MACHINE } = options;
  return listenAtAddress(isIP(host) ? host : (await lookup(host)).address, port, options);
}

function listenAtAddress(address: string, port: number, options: ListenOptions): ListeningSocket {
  const { backlog, reusePort = false, noDelay = true } = options;
  const family = isIPv6(address) ? AF_INET6 : AF_INET;
  const socket = makeSocket(family, (made) => {
    // A server that has just ended leaves connections behind that would keep its port for a minute.
    made.setOption(SOL_SOCKET, SO_REUSEADDR, true);
    // FreeBSD deals connections out with an option of its own.
    if (reusePort) made.setOption(SOL_SOCKET, SO_REUSEPORT_LB || SO_REUSEPORT, true);
    // Connections have it from their listener, so that costs nothing for each of them.
    if (noDelay) made.setOption(IPPROTO_TCP, TCP_NODELAY, true);
    if (family === AF_INET6) made.setOption(IPPROTO_IPV6, IPV6_V6ONLY, false);
    made.bind({ address, port });
    made.listen(backlog);
  });
  return { socket, address: socket.getSockName() as AddressInfo, removeFile: () => {} };
}
