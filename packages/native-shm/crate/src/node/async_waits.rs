//! The waits that an event loop has pending. One thread waits for all event loops of the process.

use std::sync::{Arc, OnceLock};

use napi::Status;
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

use super::code::{Result, node, system};
use super::segment::Segment;
use crate::futex;
use crate::waiter::{Receiver, Waiter};

/// Calls a JavaScript function with the number of a wait. Weak: it does not keep the event loop alive, JavaScript does
/// so itself for as long as somebody awaits something.
type Callback = ThreadsafeFunction<u32, (), u32, Status, false, true>;

struct Loop {
    callback: Callback,
}

impl Receiver for Loop {
    fn woken(&self, id: u32) -> bool {
        self.callback
            .call(id, ThreadsafeFunctionCallMode::NonBlocking)
            == Status::Ok
    }
}

fn waiter() -> Result<&'static Arc<Waiter<Loop>>> {
    static WAITER: OnceLock<std::result::Result<Arc<Waiter<Loop>>, i32>> = OnceLock::new();
    WAITER
        .get_or_init(|| {
            Waiter::start(most_at_once())
                .map_err(|error| error.raw_os_error().unwrap_or(libc::EAGAIN))
        })
        .as_ref()
        .map_err(|number| system(std::io::Error::from_raw_os_error(*number)))
}

/// `WEFT_SHM_ASYNC=poll` forces the way of kernels without `futex_waitv`.
fn most_at_once() -> usize {
    match std::env::var("WEFT_SHM_ASYNC") {
        Ok(way) if way == "poll" => 0,
        _ => futex::most_at_once(),
    }
}

/// The pending waits of one event loop. When it ends, by whatever cause, they are given up.
#[napi]
pub struct AsyncWaits {
    receiver: Arc<Loop>,
}

#[napi]
impl AsyncWaits {
    /// `woken` is called with the number of each wait that is over.
    #[napi(constructor)]
    pub fn new(woken: Function<u32, ()>) -> Result<Self> {
        let callback = woken
            .build_threadsafe_function::<u32>()
            .weak::<true>()
            .build()
            .map_err(node)?;
        Ok(Self {
            receiver: Arc::new(Loop { callback }),
        })
    }

    /// Starts a wait and returns its number; 0 if the word does not hold `expected`.
    #[napi]
    pub fn add(&self, segment: &Segment, word: u32, expected: i32) -> Result<u32> {
        let word = segment.waitable(word)?;
        let receiver = Arc::clone(&self.receiver);
        let id = waiter()?.add(receiver, word, expected as u32);
        Ok(id.unwrap_or(0))
    }

    /// Gives a wait up. `false`: `woken` is about to be called with its number.
    #[napi]
    pub fn cancel(&self, id: u32) -> Result<bool> {
        Ok(waiter()?.cancel(id))
    }
}

impl Drop for AsyncWaits {
    fn drop(&mut self) {
        if let Ok(waiter) = waiter() {
            waiter.cancel_all(&self.receiver);
        }
    }
}
