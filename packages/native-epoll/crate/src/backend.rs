//! What all ways of waiting have in common.

use std::os::fd::RawFd;

use rustix::io::Result;

use crate::timeout::Timeout;

/// Events are the system's `POLL…` bits for every backend; those of epoll have the same values.
pub type Events = u32;

pub const READ: Events = libc::POLLIN as Events;
pub const WRITE: Events = libc::POLLOUT as Events;
pub const URGENT: Events = libc::POLLPRI as Events;
pub const ERROR: Events = libc::POLLERR as Events;
pub const HANG_UP: Events = libc::POLLHUP as Events;

/// A ready file descriptor: what was registered with it, and what is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ready {
    pub data: i64,
    pub events: Events,
}

/// Where ready file descriptors are written, at most as many as there is room for.
pub trait Batch {
    fn room(&self) -> usize;
    fn set(&mut self, index: usize, ready: Ready);
}

/// A set of file descriptors to wait for. Whoever registers one keeps it open until it is deleted.
pub trait Backend: Sized {
    fn new() -> Result<Self>;
    /// `EEXIST` if it is there already, where the system can tell.
    fn add(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()>;
    /// `ENOENT` if it is not there, where the system can tell.
    fn modify(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()>;
    /// `ENOENT` if it is not there.
    fn delete(&mut self, fd: RawFd) -> Result<()>;
    /// How many are ready; none after the timeout.
    fn wait(&mut self, batch: &mut impl Batch, timeout: Timeout) -> Result<usize>;
}

impl Batch for Vec<Ready> {
    /// As much as the vector has reserved.
    fn room(&self) -> usize {
        self.capacity()
    }

    fn set(&mut self, index: usize, ready: Ready) {
        self.truncate(index);
        self.push(ready);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;
    use std::time::{Duration, Instant};

    use rustix::io::Errno;

    use super::*;

    fn ready_now(backend: &mut impl Backend) -> Vec<Ready> {
        let mut batch = Vec::with_capacity(16);
        let count = backend
            .wait(&mut batch, Some(Duration::ZERO))
            .expect("waited");
        batch.truncate(count);
        batch.sort_by_key(|ready| ready.data);
        batch
    }

    fn reports_what_is_ready<B: Backend>() {
        let mut backend = B::new().expect("made");
        let (ours, mut theirs) = UnixStream::pair().expect("made");
        let fd = ours.as_raw_fd();
        backend.add(fd, READ, 77).expect("added");
        assert_eq!(ready_now(&mut backend), []);
        theirs.write_all(b"x").expect("written");
        let ready = ready_now(&mut backend);
        assert_eq!(ready.len(), 1);
        assert_eq!((ready[0].data, ready[0].events & READ), (77, READ));

        backend.modify(fd, WRITE, 78).expect("modified");
        let ready = ready_now(&mut backend);
        assert_eq!(ready.len(), 1);
        assert_eq!(
            (ready[0].data, ready[0].events & (READ | WRITE)),
            (78, WRITE)
        );

        backend.delete(fd).expect("deleted");
        assert_eq!(ready_now(&mut backend), []);
        assert_eq!(backend.delete(fd), Err(Errno::NOENT));
    }

    fn fills_no_more_than_there_is_room_for<B: Backend>() {
        let mut backend = B::new().expect("made");
        let pairs: Vec<_> = (0..5).map(|_| UnixStream::pair().expect("made")).collect();
        for (index, (ours, _)) in pairs.iter().enumerate() {
            backend
                .add(ours.as_raw_fd(), WRITE, index as i64)
                .expect("added");
        }
        let mut batch = Vec::with_capacity(3);
        assert_eq!(backend.wait(&mut batch, None), Ok(3));
        assert_eq!(batch.len(), 3);
        assert_eq!(ready_now(&mut backend).len(), 5);
    }

    fn waits_for_the_timeout<B: Backend>() {
        let mut backend = B::new().expect("made");
        let (ours, _theirs) = UnixStream::pair().expect("made");
        backend.add(ours.as_raw_fd(), READ, 1).expect("added");
        let began = Instant::now();
        let timeout = Duration::from_micros(20_500);
        let mut batch = Vec::with_capacity(1);
        assert_eq!(backend.wait(&mut batch, Some(timeout)), Ok(0));
        assert!(began.elapsed() >= timeout);
    }

    fn tells_of_a_hang_up<B: Backend>() {
        let mut backend = B::new().expect("made");
        let (ours, theirs) = UnixStream::pair().expect("made");
        backend.add(ours.as_raw_fd(), READ, 5).expect("added");
        drop(theirs);
        let ready = ready_now(&mut backend);
        assert_eq!(ready.len(), 1);
        assert_eq!((ready[0].data, ready[0].events & READ), (5, READ));
    }

    fn refuses_what_is_not_open<B: Backend>() {
        let mut backend = B::new().expect("made");
        assert_eq!(backend.add(1_000_000, READ, 1), Err(Errno::BADF));
        assert_eq!(backend.add(-1, READ, 1), Err(Errno::BADF));
        assert_eq!(ready_now(&mut backend), []);
    }

    macro_rules! suite {
        ($name:ident, $backend:ty) => {
            mod $name {
                #[test]
                fn reports_what_is_ready() {
                    super::reports_what_is_ready::<$backend>();
                }
                #[test]
                fn fills_no_more_than_there_is_room_for() {
                    super::fills_no_more_than_there_is_room_for::<$backend>();
                }
                #[test]
                fn waits_for_the_timeout() {
                    super::waits_for_the_timeout::<$backend>();
                }
                #[test]
                fn tells_of_a_hang_up() {
                    super::tells_of_a_hang_up::<$backend>();
                }
                #[test]
                fn refuses_what_is_not_open() {
                    super::refuses_what_is_not_open::<$backend>();
                }
            }
        };
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    suite!(epoll, crate::epoll::Epoll);
    #[cfg(any(target_vendor = "apple", target_os = "freebsd", feature = "libkqueue"))]
    suite!(kqueue, crate::kqueue::Kqueue);
    suite!(poll, crate::poll::Poll);
    suite!(select, crate::select::Select);
}
