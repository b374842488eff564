//! File descriptors as numbers, which is how JavaScript has them.

use std::os::fd::{BorrowedFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::{Errno, Result, fcntl_getfd};

/// A file descriptor for one call. `EBADF` if the number cannot be one.
pub fn borrow<'a>(fd: RawFd) -> Result<BorrowedFd<'a>> {
    if fd < 0 {
        return Err(Errno::BADF);
    }
    // SAFETY: callers pass what they have open and do not close during the call; a number that is not open makes the
    // system call fail.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

pub fn set_non_blocking(fd: BorrowedFd<'_>, on: bool) -> Result<()> {
    let before = fcntl_getfl(fd)?;
    let mut flags = before;
    flags.set(OFlags::NONBLOCK, on);
    if flags == before {
        return Ok(());
    }
    fcntl_setfl(fd, flags)
}

pub fn is_non_blocking(fd: BorrowedFd<'_>) -> Result<bool> {
    Ok(fcntl_getfl(fd)?.contains(OFlags::NONBLOCK))
}

/// Whether it is open.
pub fn check_open(fd: BorrowedFd<'_>) -> Result<()> {
    fcntl_getfd(fd).map(|_| ())
}

/// Closed when a program is executed: for systems that cannot make one so at once.
#[cfg(target_vendor = "apple")]
pub fn close_on_execute(fd: OwnedFd) -> Result<OwnedFd> {
    rustix::io::fcntl_setfd(&fd, rustix::io::FdFlags::CLOEXEC)?;
    Ok(fd)
}

/// The file descriptors that somebody is to close: a bit for each number.
#[derive(Default)]
pub struct Owned {
    bits: Vec<u64>,
}

impl Owned {
    /// Takes over a file descriptor and returns its number.
    pub fn keep(&mut self, fd: OwnedFd) -> RawFd {
        let fd = fd.into_raw_fd();
        self.insert(fd);
        fd
    }

    /// Takes over what somebody else opened and will not close. `EEXIST` if it is here already.
    pub fn adopt(&mut self, fd: RawFd) -> Result<()> {
        check_open(borrow(fd)?)?;
        if self.contains(fd) {
            return Err(Errno::EXIST);
        }
        self.insert(fd);
        Ok(())
    }

    /// Gives one away. `EBADF` if it is not here: then it is not the caller's to close.
    pub fn release(&mut self, fd: RawFd) -> Result<()> {
        if !self.contains(fd) {
            return Err(Errno::BADF);
        }
        self.bits[fd as usize / 64] &= !(1 << (fd % 64));
        Ok(())
    }

    /// `EBADF` if it is not here, so that nobody closes the file descriptor of another by its number.
    pub fn close(&mut self, fd: RawFd) -> Result<()> {
        self.release(fd)?;
        // SAFETY: it was in the set, which owned it, and is not any more.
        drop(unsafe { OwnedFd::from_raw_fd(fd) });
        Ok(())
    }

    pub fn contains(&self, fd: RawFd) -> bool {
        let word = usize::try_from(fd)
            .ok()
            .and_then(|fd| self.bits.get(fd / 64));
        word.is_some_and(|word| word & (1 << (fd % 64)) != 0)
    }

    fn insert(&mut self, fd: RawFd) {
        let word = fd as usize / 64;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.bits[word] |= 1 << (fd % 64);
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        for (index, word) in std::mem::take(&mut self.bits).into_iter().enumerate() {
            for bit in (0..64).filter(|bit| word & (1 << bit) != 0) {
                // SAFETY: it was in the set, which owned it and is no more.
                drop(unsafe { OwnedFd::from_raw_fd((index * 64 + bit) as RawFd) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    #[test]
    fn nothing_is_closed_twice() {
        let mut owned = Owned::default();
        let (ours, theirs) = UnixStream::pair().expect("made");
        let fd = owned.keep(ours.into());
        assert_eq!(owned.adopt(fd), Err(Errno::EXIST));
        assert_eq!(owned.close(fd), Ok(()));
        assert_eq!(owned.close(fd), Err(Errno::BADF));
        assert_eq!(owned.close(theirs.as_raw_fd()), Err(Errno::BADF));
        assert_eq!(owned.close(-1), Err(Errno::BADF));
        assert_eq!(owned.adopt(1_000_000), Err(Errno::BADF));
    }

    #[test]
    fn what_is_left_is_closed_with_the_set() {
        use std::io::Read;
        let mut owned = Owned::default();
        let (ours, mut theirs) = UnixStream::pair().expect("made");
        owned.keep(ours.into());
        drop(owned);
        assert_eq!(theirs.read(&mut [0; 1]).expect("read"), 0);
    }
}
