//! A system for which nobody has written a backend yet: everything builds, and the first use says so.

use std::sync::atomic::AtomicU32;
use std::time::Duration;

use super::Slept;

/// Why words cannot be parked on here.
pub fn problem() -> Option<String> {
    Some(format!(
        "waiting on shared memory is not implemented for {}",
        std::env::consts::OS
    ))
}

/// Never called: `problem` is asked first.
pub fn sleep(_word: &AtomicU32, _expected: u32, _limit: Option<Duration>) -> Slept {
    Slept::Woken
}

/// Never called: `problem` is asked first.
pub fn wake(_word: &AtomicU32, _count: u32) -> u32 {
    0
}

/// No call here sleeps on several words.
pub fn most_at_once() -> usize {
    0
}

/// Never called: `problem` is asked first.
pub fn sleep_any(
    _control: (&AtomicU32, u32),
    _words: &[(&AtomicU32, u32)],
    _limit: Option<Duration>,
) -> Slept {
    Slept::Woken
}
