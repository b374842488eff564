//! The numbers of the system's headers. What a system lacks, JavaScript does not see.

use std::collections::HashMap;

use napi_derive::napi;

macro_rules! constants {
    ($numbers:ident: $($name:ident)*) => {
        $($numbers.insert(stringify!($name), libc::$name as f64);)*
    };
}

/// By name, as the headers spell them.
#[napi]
pub fn constants() -> HashMap<&'static str, f64> {
    let mut numbers = HashMap::new();
    constants!(numbers:
        AF_INET AF_INET6 AF_UNIX SOCK_STREAM SOCK_DGRAM SOCK_RAW
        IPPROTO_IP IPPROTO_IPV6 IPPROTO_TCP IPPROTO_UDP SOL_SOCKET SOMAXCONN
        SO_REUSEADDR SO_REUSEPORT SO_KEEPALIVE SO_BROADCAST SO_LINGER SO_SNDBUF SO_RCVBUF SO_ERROR SO_TYPE
        SO_OOBINLINE SO_RCVLOWAT SO_SNDLOWAT SO_ACCEPTCONN
        TCP_NODELAY TCP_KEEPINTVL TCP_KEEPCNT TCP_MAXSEG
        IPV6_V6ONLY IPV6_UNICAST_HOPS IPV6_MULTICAST_HOPS IPV6_MULTICAST_LOOP IPV6_MULTICAST_IF
        IP_TTL IP_TOS IP_MULTICAST_TTL IP_MULTICAST_LOOP IP_MULTICAST_IF IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP
        MSG_PEEK MSG_OOB MSG_WAITALL MSG_DONTWAIT MSG_TRUNC MSG_CTRUNC MSG_EOR
        SHUT_RD SHUT_WR SHUT_RDWR
        POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL
    );
    #[cfg(any(target_os = "linux", target_os = "android"))]
    constants!(numbers:
        SOCK_SEQPACKET SO_DOMAIN SO_PROTOCOL SO_PEERCRED SO_PASSCRED SO_INCOMING_CPU SO_ATTACH_REUSEPORT_CBPF
        SO_BUSY_POLL SO_MARK SO_PRIORITY SO_RCVBUFFORCE SO_SNDBUFFORCE SO_BINDTODEVICE
        TCP_KEEPIDLE TCP_CORK TCP_QUICKACK TCP_DEFER_ACCEPT TCP_USER_TIMEOUT TCP_FASTOPEN TCP_INFO TCP_SYNCNT
        TCP_LINGER2 TCP_CONGESTION
        IPV6_ADD_MEMBERSHIP IPV6_DROP_MEMBERSHIP IP_FREEBIND IP_TRANSPARENT
        MSG_MORE MSG_NOSIGNAL MSG_ERRQUEUE MSG_CMSG_CLOEXEC
        POLLRDHUP
    );
    #[cfg(target_vendor = "apple")]
    constants!(numbers: TCP_KEEPALIVE SO_NOSIGPIPE SO_NREAD SO_NWRITE LOCAL_PEERCRED SOL_LOCAL);
    #[cfg(target_os = "freebsd")]
    constants!(numbers: TCP_KEEPIDLE SO_REUSEPORT_LB SO_NOSIGPIPE MSG_NOSIGNAL);
    kqueue(&mut numbers);
    numbers
}

#[cfg(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd"
))]
fn kqueue(numbers: &mut HashMap<&'static str, f64>) {
    constants!(numbers:
        EVFILT_READ EVFILT_WRITE EVFILT_AIO EVFILT_VNODE EVFILT_PROC EVFILT_SIGNAL EVFILT_TIMER
        EV_ADD EV_DELETE EV_ENABLE EV_DISABLE EV_ONESHOT EV_CLEAR EV_RECEIPT EV_DISPATCH EV_EOF EV_ERROR
        NOTE_LOWAT NOTE_DELETE NOTE_WRITE NOTE_EXTEND NOTE_ATTRIB NOTE_LINK NOTE_RENAME NOTE_REVOKE
        NOTE_EXIT NOTE_FORK NOTE_EXEC
    );
    #[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
    constants!(numbers:
        EVFILT_FS EVFILT_USER NOTE_TRIGGER NOTE_FFNOP NOTE_FFAND NOTE_FFOR NOTE_FFCOPY NOTE_FFCTRLMASK NOTE_FFLAGSMASK
        NOTE_SECONDS NOTE_USECONDS NOTE_NSECONDS
    );
    #[cfg(target_vendor = "apple")]
    constants!(numbers: EVFILT_MACHPORT EVFILT_VM EV_UDATA_SPECIFIC EV_DISPATCH2 NOTE_ABSOLUTE NOTE_CRITICAL);
    #[cfg(target_os = "freebsd")]
    constants!(numbers:
        EVFILT_PROCDESC EVFILT_SENDFILE EVFILT_EMPTY NOTE_TRACK NOTE_TRACKERR NOTE_CHILD NOTE_MSECONDS NOTE_ABSTIME
        NOTE_OPEN NOTE_CLOSE NOTE_CLOSE_WRITE NOTE_READ NOTE_FILE_POLL
    );
}

/// libkqueue's header has FreeBSD's numbers, but for these.
#[cfg(feature = "libkqueue")]
fn kqueue(numbers: &mut HashMap<&'static str, f64>) {
    let signed = [
        ("EVFILT_READ", -1),
        ("EVFILT_WRITE", -2),
        ("EVFILT_AIO", -3),
        ("EVFILT_VNODE", -4),
        ("EVFILT_PROC", -5),
        ("EVFILT_SIGNAL", -6),
        ("EVFILT_TIMER", -7),
        ("EVFILT_FS", -9),
        ("EVFILT_USER", -11),
    ];
    let unsigned = [
        ("EV_ADD", 0x1_u32),
        ("EV_DELETE", 0x2),
        ("EV_ENABLE", 0x4),
        ("EV_DISABLE", 0x8),
        ("EV_ONESHOT", 0x10),
        ("EV_CLEAR", 0x20),
        ("EV_RECEIPT", 0x40),
        ("EV_DISPATCH", 0x80),
        ("EV_EOF", 0x8000),
        ("EV_ERROR", 0x4000),
        ("NOTE_LOWAT", 0x1),
        ("NOTE_DELETE", 0x1),
        ("NOTE_WRITE", 0x2),
        ("NOTE_EXTEND", 0x4),
        ("NOTE_ATTRIB", 0x8),
        ("NOTE_LINK", 0x10),
        ("NOTE_RENAME", 0x20),
        ("NOTE_REVOKE", 0x40),
        ("NOTE_TRIGGER", 0x0100_0000),
        ("NOTE_FFNOP", 0),
        ("NOTE_FFAND", 0x4000_0000),
        ("NOTE_FFOR", 0x8000_0000),
        ("NOTE_FFCOPY", 0xc000_0000),
        ("NOTE_FFCTRLMASK", 0xc000_0000),
        ("NOTE_FFLAGSMASK", 0x00ff_ffff),
        ("NOTE_SECONDS", 0x1),
        ("NOTE_USECONDS", 0x2),
        ("NOTE_NSECONDS", 0x4),
    ];
    numbers.extend(signed.map(|(name, number)| (name, f64::from(number))));
    numbers.extend(unsigned.map(|(name, number)| (name, f64::from(number))));
}

#[cfg(not(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    feature = "libkqueue"
)))]
fn kqueue(_numbers: &mut HashMap<&'static str, f64>) {}
