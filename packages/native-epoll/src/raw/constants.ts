/** Flags of epoll, poll and kqueue. */
import { fromHeader } from '../native/header.js';

/** There is something to read, or the end has come. */
export const EPOLLIN = 0x1;
/** Something urgent: out-of-band data, a change of a pseudo-terminal or a cgroup. */
export const EPOLLPRI = 0x2;
/** There is room to write. */
export const EPOLLOUT = 0x4;
/** An error is pending, or nobody reads any more what is written. Always looked for. */
export const EPOLLERR = 0x8;
/** Both directions are at their end. Always looked for. */
export const EPOLLHUP = 0x10;
/** The same as `EPOLLIN` for most files: there is data without a priority to read. */
export const EPOLLRDNORM = 0x40;
/** There is data of a priority band to read; most files never say so. */
export const EPOLLRDBAND = 0x80;
/** The same as `EPOLLOUT`: there is room for data without a priority. */
export const EPOLLWRNORM = 0x100;
/** There is room for data of a priority band. */
export const EPOLLWRBAND = 0x200;
/** Is in the header, and means nothing: Linux never reports it. */
export const EPOLLMSG = 0x400;
/** The other end will write no more. */
export const EPOLLRDHUP = 0x2000;
/** Of several epolls that watch the same file descriptor, wake one or some. Only to be given to `add`. */
export const EPOLLEXCLUSIVE = 0x1000_0000;
/** The system does not go to sleep while it is ready (with the capability for that). */
export const EPOLLWAKEUP = 0x2000_0000;
/** Reported once, then silent until `modify`. */
export const EPOLLONESHOT = 0x4000_0000;
/** Reported when something new comes, not while something is there. */
export const EPOLLET = 0x8000_0000;

/** The operation of epoll_ctl(2) that `Epoll.add` makes. */
export const EPOLL_CTL_ADD = 1;
/** The operation of epoll_ctl(2) that `Epoll.delete` makes. */
export const EPOLL_CTL_DEL = 2;
/** The operation of epoll_ctl(2) that `Epoll.modify` makes. */
export const EPOLL_CTL_MOD = 3;

/** There is something to read, a connection to accept, or the end has come. */
export const POLLIN = 0x1;
/** Something urgent: out-of-band data, a change of a pseudo-terminal or a cgroup. */
export const POLLPRI = 0x2;
/** There is room to write, or a connection has been made. */
export const POLLOUT = 0x4;
/** An error is pending, or nobody reads any more what is written. Always looked for. */
export const POLLERR = 0x8;
/** The other end has hung up. Always looked for; there may still be something to read. */
export const POLLHUP = 0x10;
/** The file descriptor is not open. */
export const POLLNVAL = 0x20;
/** The other end will write no more. Linux's; 0 elsewhere. */
export const POLLRDHUP: number = fromHeader('POLLRDHUP');

// What follows is 0 where the system has no kqueue, or one without it. Names are Python's.

/** There is something to read, a connection to accept, or the end; data: how many bytes or connections. */
export const KQ_FILTER_READ: number = fromHeader('EVFILT_READ');
/** There is room to write, or nobody reads any more; data: how many bytes of room. */
export const KQ_FILTER_WRITE: number = fromHeader('EVFILT_WRITE');
/** An asynchronous read or write of aio(4) is done. */
export const KQ_FILTER_AIO: number = fromHeader('EVFILT_AIO');
/** Something happened to a file or folder that is open: the `KQ_NOTE_…` that were asked for. */
export const KQ_FILTER_VNODE: number = fromHeader('EVFILT_VNODE');
/** Something happened to a process, whose number is `ident`: it ended, forked or executed a program. */
export const KQ_FILTER_PROC: number = fromHeader('EVFILT_PROC');
/** The signal `ident` was sent to the process, also if that ignores it; data: how often since the last time. */
export const KQ_FILTER_SIGNAL: number = fromHeader('EVFILT_SIGNAL');
/** A timer is over, again and again; data: the period in milliseconds, or how often it was over. */
export const KQ_FILTER_TIMER: number = fromHeader('EVFILT_TIMER');
/** A file system was mounted or unmounted, or is in trouble. */
export const KQ_FILTER_FS: number = fromHeader('EVFILT_FS');
/** An event of the program itself, which a change with `KQ_NOTE_TRIGGER` makes happen. */
export const KQ_FILTER_USER: number = fromHeader('EVFILT_USER');

/** Adds the event, or changes the one that is there. */
export const KQ_EV_ADD: number = fromHeader('EV_ADD');
/** Takes the event out. */
export const KQ_EV_DELETE: number = fromHeader('EV_DELETE');
/** Lets a disabled event be reported again. */
export const KQ_EV_ENABLE: number = fromHeader('EV_ENABLE');
/** Keeps the event, and reports it no more until `KQ_EV_ENABLE`. */
export const KQ_EV_DISABLE: number = fromHeader('EV_DISABLE');
/** Reported once, then taken out. */
export const KQ_EV_ONESHOT: number = fromHeader('EV_ONESHOT');
/** Reported when something new comes, not while something is there. */
export const KQ_EV_CLEAR: number = fromHeader('EV_CLEAR');
/** Reports each change at once as `KQ_EV_ERROR`, with 0 for success, and no pending event. */
export const KQ_EV_RECEIPT: number = fromHeader('EV_RECEIPT');
/** Reported once, then disabled until `KQ_EV_ENABLE`. */
export const KQ_EV_DISPATCH: number = fromHeader('EV_DISPATCH');
/** In a report: the other end has closed; there may still be something to read. */
export const KQ_EV_EOF: number = fromHeader('EV_EOF');
/** In a report: the change failed; `data` is the system's number of the error. */
export const KQ_EV_ERROR: number = fromHeader('EV_ERROR');

/** Of read and write: from how many bytes on it counts as ready; `data` says how many. */
export const KQ_NOTE_LOWAT: number = fromHeader('NOTE_LOWAT');
/** Of a file: it was removed. */
export const KQ_NOTE_DELETE: number = fromHeader('NOTE_DELETE');
/** Of a file: it was written to; of a folder: its entries have changed. */
export const KQ_NOTE_WRITE: number = fromHeader('NOTE_WRITE');
/** Of a file: it has grown. */
export const KQ_NOTE_EXTEND: number = fromHeader('NOTE_EXTEND');
/** Of a file: its owner, permissions or times have changed. */
export const KQ_NOTE_ATTRIB: number = fromHeader('NOTE_ATTRIB');
/** Of a file: the number of its names has changed. */
export const KQ_NOTE_LINK: number = fromHeader('NOTE_LINK');
/** Of a file: it was renamed. */
export const KQ_NOTE_RENAME: number = fromHeader('NOTE_RENAME');
/** Of a file: access was taken away, or its file system was unmounted. */
export const KQ_NOTE_REVOKE: number = fromHeader('NOTE_REVOKE');
/** Of a process: it has ended; `data` is its status, as wait(2) has it. */
export const KQ_NOTE_EXIT: number = fromHeader('NOTE_EXIT');
/** Of a process: it has made another one. */
export const KQ_NOTE_FORK: number = fromHeader('NOTE_FORK');
/** Of a process: it has executed a program. */
export const KQ_NOTE_EXEC: number = fromHeader('NOTE_EXEC');
/** Of a process: its children are watched too, from the fork on. Not on macOS. */
export const KQ_NOTE_TRACK: number = fromHeader('NOTE_TRACK');
/** In a report: a child could not be watched too, for lack of resources. */
export const KQ_NOTE_TRACKERR: number = fromHeader('NOTE_TRACKERR');
/** In a report: this is a child that is watched too; `data` is the number of its parent. */
export const KQ_NOTE_CHILD: number = fromHeader('NOTE_CHILD');
/** Of an event of the program: makes it happen. */
export const KQ_NOTE_TRIGGER: number = fromHeader('NOTE_TRIGGER');
/** Of an event of the program: its lower 24 bits of flags stay as they are. */
export const KQ_NOTE_FFNOP: number = fromHeader('NOTE_FFNOP');
/** Of an event of the program: its flags become those that are in both. */
export const KQ_NOTE_FFAND: number = fromHeader('NOTE_FFAND');
/** Of an event of the program: the given flags come to those that it has. */
export const KQ_NOTE_FFOR: number = fromHeader('NOTE_FFOR');
/** Of an event of the program: its flags become the given ones. */
export const KQ_NOTE_FFCOPY: number = fromHeader('NOTE_FFCOPY');
/** Those bits of `fflags` that say what is done with the others: `KQ_NOTE_FFNOP` to `KQ_NOTE_FFCOPY`. */
export const KQ_NOTE_FFCTRLMASK: number = fromHeader('NOTE_FFCTRLMASK');
/** Those bits of `fflags` that are free for the program: the lower 24. */
export const KQ_NOTE_FFLAGSMASK: number = fromHeader('NOTE_FFLAGSMASK');
/** Of a timer: `data` is in seconds. */
export const KQ_NOTE_SECONDS: number = fromHeader('NOTE_SECONDS');
/** Of a timer: `data` is in microseconds. */
export const KQ_NOTE_USECONDS: number = fromHeader('NOTE_USECONDS');
/** Of a timer: `data` is in nanoseconds. */
export const KQ_NOTE_NSECONDS: number = fromHeader('NOTE_NSECONDS');
