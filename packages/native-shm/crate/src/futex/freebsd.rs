//! FreeBSD: `_umtx_op` with its shared operations, which know a word by its place in the file.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use rustix::io::Errno;

use super::Slept;

/// Why words cannot be parked on here; `None` if they can.
pub fn problem() -> Option<String> {
    None
}

/// Sleeps once on `word` if it holds `expected`.
pub fn sleep(word: &AtomicU32, expected: u32, limit: Option<Duration>) -> Slept {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let (size, time) = match limit {
        None => (ptr::null_mut(), ptr::null_mut()),
        Some(limit) => {
            time.tv_sec = libc::time_t::try_from(limit.as_secs()).unwrap_or(libc::time_t::MAX);
            time.tv_nsec = libc::c_long::from(limit.subsec_nanos());
            (
                ptr::without_provenance_mut(size_of::<libc::timespec>()),
                (&raw mut time).cast::<c_void>(),
            )
        }
    };
    // SAFETY: the word lives, and `time` is null or a timespec of the size given.
    let answer = unsafe {
        libc::_umtx_op(
            word.as_ptr().cast(),
            libc::UMTX_OP_WAIT_UINT,
            libc::c_ulong::from(expected),
            size,
            time,
        )
    };
    if answer == 0 {
        // The call says the same for a word that had another value: `Woken` without cause is allowed.
        return Slept::Woken;
    }
    match Errno::from_io_error(&std::io::Error::last_os_error()) {
        Some(Errno::TIMEDOUT) => Slept::TimedOut,
        Some(Errno::INTR) => Slept::Interrupted,
        _ => Slept::Woken,
    }
}

/// Wakes up to `count` sleepers of `word`. The system does not tell how many there were: the answer is always 0, which
/// callers take for "perhaps nobody".
pub fn wake(word: &AtomicU32, count: u32) -> u32 {
    let count = libc::c_ulong::from(count.min(i32::MAX as u32));
    // SAFETY: the word lives.
    unsafe {
        libc::_umtx_op(
            word.as_ptr().cast(),
            libc::UMTX_OP_WAKE,
            count,
            ptr::null_mut(),
            ptr::null_mut(),
        );
    }
    0
}

/// No call here sleeps on several words.
pub fn most_at_once() -> usize {
    0
}

/// Sleeps once on `control`.
pub fn sleep_any(
    control: (&AtomicU32, u32),
    words: &[(&AtomicU32, u32)],
    limit: Option<Duration>,
) -> Slept {
    debug_assert!(words.is_empty());
    sleep(control.0, control.1, limit)
}
