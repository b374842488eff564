//! Wake-ups that any thread of the process can send by number.
//!
//! A number is never used twice, and file descriptors are written to and closed under one lock. So whoever has the
//! number of a wake-up that is gone wakes nobody, whatever has got its file descriptor since; and as native calls end
//! even where the thread that makes them is being terminated, nothing is left half done.

use std::collections::BTreeMap;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::io::{Errno, Result, read, write};

use crate::counter::event_fd;
use crate::descriptor::borrow;
use crate::socket::pipe;
use crate::timeout::despite_signals;

/// An eventfd, or the two ends of a pipe where there is none.
struct Ends {
    read: OwnedFd,
    write: Option<OwnedFd>,
}

struct Table {
    last: u64,
    ends: BTreeMap<u64, Ends>,
}

static TABLE: Mutex<Table> = Mutex::new(Table {
    last: 0,
    ends: BTreeMap::new(),
});

/// What makes a file descriptor readable when its number is called, as long as it is not dropped.
pub struct WakeUp {
    number: u64,
    read_end: RawFd,
    write_end: RawFd,
}

impl WakeUp {
    pub fn new() -> Result<Self> {
        let ends = Ends::new()?;
        let read_end = ends.read.as_raw_fd();
        let write_end = ends.write.as_ref().map_or(read_end, AsRawFd::as_raw_fd);
        let mut table = table();
        table.last += 1;
        let number = table.last;
        table.ends.insert(number, ends);
        Ok(Self {
            number,
            read_end,
            write_end,
        })
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// Readable after a wake-up.
    pub fn read_end(&self) -> RawFd {
        self.read_end
    }

    /// Eight bytes written to it are a wake-up: for other processes, which get it by `SCM_RIGHTS`.
    pub fn write_end(&self) -> RawFd {
        self.write_end
    }

    /// Takes back all wake-ups there were.
    pub fn drain(&self) -> Result<()> {
        let mut bytes = [0; 512];
        let fd = borrow(self.read_end)?;
        loop {
            match despite_signals(None, |_| read(fd, &mut bytes)) {
                // What is less than there was room for was all.
                Ok(length) if length < bytes.len() => return Ok(()),
                Ok(_) => {}
                Err(Errno::AGAIN) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for WakeUp {
    fn drop(&mut self) {
        let mut table = table();
        // Closed before the lock is let go, so that nobody writes to what has got the number meanwhile.
        drop(table.ends.remove(&self.number));
    }
}

/// Whether there is a wake-up of that number still.
pub fn wake(number: u64) -> Result<bool> {
    let table = table();
    let Some(ends) = table.ends.get(&number) else {
        return Ok(false);
    };
    let end = ends.write.as_ref().unwrap_or(&ends.read).as_fd();
    match despite_signals(None, |_| write(end, &1_u64.to_ne_bytes())) {
        // Full: more than enough wake-ups are waiting to be taken.
        Ok(_) | Err(Errno::AGAIN) => Ok(true),
        Err(error) => Err(error),
    }
}

fn table() -> MutexGuard<'static, Table> {
    // Nothing in here panics half-way through a change.
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ends {
    fn new() -> Result<Self> {
        match event_fd(0, false) {
            Ok(read) => Ok(Self { read, write: None }),
            Err(Errno::NOSYS) => {
                let (read, write) = pipe()?;
                Ok(Self {
                    read,
                    write: Some(write),
                })
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poll::poll_one;
    use std::time::Duration;

    fn is_readable(wake_up: &WakeUp) -> bool {
        poll_one(wake_up.read_end(), libc::POLLIN as _, Some(Duration::ZERO)).expect("polled") != 0
    }

    #[test]
    fn makes_readable_until_drained() {
        let wake_up = WakeUp::new().expect("made");
        assert!(!is_readable(&wake_up));
        assert_eq!(wake(wake_up.number()), Ok(true));
        assert_eq!(wake(wake_up.number()), Ok(true));
        assert!(is_readable(&wake_up));
        wake_up.drain().expect("drained");
        assert!(!is_readable(&wake_up));
        wake_up.drain().expect("nothing to drain is no error");
    }

    #[test]
    fn nobody_is_woken_by_a_number_that_is_gone() {
        let gone = WakeUp::new().expect("made");
        let number = gone.number();
        drop(gone);
        let next = WakeUp::new().expect("made, of the same file descriptor as a rule");
        assert_ne!(next.number(), number);
        assert_eq!(wake(number), Ok(false));
        assert!(!is_readable(&next));
    }
}
