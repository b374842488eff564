//! kqueue of macOS and the BSDs. The kernel keeps the set, as an entry for reading and one for writing.

mod system;

use std::cell::RefCell;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};

use rustix::io::{Errno, Result};

use crate::backend::{Backend, Batch, ERROR, Events, HANG_UP, READ, Ready, WRITE};
use crate::descriptor::borrow;
use crate::timeout::{Timeout, despite_signals};

pub use system::{Kevent, NONE, create};

/// Hands in changes and waits until something happens; how many of `events` were filled in. With room for none it does
/// not wait. A change that fails is reported among the events, as one with `EV_ERROR`, while there is room.
pub fn control(
    queue: BorrowedFd<'_>,
    changes: &[Kevent],
    events: &mut [Kevent],
    timeout: Timeout,
) -> Result<usize> {
    let mut changes = changes;
    despite_signals(timeout, |remaining| {
        let outcome = system::kevent(queue, changes, events, remaining);
        // The system took the changes before the signal came.
        changes = &[];
        outcome
    })
}

/// The same, into a vector that every queue of the thread shares.
pub fn control_into<T>(
    queue: BorrowedFd<'_>,
    changes: &[Kevent],
    most: usize,
    timeout: Timeout,
    read: impl FnOnce(&[Kevent]) -> T,
) -> Result<T> {
    thread_local!(static EVENTS: RefCell<Vec<Kevent>> = const { RefCell::new(Vec::new()) });
    EVENTS.with_borrow_mut(|events| {
        if events.len() < most {
            events.resize(most, NONE);
        }
        let count = control(queue, changes, &mut events[..most], timeout)?;
        Ok(read(&events[..count]))
    })
}

fn change(fd: RawFd, filter: i16, flags: u16, data: i64) -> Kevent {
    let mut change = NONE;
    change.ident = fd as usize;
    change.filter = filter;
    change.flags = flags;
    change.udata = data as usize as *mut _;
    change
}

/// Makes one change; its error.
fn apply(queue: BorrowedFd<'_>, change: Kevent) -> Result<()> {
    control(queue, &[change], &mut [], Some(std::time::Duration::ZERO)).map(|_| ())
}

/// Removes one entry; whether it was there.
fn remove(queue: BorrowedFd<'_>, fd: RawFd, filter: i16) -> Result<bool> {
    match apply(queue, change(fd, filter, system::EV_DELETE, 0)) {
        Ok(()) => Ok(true),
        Err(Errno::NOENT) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Events as every backend names them, of an entry that is ready.
pub fn events_of(event: &Kevent) -> Events {
    let kind = match event.filter {
        system::EVFILT_READ => READ,
        system::EVFILT_WRITE => WRITE,
        _ => 0,
    };
    let end = if event.flags & system::EV_EOF != 0 && kind == WRITE {
        HANG_UP
    } else {
        0
    };
    let error = if event.flags & system::EV_ERROR != 0 {
        ERROR
    } else {
        0
    };
    kind | end | error
}

/// Looks for what `events` say, and for nothing else of this file descriptor.
pub fn set(queue: BorrowedFd<'_>, fd: RawFd, events: Events, data: i64) -> Result<()> {
    borrow(fd)?;
    for (event, filter) in [(READ, system::EVFILT_READ), (WRITE, system::EVFILT_WRITE)] {
        if events & event != 0 {
            apply(queue, change(fd, filter, system::EV_ADD, data))?;
        } else {
            remove(queue, fd, filter)?;
        }
    }
    Ok(())
}

/// `ENOENT` if nothing was looked for.
pub fn delete(queue: BorrowedFd<'_>, fd: RawFd) -> Result<()> {
    borrow(fd)?;
    let read = remove(queue, fd, system::EVFILT_READ)?;
    let write = remove(queue, fd, system::EVFILT_WRITE)?;
    if read || write {
        Ok(())
    } else {
        Err(Errno::NOENT)
    }
}

/// A file descriptor that is ready for both reading and writing is reported twice.
pub fn wait(queue: BorrowedFd<'_>, batch: &mut impl Batch, timeout: Timeout) -> Result<usize> {
    control_into(queue, &[], batch.room(), timeout, |events| {
        for (index, event) in events.iter().enumerate() {
            let ready = Ready {
                data: event.udata as usize as i64,
                events: events_of(event),
            };
            batch.set(index, ready);
        }
        events.len()
    })
}

pub struct Kqueue {
    fd: OwnedFd,
}

impl Backend for Kqueue {
    fn new() -> Result<Self> {
        Ok(Self { fd: create()? })
    }

    fn add(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        set(self.fd.as_fd(), fd, events, data)
    }

    fn modify(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        set(self.fd.as_fd(), fd, events, data)
    }

    fn delete(&mut self, fd: RawFd) -> Result<()> {
        delete(self.fd.as_fd(), fd)
    }

    fn wait(&mut self, batch: &mut impl Batch, timeout: Timeout) -> Result<usize> {
        wait(self.fd.as_fd(), batch, timeout)
    }
}
