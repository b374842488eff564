//! Linux's epoll. The kernel keeps the set, so nothing here does.

use std::cell::RefCell;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::{Errno, Result};

use crate::backend::{Backend, Batch, Events, Ready};
use crate::descriptor::borrow;
use crate::timeout::{Timeout, despite_signals, to_timespec};

/// Closed when a program is executed.
pub fn create() -> Result<OwnedFd> {
    epoll::create(CreateFlags::CLOEXEC)
}

/// What `epoll_ctl` does; the numbers are the system's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    Add = libc::EPOLL_CTL_ADD as isize,
    Delete = libc::EPOLL_CTL_DEL as isize,
    Modify = libc::EPOLL_CTL_MOD as isize,
}

impl TryFrom<i32> for Operation {
    type Error = Errno;

    fn try_from(number: i32) -> Result<Self> {
        match number {
            libc::EPOLL_CTL_ADD => Ok(Self::Add),
            libc::EPOLL_CTL_DEL => Ok(Self::Delete),
            libc::EPOLL_CTL_MOD => Ok(Self::Modify),
            _ => Err(Errno::INVAL),
        }
    }
}

pub fn control(
    set: BorrowedFd<'_>,
    operation: Operation,
    fd: RawFd,
    events: Events,
    data: i64,
) -> Result<()> {
    let fd = borrow(fd)?;
    let data = EventData::new_u64(data as u64);
    let flags = EventFlags::from_bits_retain(events);
    match operation {
        Operation::Add => epoll::add(set, fd, data, flags),
        Operation::Modify => epoll::modify(set, fd, data, flags),
        Operation::Delete => epoll::delete(set, fd),
    }
}

/// Waits until something is ready, and writes as much of it as there is room for.
pub fn wait(set: BorrowedFd<'_>, batch: &mut impl Batch, timeout: Timeout) -> Result<usize> {
    const NONE: Event = Event {
        flags: EventFlags::empty(),
        data: EventData::new_u64(0),
    };
    // A thread waits in one place at a time, so one vector serves all its sets.
    thread_local!(static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) });
    EVENTS.with_borrow_mut(|events| {
        let room = batch.room();
        if events.len() < room {
            events.resize(room, NONE);
        }
        let count = despite_signals(timeout, |remaining| {
            wait_once(set, &mut events[..room], remaining)
        })?;
        for (index, event) in events[..count].iter().enumerate() {
            let ready = Ready {
                data: event.data.u64() as i64,
                events: { event.flags }.bits(),
            };
            batch.set(index, ready);
        }
        Ok(count)
    })
}

fn wait_once(set: BorrowedFd<'_>, events: &mut [Event], timeout: Timeout) -> Result<usize> {
    if COUNTS_MILLISECONDS.load(Relaxed) {
        return epoll::wait(set, events, to_timespec(rounded_up(timeout)).as_ref());
    }
    match epoll::wait(set, &mut *events, to_timespec(timeout).as_ref()) {
        Err(Errno::NOSYS) => {
            COUNTS_MILLISECONDS.store(true, Relaxed);
            wait_once(set, events, timeout)
        }
        other => other,
    }
}

/// Kernels before 5.11 have no `epoll_pwait2`, which alone waits for less than a millisecond.
static COUNTS_MILLISECONDS: AtomicBool = AtomicBool::new(false);

/// To whole milliseconds that the older call can count: a wait never ends too early, but for one of 24 days.
fn rounded_up(timeout: Timeout) -> Timeout {
    let milliseconds = |time: Duration| time.as_nanos().div_ceil(1_000_000).min(i32::MAX as u128);
    timeout.map(|time| Duration::from_millis(milliseconds(time) as u64))
}

pub struct Epoll {
    fd: OwnedFd,
}

impl Backend for Epoll {
    fn new() -> Result<Self> {
        Ok(Self { fd: create()? })
    }

    fn add(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        control(self.fd.as_fd(), Operation::Add, fd, events, data)
    }

    fn modify(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        control(self.fd.as_fd(), Operation::Modify, fd, events, data)
    }

    fn delete(&mut self, fd: RawFd) -> Result<()> {
        control(self.fd.as_fd(), Operation::Delete, fd, 0, 0)
    }

    fn wait(&mut self, batch: &mut impl Batch, timeout: Timeout) -> Result<usize> {
        wait(self.fd.as_fd(), batch, timeout)
    }
}
