/** Numbers of the system's socket headers. What a system lacks is 0, which no call takes for anything. */
import { fromHeader } from '../native/header.js';

// Families.

/** The family of IPv4. */
export const AF_INET: number = fromHeader('AF_INET');
/** The family of IPv6. */
export const AF_INET6: number = fromHeader('AF_INET6');
/** The family of sockets within one machine, at paths: unix(7). */
export const AF_UNIX: number = fromHeader('AF_UNIX');

// Types.

/** A stream of bytes in both directions, complete and in order: TCP, or a Unix stream. */
export const SOCK_STREAM: number = fromHeader('SOCK_STREAM');
/** Messages, each for itself: UDP, or Unix datagrams. */
export const SOCK_DGRAM: number = fromHeader('SOCK_DGRAM');
/** A connection that carries messages, complete and in order. Unix sockets have it on Linux. */
export const SOCK_SEQPACKET: number = fromHeader('SOCK_SEQPACKET');
/** Packets of IP as they are. Needs a privilege. */
export const SOCK_RAW: number = fromHeader('SOCK_RAW');

// Protocols, and levels of options.

/** Level of the options `IP_…`; as a protocol, whichever fits the type. */
export const IPPROTO_IP: number = fromHeader('IPPROTO_IP');
/** Level of the options `IPV6_…`. */
export const IPPROTO_IPV6: number = fromHeader('IPPROTO_IPV6');
/** TCP, and the level of the options `TCP_…`. */
export const IPPROTO_TCP: number = fromHeader('IPPROTO_TCP');
/** UDP, and the level of its options. */
export const IPPROTO_UDP: number = fromHeader('IPPROTO_UDP');
/** Level of the options `SO_…`, which sockets of every kind have. */
export const SOL_SOCKET: number = fromHeader('SOL_SOCKET');
/** The longest queue of connections that are not accepted yet, by the system's headers. */
export const SOMAXCONN: number = fromHeader('SOMAXCONN');

// Options of every socket.

/** Whether `bind` takes an address that closed connections still linger at (not one where somebody listens). */
export const SO_REUSEADDR: number = fromHeader('SO_REUSEADDR');
/** Lets several sockets of one user bind the same address, if each sets it before; Linux deals connections out. */
export const SO_REUSEPORT: number = fromHeader('SO_REUSEPORT');
/** What `SO_REUSEPORT` is on Linux: the system deals connections out evenly. FreeBSD. */
export const SO_REUSEPORT_LB: number = fromHeader('SO_REUSEPORT_LB');
/** Whether a connection that is silent is asked from time to time if the other end is still there. */
export const SO_KEEPALIVE: number = fromHeader('SO_KEEPALIVE');
/** Whether datagrams may be sent to a broadcast address. */
export const SO_BROADCAST: number = fromHeader('SO_BROADCAST');
/** What `close` does with bytes that are not sent yet; `setLinger` sets it. */
export const SO_LINGER: number = fromHeader('SO_LINGER');
/** Bytes of the buffer for sending. Linux doubles what is set, for its own needs, and tells the double. */
export const SO_SNDBUF: number = fromHeader('SO_SNDBUF');
/** Bytes of the buffer for receiving. Linux doubles what is set, for its own needs, and tells the double. */
export const SO_RCVBUF: number = fromHeader('SO_RCVBUF');
/** The error that is pending, which reading it takes away; `takeError` does that. */
export const SO_ERROR: number = fromHeader('SO_ERROR');
/** The type of the socket, `SOCK_…`. To be read only. */
export const SO_TYPE: number = fromHeader('SO_TYPE');
/** The family of the socket, `AF_…`. To be read only. */
export const SO_DOMAIN: number = fromHeader('SO_DOMAIN');
/** The protocol of the socket, `IPPROTO_…`. To be read only. */
export const SO_PROTOCOL: number = fromHeader('SO_PROTOCOL');
/** Whether out-of-band data comes among the other data. */
export const SO_OOBINLINE: number = fromHeader('SO_OOBINLINE');
/** How many bytes must be there before a socket counts as readable; 1 at first. */
export const SO_RCVLOWAT: number = fromHeader('SO_RCVLOWAT');
/** How many bytes of room make a socket writable. Linux does not let it be set. */
export const SO_SNDLOWAT: number = fromHeader('SO_SNDLOWAT');
/** Whether the socket listens. To be read only. */
export const SO_ACCEPTCONN: number = fromHeader('SO_ACCEPTCONN');
/** Process, user and group of the other end of a Unix socket; `getPeerCredentials` reads it. Linux. */
export const SO_PEERCRED: number = fromHeader('SO_PEERCRED');
/** Whether messages of a Unix socket bring the identity of their sender. Linux. */
export const SO_PASSCRED: number = fromHeader('SO_PASSCRED');
/** The processor that handles what comes for the socket; set, it prefers connections of that one. Linux. */
export const SO_INCOMING_CPU: number = fromHeader('SO_INCOMING_CPU');
/** A BPF program that chooses which of the sockets at one address gets what comes. Linux. */
export const SO_ATTACH_REUSEPORT_CBPF: number = fromHeader('SO_ATTACH_REUSEPORT_CBPF');
/** Microseconds that a receive asks the network card for data itself before it sleeps. Linux. */
export const SO_BUSY_POLL: number = fromHeader('SO_BUSY_POLL');
/** A number that each packet of the socket carries, for routing and filters. Needs a privilege. Linux. */
export const SO_MARK: number = fromHeader('SO_MARK');
/** Priority of what is sent, 0 to 6; more needs a privilege. Linux. */
export const SO_PRIORITY: number = fromHeader('SO_PRIORITY');
/** As `SO_RCVBUF`, beyond the limit of the system. Needs a privilege. Linux. */
export const SO_RCVBUFFORCE: number = fromHeader('SO_RCVBUFFORCE');
/** As `SO_SNDBUF`, beyond the limit of the system. Needs a privilege. Linux. */
export const SO_SNDBUFFORCE: number = fromHeader('SO_SNDBUFFORCE');
/** The name of the one network interface that the socket uses, as bytes; none: all. Linux. */
export const SO_BINDTODEVICE: number = fromHeader('SO_BINDTODEVICE');

// Options of TCP.

/** Whether small pieces are sent at once, instead of being collected until earlier ones are acknowledged. */
export const TCP_NODELAY: number = fromHeader('TCP_NODELAY');
/** Seconds of silence before the first probe of `SO_KEEPALIVE`. macOS calls it `TCP_KEEPALIVE`. */
export const TCP_KEEPIDLE: number = fromHeader('TCP_KEEPIDLE');
/** Seconds of silence before the first probe of `SO_KEEPALIVE`. macOS. */
export const TCP_KEEPALIVE: number = fromHeader('TCP_KEEPALIVE');
/** Seconds between two probes of `SO_KEEPALIVE`. */
export const TCP_KEEPINTVL: number = fromHeader('TCP_KEEPINTVL');
/** After how many probes without an answer the connection is given up. */
export const TCP_KEEPCNT: number = fromHeader('TCP_KEEPCNT');
/** Bytes of the largest segment. */
export const TCP_MAXSEG: number = fromHeader('TCP_MAXSEG');
/** Whether only full packets are sent until it is set to 0, for at most 200 ms. Linux. */
export const TCP_CORK: number = fromHeader('TCP_CORK');
/** Whether data is acknowledged at once. The system goes back to its own judgement by and by. Linux. */
export const TCP_QUICKACK: number = fromHeader('TCP_QUICKACK');
/** Seconds that a new connection may take to send something; it is not accepted before. Linux. */
export const TCP_DEFER_ACCEPT: number = fromHeader('TCP_DEFER_ACCEPT');
/** Milliseconds that sent data may stay unacknowledged before the connection is given up. Linux. */
export const TCP_USER_TIMEOUT: number = fromHeader('TCP_USER_TIMEOUT');
/** How many connections that bring data with their first packet may be pending at a listening socket. */
export const TCP_FASTOPEN: number = fromHeader('TCP_FASTOPEN');
/** Figures of the connection: the system's `struct tcp_info`, as bytes. To be read only. */
export const TCP_INFO: number = fromHeader('TCP_INFO');
/** How often the first packet of a connection is sent before `connect` fails. Linux. */
export const TCP_SYNCNT: number = fromHeader('TCP_SYNCNT');
/** Seconds that a connection which was closed here waits for the end of the other side. Linux. */
export const TCP_LINGER2: number = fromHeader('TCP_LINGER2');
/** The name of the algorithm that adapts the sending rate to the network, as bytes. */
export const TCP_CONGESTION: number = fromHeader('TCP_CONGESTION');

// Options of IP.

/** How many routers a packet may pass, 1 to 255. */
export const IP_TTL: number = fromHeader('IP_TTL');
/** The byte of the header that tells routers what kind of traffic it is. */
export const IP_TOS: number = fromHeader('IP_TOS');
/** The same as `IP_TTL` for multicast; 1 at first, which leaves no network. */
export const IP_MULTICAST_TTL: number = fromHeader('IP_MULTICAST_TTL');
/** Whether multicast that is sent comes to receivers on this machine too. */
export const IP_MULTICAST_LOOP: number = fromHeader('IP_MULTICAST_LOOP');
/** The interface that multicast leaves by: an IPv4 address, or the system's `struct ip_mreqn`, as bytes. */
export const IP_MULTICAST_IF: number = fromHeader('IP_MULTICAST_IF');
/** Joins a multicast group: the system's `struct ip_mreq`, as bytes. */
export const IP_ADD_MEMBERSHIP: number = fromHeader('IP_ADD_MEMBERSHIP');
/** Leaves a multicast group: the system's `struct ip_mreq`, as bytes. */
export const IP_DROP_MEMBERSHIP: number = fromHeader('IP_DROP_MEMBERSHIP');
/** Whether `bind` takes an address that the machine does not have, or not yet. Linux. */
export const IP_FREEBIND: number = fromHeader('IP_FREEBIND');
/** Whether the socket may speak for addresses of others, as a transparent proxy. Needs a privilege. Linux. */
export const IP_TRANSPARENT: number = fromHeader('IP_TRANSPARENT');
/** Whether a socket of IPv6 refuses connections of IPv4. Set before `bind`. */
export const IPV6_V6ONLY: number = fromHeader('IPV6_V6ONLY');
/** How many routers a packet may pass, 1 to 255; -1: as the system has it. */
export const IPV6_UNICAST_HOPS: number = fromHeader('IPV6_UNICAST_HOPS');
/** The same for multicast; 1 at first, which leaves no network. */
export const IPV6_MULTICAST_HOPS: number = fromHeader('IPV6_MULTICAST_HOPS');
/** Whether multicast that is sent comes to receivers on this machine too. */
export const IPV6_MULTICAST_LOOP: number = fromHeader('IPV6_MULTICAST_LOOP');
/** The number of the interface that multicast leaves by. */
export const IPV6_MULTICAST_IF: number = fromHeader('IPV6_MULTICAST_IF');
/** Joins a multicast group: the system's `struct ipv6_mreq`, as bytes. */
export const IPV6_ADD_MEMBERSHIP: number = fromHeader('IPV6_ADD_MEMBERSHIP');
/** Leaves a multicast group: the system's `struct ipv6_mreq`, as bytes. */
export const IPV6_DROP_MEMBERSHIP: number = fromHeader('IPV6_DROP_MEMBERSHIP');

// Flags of messages.

/** Of a receive: what is received stays, and comes again. */
export const MSG_PEEK: number = fromHeader('MSG_PEEK');
/** Sends or receives out-of-band data, one byte in TCP. */
export const MSG_OOB: number = fromHeader('MSG_OOB');
/** Of a receive: waits for all bytes that there is room for. Of no effect here: no socket blocks inside the system. */
export const MSG_WAITALL: number = fromHeader('MSG_WAITALL');
/** This one call of the system does not block. Of no effect here: none does; `tryRecvInto` and `trySend` never wait. */
export const MSG_DONTWAIT: number = fromHeader('MSG_DONTWAIT');
/** Of a message: it was longer than the room for it. Given to a receive, Linux tells the whole length. */
export const MSG_TRUNC: number = fromHeader('MSG_TRUNC');
/** Of a message: there was no room for all file descriptors that came with it. */
export const MSG_CTRUNC: number = fromHeader('MSG_CTRUNC');
/** Ends a record, where the protocol has records. */
export const MSG_EOR: number = fromHeader('MSG_EOR');
/** More will follow at once: TCP waits with what does not fill a packet. Linux. */
export const MSG_MORE: number = fromHeader('MSG_MORE');
/** Of a receive: takes a queued error, with its details, instead of data. Linux. */
export const MSG_ERRQUEUE: number = fromHeader('MSG_ERRQUEUE');

// Ways to shut down.

/** `shutdown`: no more is received. */
export const SHUT_RD: number = fromHeader('SHUT_RD');
/** `shutdown`: no more is sent; the other end sees the end of the stream. */
export const SHUT_WR: number = fromHeader('SHUT_WR');
/** `shutdown`: both. */
export const SHUT_RDWR: number = fromHeader('SHUT_RDWR');
