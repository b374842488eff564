//! Descriptors that count: what an eventfd holds, and how often a timerfd has expired.

use std::os::fd::BorrowedFd;

use rustix::io::{Errno, Result, read, write};

use crate::timeout::despite_signals;

/// An eventfd that holds `initial`; a `semaphore` gives out one at a time. It never blocks.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub fn event_fd(initial: u32, semaphore: bool) -> Result<std::os::fd::OwnedFd> {
    use rustix::event::{EventfdFlags, eventfd};
    let mut flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
    flags.set(EventfdFlags::SEMAPHORE, semaphore);
    eventfd(initial, flags)
}

/// This system has none.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub fn event_fd(_initial: u32, _semaphore: bool) -> Result<std::os::fd::OwnedFd> {
    Err(Errno::NOSYS)
}

/// Adds to an eventfd; `EAGAIN` if it would hold more than it can.
pub fn add(fd: BorrowedFd<'_>, count: u64) -> Result<()> {
    despite_signals(None, |_| write(fd, &count.to_ne_bytes())).map(|_| ())
}

/// Takes what is there; `EAGAIN` if it is nothing.
pub fn take(fd: BorrowedFd<'_>) -> Result<u64> {
    let mut bytes = [0; 8];
    let length = despite_signals(None, |_| read(fd, &mut bytes))?;
    if length != bytes.len() {
        return Err(Errno::INVAL);
    }
    Ok(u64::from_ne_bytes(bytes))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::os::fd::AsFd;

    #[test]
    fn gives_all_that_was_added() {
        let fd = event_fd(2, false).expect("made");
        add(fd.as_fd(), 40).expect("added");
        assert_eq!(take(fd.as_fd()), Ok(42));
        assert_eq!(take(fd.as_fd()), Err(Errno::AGAIN));
    }

    #[test]
    fn a_semaphore_gives_one_at_a_time() {
        let fd = event_fd(2, true).expect("made");
        assert_eq!(take(fd.as_fd()), Ok(1));
        assert_eq!(take(fd.as_fd()), Ok(1));
        assert_eq!(take(fd.as_fd()), Err(Errno::AGAIN));
    }

    #[test]
    fn does_not_overflow() {
        let fd = event_fd(0, false).expect("made");
        add(fd.as_fd(), u64::MAX - 1).expect("added");
        assert_eq!(add(fd.as_fd(), 1), Err(Errno::AGAIN));
    }
}
