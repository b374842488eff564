//! File descriptors that the poller thread watches: for runtimes with another event loop than libuv.

use std::sync::{Arc, OnceLock};

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Result, Status};
use napi_derive::napi;
use rustix::io::Errno;

use super::{FAILED, READABLE, WRITABLE};
use crate::backend::{ERROR, Events, HANG_UP, READ, WRITE};
use crate::poller::{Poller, Watcher};

/// Weak: it does not keep the event loop alive, JavaScript does so itself.
type Callback = ThreadsafeFunction<i32, (), i32, Status, false, true>;

struct Listener {
    callback: Callback,
}

impl Watcher for Listener {
    fn ready(&self, events: Events) {
        // A loop that has ended is told nothing any more.
        let _ = self
            .callback
            .call(told(events), ThreadsafeFunctionCallMode::NonBlocking);
    }
}

fn told(events: Events) -> i32 {
    if events & libc::POLLNVAL as Events != 0 {
        return -Errno::BADF.raw_os_error();
    }
    let kinds = [
        (READ, READABLE),
        (WRITE, WRITABLE),
        (ERROR | HANG_UP, FAILED),
    ];
    let there = kinds.iter().filter(|(event, _)| events & event != 0);
    there.fold(0, |told, (_, kind)| told | kind) as i32
}

fn poller() -> std::result::Result<&'static Arc<Poller>, Errno> {
    static POLLER: OnceLock<std::result::Result<Arc<Poller>, Errno>> = OnceLock::new();
    POLLER
        .get_or_init(Poller::start)
        .as_ref()
        .map_err(|error| *error)
}

/// Tells once for each time it is armed.
#[napi]
pub struct ThreadPoll {
    /// Holds the JavaScript function until it is closed: that may in turn hold this object.
    listener: Option<Arc<Listener>>,
    fd: i32,
    armed: Option<u64>,
}

#[napi]
impl ThreadPoll {
    #[napi(constructor)]
    pub fn new(fd: i32, ready: Function<i32, ()>) -> Result<Self> {
        let callback = ready
            .build_threadsafe_function::<i32>()
            .weak::<true>()
            .build()?;
        Ok(Self {
            listener: Some(Arc::new(Listener { callback })),
            fd,
            armed: None,
        })
    }

    /// 0, or the negative number of an error.
    #[napi]
    pub fn arm(&mut self, events: u32) -> i32 {
        self.disarm();
        let wanted = [(READABLE, READ), (WRITABLE, WRITE)];
        let wanted = wanted.iter().filter(|(kind, _)| events & kind != 0);
        let events = wanted.fold(0, |events, (_, event)| events | event);
        let Some(listener) = self.listener.clone() else {
            return -Errno::BADF.raw_os_error();
        };
        match poller() {
            Ok(poller) => {
                self.armed = Some(poller.arm(listener, self.fd, events));
                0
            }
            Err(error) => -error.raw_os_error(),
        }
    }

    #[napi]
    pub fn disarm(&mut self) {
        if let (Some(id), Ok(poller)) = (self.armed.take(), poller()) {
            poller.disarm(id);
        }
    }

    /// To be called before the file descriptor is closed.
    #[napi]
    pub fn close(&mut self) {
        self.disarm();
        self.listener = None;
    }
}

impl Drop for ThreadPoll {
    fn drop(&mut self) {
        self.disarm();
    }
}
