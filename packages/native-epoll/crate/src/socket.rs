//! Sockets and pipes. Whatever is made here never blocks, is closed when a program is executed, and never kills the
//! process with a SIGPIPE.

use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

use rustix::io::{Errno, Result};
use rustix::net::{
    AddressFamily, Protocol, RecvFlags, SendFlags, Shutdown, SocketAddrAny, SocketType,
};

use crate::timeout::despite_signals;

/// Systems that make a descriptor so in one step; elsewhere a program executed by another thread in between inherits it.
#[cfg(not(target_vendor = "apple"))]
mod making {
    use super::*;
    use rustix::net::SocketFlags;
    use rustix::pipe::PipeFlags;

    const TAME: SocketFlags = SocketFlags::CLOEXEC.union(SocketFlags::NONBLOCK);

    pub fn socket(
        family: AddressFamily,
        kind: SocketType,
        protocol: Option<Protocol>,
    ) -> Result<OwnedFd> {
        rustix::net::socket_with(family, kind, TAME, protocol)
    }

    pub fn pair(
        family: AddressFamily,
        kind: SocketType,
        protocol: Option<Protocol>,
    ) -> Result<(OwnedFd, OwnedFd)> {
        rustix::net::socketpair(family, kind, TAME, protocol)
    }

    pub fn accept(listener: BorrowedFd<'_>) -> Result<OwnedFd> {
        rustix::net::accept_with(listener, TAME)
    }

    pub fn pipe() -> Result<(OwnedFd, OwnedFd)> {
        rustix::pipe::pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)
    }
}

#[cfg(target_vendor = "apple")]
mod making {
    use super::*;
    use crate::descriptor::{close_on_execute, set_non_blocking};
    use rustix::net::SocketFlags;
    use rustix::net::sockopt::set_socket_nosigpipe;
    use std::os::fd::AsFd;

    fn tame(fd: OwnedFd) -> Result<OwnedFd> {
        set_non_blocking(fd.as_fd(), true)?;
        close_on_execute(fd)
    }

    fn quiet(socket: OwnedFd) -> Result<OwnedFd> {
        set_socket_nosigpipe(&socket, true)?;
        tame(socket)
    }

    pub fn socket(
        family: AddressFamily,
        kind: SocketType,
        protocol: Option<Protocol>,
    ) -> Result<OwnedFd> {
        quiet(rustix::net::socket(family, kind, protocol)?)
    }

    pub fn pair(
        family: AddressFamily,
        kind: SocketType,
        protocol: Option<Protocol>,
    ) -> Result<(OwnedFd, OwnedFd)> {
        let (one, other) = rustix::net::socketpair(family, kind, SocketFlags::empty(), protocol)?;
        Ok((quiet(one)?, quiet(other)?))
    }

    pub fn accept(listener: BorrowedFd<'_>) -> Result<OwnedFd> {
        quiet(rustix::net::accept(listener)?)
    }

    pub fn pipe() -> Result<(OwnedFd, OwnedFd)> {
        let (reading, writing) = rustix::pipe::pipe()?;
        Ok((tame(reading)?, tame(writing)?))
    }
}

pub use making::pipe;

/// Numbers as the system has them. `EINVAL` if they are none.
fn kind(
    family: i32,
    kind: i32,
    protocol: i32,
) -> Result<(AddressFamily, SocketType, Option<Protocol>)> {
    let family = u16::try_from(family).map_err(|_| Errno::AFNOSUPPORT)?;
    let kind = u32::try_from(kind).map_err(|_| Errno::INVAL)?;
    let protocol = u32::try_from(protocol).map_err(|_| Errno::INVAL)?;
    Ok((
        AddressFamily::from_raw(family as _),
        SocketType::from_raw(kind),
        std::num::NonZeroU32::new(protocol).map(Protocol::from_raw),
    ))
}

pub fn socket(family: i32, type_: i32, protocol: i32) -> Result<OwnedFd> {
    let (family, kind, protocol) = kind(family, type_, protocol)?;
    making::socket(family, kind, protocol)
}

pub fn pair(family: i32, type_: i32, protocol: i32) -> Result<(OwnedFd, OwnedFd)> {
    let (family, kind, protocol) = kind(family, type_, protocol)?;
    making::pair(family, kind, protocol)
}

/// Takes the next connection; `EAGAIN` if there is none.
pub fn accept(listener: BorrowedFd<'_>) -> Result<OwnedFd> {
    despite_signals(None, |_| making::accept(listener))
}

pub fn bind(fd: BorrowedFd<'_>, address: &SocketAddrAny) -> Result<()> {
    rustix::net::bind(fd, address)
}

/// Begins to connect: `EINPROGRESS` until the socket becomes writable. A signal does not take the attempt back, so the
/// call is not made again.
pub fn connect(fd: BorrowedFd<'_>, address: &SocketAddrAny) -> Result<()> {
    match rustix::net::connect(fd, address) {
        Err(Errno::INTR) => Err(Errno::INPROGRESS),
        other => other,
    }
}

pub fn listen(fd: BorrowedFd<'_>, backlog: i32) -> Result<()> {
    rustix::net::listen(fd, backlog)
}

pub fn shutdown(fd: BorrowedFd<'_>, how: i32) -> Result<()> {
    let how = match how {
        libc::SHUT_RD => Shutdown::Read,
        libc::SHUT_WR => Shutdown::Write,
        libc::SHUT_RDWR => Shutdown::Both,
        _ => return Err(Errno::INVAL),
    };
    rustix::net::shutdown(fd, how)
}

pub fn socket_name(fd: BorrowedFd<'_>) -> Result<SocketAddrAny> {
    rustix::net::getsockname(fd)
}

/// `None`: the other end has no address.
pub fn peer_name(fd: BorrowedFd<'_>) -> Result<Option<SocketAddrAny>> {
    rustix::net::getpeername(fd)
}

pub fn receive(fd: BorrowedFd<'_>, into: &mut [u8], flags: u32) -> Result<usize> {
    let flags = RecvFlags::from_bits_retain(flags);
    despite_signals(None, |_| rustix::net::recv(fd, &mut *into, flags)).map(|(length, _)| length)
}

pub fn send(fd: BorrowedFd<'_>, from: &[u8], flags: u32) -> Result<usize> {
    let flags = quietly(flags);
    despite_signals(None, |_| rustix::net::send(fd, from, flags))
}

pub fn send_to(
    fd: BorrowedFd<'_>,
    from: &[u8],
    flags: u32,
    address: &SocketAddrAny,
) -> Result<usize> {
    let flags = quietly(flags);
    despite_signals(None, |_| rustix::net::sendto(fd, from, flags, address))
}

/// Without the signal that the other end has gone.
#[cfg(not(target_vendor = "apple"))]
pub(crate) fn quietly(flags: u32) -> SendFlags {
    SendFlags::from_bits_retain(flags) | SendFlags::NOSIGNAL
}

/// Sockets of this system are made so that there is no signal.
#[cfg(target_vendor = "apple")]
pub(crate) fn quietly(flags: u32) -> SendFlags {
    SendFlags::from_bits_retain(flags)
}

pub fn set_option(fd: BorrowedFd<'_>, level: i32, name: i32, value: &[u8]) -> Result<()> {
    let length = value.len() as libc::socklen_t;
    // SAFETY: the length is that of the slice.
    let outcome =
        unsafe { libc::setsockopt(fd.as_raw_fd(), level, name, value.as_ptr().cast(), length) };
    if outcome == 0 {
        Ok(())
    } else {
        Err(last_error())
    }
}

/// How many bytes of `value` were set.
pub fn option(fd: BorrowedFd<'_>, level: i32, name: i32, value: &mut [u8]) -> Result<usize> {
    let mut length = value.len() as libc::socklen_t;
    // SAFETY: the length is that of the slice; the system writes no more.
    let outcome = unsafe {
        libc::getsockopt(
            fd.as_raw_fd(),
            level,
            name,
            value.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    if outcome == 0 {
        Ok(length as usize)
    } else {
        Err(last_error())
    }
}

pub(crate) fn last_error() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address;
    use std::os::fd::AsFd;

    fn loopback() -> (OwnedFd, SocketAddrAny) {
        let listener = socket(libc::AF_INET, libc::SOCK_STREAM, 0).expect("made");
        let any = address::pack(AddressFamily::INET, "127.0.0.1", 0).expect("packed");
        bind(listener.as_fd(), &any).expect("bound");
        listen(listener.as_fd(), 1).expect("listening");
        let bound = socket_name(listener.as_fd()).expect("named");
        (listener, bound)
    }

    #[test]
    fn connections_carry_bytes_both_ways() {
        let (listener, bound) = loopback();
        assert_eq!(accept(listener.as_fd()).err(), Some(Errno::AGAIN));
        let client = socket(libc::AF_INET, libc::SOCK_STREAM, 0).expect("made");
        let begun = connect(client.as_fd(), &bound);
        assert!(matches!(begun, Ok(()) | Err(Errno::INPROGRESS)));
        let server = accept(listener.as_fd()).expect("accepted");
        assert_eq!(send(server.as_fd(), b"hello", 0), Ok(5));
        let mut bytes = [0; 8];
        assert_eq!(receive(client.as_fd(), &mut bytes, 0), Ok(5));
        assert_eq!(&bytes[..5], b"hello");
        assert_eq!(receive(client.as_fd(), &mut bytes, 0), Err(Errno::AGAIN));
    }

    #[test]
    fn sending_to_nobody_is_an_error_and_no_signal() {
        let (one, other) = pair(libc::AF_UNIX, libc::SOCK_STREAM, 0).expect("made");
        drop(other);
        assert_eq!(send(one.as_fd(), b"x", 0), Err(Errno::PIPE));
    }

    #[test]
    fn numbers_that_mean_nothing_are_errors() {
        assert!(socket(-1, libc::SOCK_STREAM, 0).is_err());
        assert!(socket(libc::AF_INET, -1, 0).is_err());
        assert!(socket(libc::AF_INET, libc::SOCK_STREAM, -1).is_err());
        let (one, _other) = pair(libc::AF_UNIX, libc::SOCK_STREAM, 0).expect("made");
        assert_eq!(shutdown(one.as_fd(), 7), Err(Errno::INVAL));
    }
}
