//! Linux: futexes without the private flag, so that the kernel knows a word by its place in the file and not by its
//! address in one process.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use rustix::io::Errno;
use rustix::thread::futex::{self, Flags, WaitFlags, WaitPtr, WaitvFlags};
use rustix::time::{ClockId, Timespec, clock_gettime};

use super::Slept;

/// The kernel takes 128 words in one call; one of them is the caller's own, to be interrupted by.
const MOST_WORDS: usize = 128;

/// Why words cannot be parked on here; `None` if they can.
pub fn problem() -> Option<String> {
    None
}

/// Sleeps once on `word` if it holds `expected`.
pub fn sleep(word: &AtomicU32, expected: u32, limit: Option<Duration>) -> Slept {
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    match futex::wait(word, Flags::empty(), expected, limit.as_ref()) {
        Ok(()) => Slept::Woken,
        Err(error) => slept_badly(error),
    }
}

/// Wakes up to `count` sleepers of `word`, those first who have slept longest; returns how many.
pub fn wake(word: &AtomicU32, count: u32) -> u32 {
    // The kernel counts with a signed number.
    let count = count.min(i32::MAX as u32);
    futex::wake(word, Flags::empty(), count).map_or(0, |woken| woken as u32)
}

/// How many words `sleep_any` takes besides the control word: 0 on kernels without `futex_waitv` (before 5.16) and
/// where a container forbids it.
pub fn most_at_once() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| {
        let word = AtomicU32::new(1);
        // Another value than expected: a kernel that knows the call says so.
        match sleep_on(&[waiter(&word, 0)], Some(Duration::ZERO)) {
            Err(Errno::AGAIN) => MOST_WORDS - 1,
            _ => 0,
        }
    })
}

/// Sleeps once on all those words, and on `control` first of all.
pub fn sleep_any(
    control: (&AtomicU32, u32),
    words: &[(&AtomicU32, u32)],
    limit: Option<Duration>,
) -> Slept {
    if words.is_empty() {
        return sleep(control.0, control.1, limit);
    }
    let waiters: Vec<_> = std::iter::once(&control)
        .chain(words)
        .map(|(word, expected)| waiter(word, *expected))
        .collect();
    match sleep_on(&waiters, limit) {
        Ok(0) => Slept::Woken,
        Ok(index) => Slept::WokenAt(index - 1),
        Err(error) => slept_badly(error),
    }
}

fn waiter(word: &AtomicU32, expected: u32) -> futex::Wait {
    let mut waiter = futex::Wait::new();
    waiter.val = u64::from(expected);
    waiter.uaddr = WaitPtr::new(word.as_ptr().cast());
    waiter.flags = WaitFlags::SIZE_U32;
    waiter
}

fn sleep_on(waiters: &[futex::Wait], limit: Option<Duration>) -> Result<usize, Errno> {
    // This call takes a moment, not a span.
    let moment = limit
        .and_then(|limit| Timespec::try_from(limit).ok())
        .and_then(|limit| clock_gettime(ClockId::Monotonic).checked_add(limit));
    futex::waitv(
        waiters,
        WaitvFlags::empty(),
        moment.as_ref(),
        ClockId::Monotonic,
    )
}

fn slept_badly(error: Errno) -> Slept {
    match error {
        Errno::AGAIN => Slept::NotEqual,
        Errno::TIMEDOUT => Slept::TimedOut,
        Errno::INTR => Slept::Interrupted,
        // EFAULT or EINVAL: not with a word of a mapping that lives. Waking without cause is allowed, sleeping is not.
        error => {
            debug_assert!(false, "futex: {}", io::Error::from(error));
            Slept::Woken
        }
    }
}
