//! Messages with more to them than bytes: several buffers, the address of the sender, file descriptors.

use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::io::{Errno, Result};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SocketAddrAny,
};

use crate::socket::quietly;
use crate::timeout::despite_signals;

/// File descriptors that Linux takes with one message (`SCM_MAX_FD`).
pub const MOST_FDS: usize = 253;

const CONTROL_BYTES: usize = rustix::cmsg_space!(ScmRights(MOST_FDS));

/// What came in.
pub struct Received {
    pub bytes: usize,
    pub flags: ReturnFlags,
}

/// Sends several buffers as one; how many bytes of them were sent.
pub fn send_vectored(fd: BorrowedFd<'_>, buffers: &[IoSlice<'_>], flags: u32) -> Result<usize> {
    send_message(fd, buffers, &[], flags)
}

/// Sends bytes, and with the first of them file descriptors, of which the receiver gets duplicates.
pub fn send_fds(
    fd: BorrowedFd<'_>,
    bytes: &[u8],
    fds: &[BorrowedFd<'_>],
    flags: u32,
) -> Result<usize> {
    if fds.len() > MOST_FDS {
        return Err(Errno::INVAL);
    }
    send_message(fd, &[IoSlice::new(bytes)], fds, flags)
}

fn send_message(
    fd: BorrowedFd<'_>,
    buffers: &[IoSlice<'_>],
    fds: &[BorrowedFd<'_>],
    flags: u32,
) -> Result<usize> {
    let flags = quietly(flags);
    despite_signals(None, |_| {
        let mut space = [MaybeUninit::uninit(); CONTROL_BYTES];
        let mut control = if fds.is_empty() {
            SendAncillaryBuffer::default()
        } else {
            SendAncillaryBuffer::new(&mut space)
        };
        if !fds.is_empty() && !control.push(SendAncillaryMessage::ScmRights(fds)) {
            return Err(Errno::INVAL);
        }
        rustix::net::sendmsg(fd, buffers, &mut control, flags)
    })
}

/// Receives one message and who sent it, if that is known. `TRUNC`: it was longer than the buffer.
pub fn receive_from(
    fd: BorrowedFd<'_>,
    into: &mut [u8],
    flags: u32,
) -> Result<(Received, Option<SocketAddrAny>)> {
    let flags = RecvFlags::from_bits_retain(flags);
    despite_signals(None, |_| {
        let mut buffers = [IoSliceMut::new(into)];
        let mut control = RecvAncillaryBuffer::default();
        let message = rustix::net::recvmsg(fd, &mut buffers, &mut control, flags)?;
        let received = Received {
            bytes: message.bytes,
            flags: message.flags,
        };
        Ok((received, message.address))
    })
}

/// Receives bytes and the file descriptors that came with them, at most `most`. Those for which there is no room are
/// closed, and the flags say `CTRUNC`. All that are returned are closed when a program is executed.
pub fn receive_fds(
    fd: BorrowedFd<'_>,
    into: &mut [u8],
    most: usize,
    flags: u32,
) -> Result<(Received, Vec<OwnedFd>)> {
    let flags = receiving(flags);
    despite_signals(None, |_| {
        let mut buffers = [IoSliceMut::new(into)];
        let mut space = [MaybeUninit::uninit(); CONTROL_BYTES];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let message = rustix::net::recvmsg(fd, &mut buffers, &mut control, flags)?;
        let mut received = Received {
            bytes: message.bytes,
            flags: message.flags,
        };
        let mut fds = Vec::new();
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(rights) = message {
                fds.extend(rights);
            }
        }
        if fds.len() > most {
            fds.truncate(most);
            received.flags |= ReturnFlags::CTRUNC;
        }
        Ok((received, closed_on_execute(fds)?))
    })
}

#[cfg(not(target_vendor = "apple"))]
fn receiving(flags: u32) -> RecvFlags {
    RecvFlags::from_bits_retain(flags) | RecvFlags::CMSG_CLOEXEC
}

#[cfg(not(target_vendor = "apple"))]
fn closed_on_execute(fds: Vec<OwnedFd>) -> Result<Vec<OwnedFd>> {
    Ok(fds)
}

#[cfg(target_vendor = "apple")]
fn receiving(flags: u32) -> RecvFlags {
    RecvFlags::from_bits_retain(flags)
}

/// What this system cannot do as it receives them.
#[cfg(target_vendor = "apple")]
fn closed_on_execute(fds: Vec<OwnedFd>) -> Result<Vec<OwnedFd>> {
    fds.into_iter()
        .map(crate::descriptor::close_on_execute)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::{pair, receive};
    use rustix::io::{FdFlags, fcntl_getfd};
    use std::io::{Read, Write};
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;

    fn stream() -> (OwnedFd, OwnedFd) {
        pair(libc::AF_UNIX, libc::SOCK_STREAM, 0).expect("made")
    }

    #[test]
    fn several_buffers_arrive_as_one() {
        let (one, other) = stream();
        let buffers = [
            IoSlice::new(b"two "),
            IoSlice::new(b""),
            IoSlice::new(b"words"),
        ];
        assert_eq!(send_vectored(one.as_fd(), &buffers, 0), Ok(9));
        let mut bytes = [0; 16];
        assert_eq!(receive(other.as_fd(), &mut bytes, 0), Ok(9));
        assert_eq!(&bytes[..9], b"two words");
    }

    #[test]
    fn what_was_sent_can_be_used() {
        let (one, other) = stream();
        let (ours, mut theirs) = UnixStream::pair().expect("made");
        assert_eq!(send_fds(one.as_fd(), b"x", &[ours.as_fd()], 0), Ok(1));
        drop(ours);
        let (received, fds) = receive_fds(other.as_fd(), &mut [0; 4], 8, 0).expect("received");
        assert_eq!((received.bytes, fds.len()), (1, 1));
        let flags = fcntl_getfd(&fds[0]).expect("flags");
        assert!(flags.contains(FdFlags::CLOEXEC));
        let mut passed = UnixStream::from(fds.into_iter().next().expect("one"));
        passed.write_all(b"y").expect("written");
        let mut byte = [0];
        theirs.read_exact(&mut byte).expect("read");
        assert_eq!(&byte, b"y");
    }

    #[test]
    fn what_there_is_no_room_for_is_closed() {
        let (one, other) = stream();
        let (ours, mut theirs) = UnixStream::pair().expect("made");
        let three = [ours.as_fd(), one.as_fd(), ours.as_fd()];
        assert_eq!(send_fds(one.as_fd(), b"x", &three, 0), Ok(1));
        drop(ours);
        let (received, fds) = receive_fds(other.as_fd(), &mut [0; 4], 0, 0).expect("received");
        assert!(fds.is_empty());
        assert!(received.flags.contains(ReturnFlags::CTRUNC));
        assert_eq!(theirs.read(&mut [0]).expect("at its end"), 0);
    }

    #[test]
    fn no_more_go_with_one_message_than_the_system_takes() {
        let (one, _other) = stream();
        let many = vec![one.as_fd(); MOST_FDS + 1];
        assert_eq!(send_fds(one.as_fd(), b"x", &many, 0), Err(Errno::INVAL));
        assert_eq!(send_fds(one.as_fd(), b"x", &many[1..], 0), Ok(1));
    }
}
