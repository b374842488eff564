//! `select`, the oldest of them: three sets of 1024 bits, and no number beyond them.

use std::os::fd::RawFd;

use rustix::event::FdSetElement;
use rustix::io::{Errno, Result};

use crate::backend::{Backend, Batch, Events, READ, Ready, URGENT, WRITE};
use crate::descriptor::{borrow, check_open};
use crate::timeout::{Timeout, despite_signals, to_timespec};

/// File descriptors from this on cannot be selected.
pub const LIMIT: usize = 1024;

/// 32-bit words of one set. Bit `fd % 32` of word `fd / 32` is set, whatever the system's words are: on
/// little-endian machines that makes no difference.
pub const WORDS: usize = LIMIT / 32;

#[cfg(target_endian = "big")]
compile_error!("sets are laid out for little-endian machines");

/// As the system's calls take it, and as JavaScript fills it in.
#[derive(Clone, Copy)]
#[repr(C, align(8))]
pub struct Set(pub [u32; WORDS]);

const _: () = assert!(align_of::<Set>() % align_of::<FdSetElement>() == 0);

impl Set {
    pub const EMPTY: Self = Self([0; WORDS]);

    pub fn insert(&mut self, fd: usize) {
        self.0[fd / 32] |= 1 << (fd % 32);
    }

    pub fn remove(&mut self, fd: usize) {
        self.0[fd / 32] &= !(1 << (fd % 32));
    }

    pub fn contains(&self, fd: usize) -> bool {
        self.0[fd / 32] & (1 << (fd % 32)) != 0
    }

    fn elements(&mut self) -> &mut [FdSetElement] {
        let count = size_of::<Self>() / size_of::<FdSetElement>();
        // SAFETY: an element is a transparent word of 32 or 64 bits, as which the same memory is read; it is aligned.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), count) }
    }
}

/// What to look for, and then what is there. `EBADF` if one of them is not open.
#[derive(Clone, Copy)]
pub struct Sets {
    pub read: Set,
    pub write: Set,
    pub error: Set,
}

impl Sets {
    pub const EMPTY: Self = Self {
        read: Set::EMPTY,
        write: Set::EMPTY,
        error: Set::EMPTY,
    };

    pub fn each_mut(&mut self) -> [&mut Set; 3] {
        [&mut self.read, &mut self.write, &mut self.error]
    }
}

/// Waits for file descriptors below `end`; how many bits remain set.
pub fn select(sets: &mut Sets, end: usize, timeout: Timeout) -> Result<usize> {
    if end > LIMIT {
        return Err(Errno::INVAL);
    }
    let asked = *sets;
    let count = despite_signals(timeout, |remaining| {
        *sets = asked;
        let Sets { read, write, error } = sets;
        // SAFETY: the sets have room for every file descriptor below `end`; those that are not open make it fail.
        unsafe {
            rustix::event::select(
                end as i32,
                Some(read.elements()),
                Some(write.elements()),
                Some(error.elements()),
                to_timespec(remaining).as_ref(),
            )
        }
    })?;
    // Which sets a call that found nothing leaves as they were is the system's affair.
    if count == 0 {
        *sets = Sets::EMPTY;
    }
    Ok(count as usize)
}

pub struct Select {
    asked: Sets,
    data: Box<[i64; LIMIT]>,
    registered: Set,
    end: usize,
    /// Where the next wait begins to look, so that a batch that is too small leaves nobody out for ever.
    next: usize,
}

impl Select {
    /// `ENOENT` if it is not there.
    fn registered(&self, fd: RawFd) -> Result<usize> {
        let fd = fd as usize;
        if fd < LIMIT && self.registered.contains(fd) {
            Ok(fd)
        } else {
            Err(Errno::NOENT)
        }
    }

    fn set(&mut self, fd: usize, events: Events, data: i64) {
        let Sets { read, write, error } = &mut self.asked;
        for (set, wanted) in [(read, READ), (write, WRITE), (error, URGENT)] {
            if events & wanted != 0 {
                set.insert(fd);
            } else {
                set.remove(fd);
            }
        }
        self.data[fd] = data;
    }
}

impl Backend for Select {
    fn new() -> Result<Self> {
        Ok(Self {
            asked: Sets::EMPTY,
            data: Box::new([0; LIMIT]),
            registered: Set::EMPTY,
            end: 0,
            next: 0,
        })
    }

    /// `EINVAL` beyond what can be selected.
    fn add(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        check_open(borrow(fd)?)?;
        if fd as usize >= LIMIT {
            return Err(Errno::INVAL);
        }
        if self.registered(fd).is_ok() {
            return Err(Errno::EXIST);
        }
        self.registered.insert(fd as usize);
        self.end = self.end.max(fd as usize + 1);
        self.set(fd as usize, events, data);
        Ok(())
    }

    fn modify(&mut self, fd: RawFd, events: Events, data: i64) -> Result<()> {
        let fd = self.registered(fd)?;
        self.set(fd, events, data);
        Ok(())
    }

    fn delete(&mut self, fd: RawFd) -> Result<()> {
        let fd = self.registered(fd)?;
        self.set(fd, 0, 0);
        self.registered.remove(fd);
        while self.end > 0 && !self.registered.contains(self.end - 1) {
            self.end -= 1;
        }
        Ok(())
    }

    fn wait(&mut self, batch: &mut impl Batch, timeout: Timeout) -> Result<usize> {
        let mut found = self.asked;
        let mut bits = select(&mut found, self.end, timeout)?;
        let mut count = 0;
        let first = if self.next < self.end { self.next } else { 0 };
        for fd in (first..self.end).chain(0..first) {
            if bits == 0 || count == batch.room() {
                break;
            }
            let sets = [
                (&found.read, READ),
                (&found.write, WRITE),
                (&found.error, URGENT),
            ];
            let there = sets.iter().filter(|(set, _)| set.contains(fd));
            let events = there.clone().fold(0, |events, (_, event)| events | event);
            bits -= there.count();
            if events != 0 {
                let data = self.data[fd];
                batch.set(count, Ready { data, events });
                count += 1;
                self.next = fd + 1;
            }
        }
        Ok(count)
    }
}
