//! The one thread that waits on behalf of event loops which cannot watch a file descriptor themselves.
//!
//! A watch is reported once and then rests until it is armed again: what its owner has not looked at yet would
//! otherwise be reported without end. The thread sleeps in `poll`, which every Unix has and which takes the descriptors
//! of epoll and kqueue; there is a watch for each selector that somebody awaits, not for each of its connections.

use std::collections::HashMap;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustix::io::{Errno, Result, read, write};

use crate::backend::{Events, READ};
use crate::poll::{Entry, poll};
use crate::socket;

/// Who is told.
pub trait Watcher: Send + Sync + 'static {
    /// The file descriptor of this watch is ready, or `POLLNVAL` because it was closed.
    fn ready(&self, events: Events);
}

struct Watch {
    watcher: Arc<dyn Watcher>,
    fd: RawFd,
    events: Events,
}

#[derive(Default)]
struct State {
    /// Those that are armed, by number.
    watches: HashMap<u64, Watch>,
    last: u64,
}

pub struct Poller {
    state: Mutex<State>,
    /// Written to wake the thread: what it sleeps on has changed.
    wake: OwnedFd,
}

impl Poller {
    /// Starts the thread. It lives as long as the process.
    pub fn start() -> Result<Arc<Self>> {
        let (asleep, wake) = socket::pipe()?;
        let poller = Arc::new(Self {
            state: Mutex::default(),
            wake,
        });
        let own = Arc::clone(&poller);
        thread::Builder::new()
            .name("weft-poller".to_owned())
            .stack_size(64 * 1024)
            .spawn(move || own.run(&asleep))
            .map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::AGAIN))?;
        Ok(poller)
    }

    /// Watches until one of `events` is there, once; the number by which it can be given up.
    pub fn arm(&self, watcher: Arc<dyn Watcher>, fd: RawFd, events: Events) -> u64 {
        let watch = Watch {
            watcher,
            fd,
            events,
        };
        let id = {
            let mut state = self.state();
            state.last += 1;
            let id = state.last;
            state.watches.insert(id, watch);
            id
        };
        self.interrupt();
        id
    }

    /// Gives a watch up: it is not reported from now on, unless that has begun.
    pub fn disarm(&self, id: u64) {
        if self.state().watches.remove(&id).is_some() {
            self.interrupt();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn interrupt(&self) {
        // A full pipe wakes the thread as well.
        let _ = write(&self.wake, &[1]);
    }

    fn run(&self, asleep: &OwnedFd) {
        let mut entries = Vec::new();
        let mut ids = Vec::new();
        loop {
            self.collect(asleep, &mut entries, &mut ids);
            if poll(&mut entries, None).is_err() {
                // Too little memory for the kernel, for now.
                thread::yield_now();
                continue;
            }
            if entries[0].ready != 0 {
                while read(asleep.as_fd(), &mut [0_u8; 64]).is_ok_and(|length| length == 64) {}
            }
            for (entry, id) in entries[1..].iter().zip(&ids) {
                if entry.ready != 0 {
                    self.report(*id, entry.ready as u16 as Events);
                }
            }
        }
    }

    /// What to sleep on: first the thread's own.
    fn collect(&self, asleep: &OwnedFd, entries: &mut Vec<Entry>, ids: &mut Vec<u64>) {
        let entry = |fd: RawFd, events: Events| Entry {
            fd,
            events: events as i16,
            ready: 0,
        };
        entries.clear();
        ids.clear();
        entries.push(entry(asleep.as_raw_fd(), READ));
        for (id, watch) in &self.state().watches {
            entries.push(entry(watch.fd, watch.events));
            ids.push(*id);
        }
    }

    /// It may have been given up since: then nobody is told.
    fn report(&self, id: u64, events: Events) {
        let watch = self.state().watches.remove(&id);
        if let Some(watch) = watch {
            watch.watcher.ready(events);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::net::UnixStream;
    use std::sync::mpsc::{Sender, channel};

    struct Told(Mutex<Sender<Events>>);

    impl Watcher for Told {
        fn ready(&self, events: Events) {
            let _ = self.0.lock().expect("not poisoned").send(events);
        }
    }

    #[test]
    fn tells_once_for_each_time_it_is_armed() {
        let poller = Poller::start().expect("started");
        let (sender, told) = channel();
        let watcher = Arc::new(Told(Mutex::new(sender)));
        let (ours, mut theirs) = UnixStream::pair().expect("made");
        let fd = ours.as_raw_fd();
        poller.arm(watcher.clone(), fd, READ);
        theirs.write_all(b"x").expect("written");
        assert_eq!(told.recv().expect("told") & READ, READ);
        assert!(told.try_recv().is_err());
        poller.arm(watcher, fd, READ);
        assert_eq!(told.recv().expect("told") & READ, READ);
    }

    #[test]
    fn what_was_given_up_is_not_told() {
        let poller = Poller::start().expect("started");
        let (sender, told) = channel();
        let watcher = Arc::new(Told(Mutex::new(sender)));
        let (ours, mut theirs) = UnixStream::pair().expect("made");
        let given_up = poller.arm(watcher.clone(), ours.as_raw_fd(), READ);
        poller.disarm(given_up);
        theirs.write_all(b"x").expect("written");
        // The thread goes through all of them in one turn, so what is told of the second comes after the first.
        let (other, mut their_other) = UnixStream::pair().expect("made");
        poller.arm(watcher, other.as_raw_fd(), READ);
        their_other.write_all(b"x").expect("written");
        told.recv().expect("told");
        assert!(told.try_recv().is_err());
    }
}
