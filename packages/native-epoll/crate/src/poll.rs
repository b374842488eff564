//! `poll`, which every Unix has. The set is an array that the kernel reads through at each call.

use std::collections::HashMap;
use std::os::fd::RawFd;

use rustix::event::PollFd;
use rustix::io::{Errno, Result};

use crate::backend::{Backend, Batch, Events, Ready};
use crate::descriptor::{borrow, check_open};
use crate::timeout::{Timeout, despite_signals, to_timespec};

/// The system's `struct pollfd`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Entry {
    pub fd: i32,
    pub events: i16,
    pub ready: i16,
}

const _: () = assert!(size_of::<Entry>() == size_of::<PollFd<'_>>());
const _: () = assert!(align_of::<Entry>() == align_of::<PollFd<'_>>());

/// Fills in what is ready; how many entries that are. An fd that is not open is `POLLNVAL`, a negative one is skipped.
pub fn poll(entries: &mut [Entry], timeout: Timeout) -> Result<usize> {
    let start = entries.as_mut_ptr().cast::<PollFd<'_>>();
    // SAFETY: both are the system's struct, of which rustix only hides the fd behind a lifetime; numbers that are not
    // open make no harm, the kernel says `POLLNVAL` to them.
    let entries = unsafe { std::slice::from_raw_parts_mut(start, entries.len()) };
    despite_signals(timeout, |remaining| {
        rustix::event::poll(entries, to_timespec(remaining).as_ref())
    })
}

/// Waits for one file descriptor; what is ready, nothing after the timeout.
pub fn poll_one(fd: RawFd, events: Events, timeout: Timeout) -> Result<Events> {
    borrow(fd)?;
    let mut entries = [Entry {
        fd,
        events: events as i16,
        ready: 0,
    }];
    poll(&mut entries, timeout)?;
    Ok(entries[0].ready as u16 as Events)
}

#[derive(Default)]
pub struct Poll {
    entries: Vec<Entry>,
    data: Vec<i64>,
    /// Where each file descriptor is.
    places: HashMap<RawFd, usize>,
    /// Where the next wait begins to look, so that a batch that is too small leaves nobody out for ever.
    next: usize,
}

impl Poll {
    fn place(&self, fd: RawFd) -> Result<usize> {
        self.places.get(&fd).copied().ok_or(Errno::NOENT)
    }
}

impl Backend for Poll {
    fn new() -> Result<Self> {
        Ok(Self::default())
    }

    fn add(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        check_open(borrow(fd)?)?;
        if self.places.contains_key(&fd) {
            return Err(Errno::EXIST);
        }
        self.places.insert(fd, self.entries.len());
        self.entries.push(Entry {
            fd,
            events: events as i16,
            ready: 0,
        });
        self.data.push(data);
        Ok(())
    }

    fn modify(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        let place = self.place(fd)?;
        self.entries[place].events = events as i16;
        self.data[place] = data;
        Ok(())
    }

    fn delete(&mut self, fd: RawFd) -> Result<()> {
        let place = self.place(fd)?;
        self.places.remove(&fd);
        self.entries.swap_remove(place);
        self.data.swap_remove(place);
        if let Some(moved) = self.entries.get(place) {
            self.places.insert(moved.fd, place);
        }
        Ok(())
    }

    fn wait(&mut self, batch: &mut impl Batch, timeout: Timeout) -> Result<usize> {
        let mut ready = poll(&mut self.entries, timeout)?.min(batch.room());
        let found = ready;
        let length = self.entries.len();
        let first = if self.next < length { self.next } else { 0 };
        for place in (first..length).chain(0..first) {
            if ready == 0 {
                break;
            }
            let events = self.entries[place].ready as u16 as Events;
            if events != 0 {
                let data = self.data[place];
                batch.set(found - ready, Ready { data, events });
                ready -= 1;
                self.next = place + 1;
            }
        }
        Ok(found)
    }
}
