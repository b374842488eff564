/** `@weft/native-epoll`: epoll, kqueue, poll, select and sockets, and Python's selectors over them. */
export {
  AlreadyRegisteredError,
  ArgumentError,
  ClosedError,
  NativeBinaryError,
  NotRegisteredError,
  SystemCallError,
  TimeoutError,
  UnsupportedError,
  WeftError,
} from './errors.js';
export * from './raw/constants.js';
export { Epoll } from './raw/epoll.js';
export type { AsyncWaitOptions } from './raw/kernel-set.js';
export { type Kevent, kevent } from './raw/kevent.js';
export { Kqueue } from './raw/kqueue.js';
export { Poll, poll } from './raw/poll.js';
export type { ReadySet, ReadySetOptions } from './raw/ready-set.js';
export { FD_SETSIZE, Select, type Selected, select } from './raw/select.js';
export type { BackendKind } from './selectors/backends/backend.js';
export { DefaultSelector } from './selectors/default-selector.js';
export { EpollSelector } from './selectors/epoll-selector.js';
export { EVENT_READ, EVENT_WRITE, type EventMask, type WatchOptions } from './selectors/events.js';
export type { FileObject } from './selectors/file-object.js';
export { KqueueSelector } from './selectors/kqueue-selector.js';
export type { SelectAsyncOptions, SelectOptions } from './selectors/options.js';
export { PollSelector } from './selectors/poll-selector.js';
export { SelectSelector } from './selectors/select-selector.js';
export { Selector } from './selectors/selector.js';
export type { SelectorKey } from './selectors/selector-key.js';
export type { SelectorMap } from './selectors/selector-map.js';
export { Waker } from './selectors/waker.js';
export type { Connection } from './serve/connection.js';
export type { Handlers, ServeOptions } from './serve/options.js';
export { serve } from './serve/serve.js';
export type { CloseOptions, Server } from './serve/server.js';
export type { Address, InternetAddress, KnownAddress, PathAddress } from './sockets/address.js';
export type { PeerCredentials } from './sockets/base-socket.js';
export * from './sockets/constants.js';
export type { Descriptor } from './sockets/descriptor.js';
export { type EventFd, type EventFdOptions, eventfd } from './sockets/event-fd.js';
export type { Message, MessageInto, ReceivedFds } from './sockets/message-socket.js';
export { PipeReader, PipeWriter, pipe } from './sockets/pipe.js';
export { Socket } from './sockets/socket.js';
export { socketPair } from './sockets/socket-pair.js';
export { type TimerFd, timerfd } from './sockets/timer-fd.js';
