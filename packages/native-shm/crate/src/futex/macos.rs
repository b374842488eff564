//! macOS: `os_sync_wait_on_address` with the shared flag (macOS 14.4 and later). The functions are looked up at run
//! time, so that the binary loads on an older system and says what it lacks.

use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use rustix::io::Errno;

use super::Slept;

const WAIT_SHARED: u32 = 1;
const WAKE_SHARED: u32 = 1;
/// `OS_CLOCK_MACH_ABSOLUTE_TIME`: timeouts are spans in nanoseconds all the same.
const CLOCK: u32 = 32;
const BYTES: usize = size_of::<AtomicU32>();

type Wait = unsafe extern "C" fn(*mut c_void, u64, usize, u32) -> c_int;
type WaitWithTimeout = unsafe extern "C" fn(*mut c_void, u64, usize, u32, u32, u64) -> c_int;
type Wake = unsafe extern "C" fn(*mut c_void, usize, u32) -> c_int;

struct Functions {
    wait: Wait,
    wait_with_timeout: WaitWithTimeout,
    wake_any: Wake,
}

fn functions() -> Option<&'static Functions> {
    static FUNCTIONS: OnceLock<Option<Functions>> = OnceLock::new();
    FUNCTIONS.get_or_init(find).as_ref()
}

fn find() -> Option<Functions> {
    let wait = symbol(c"os_sync_wait_on_address")?;
    let wait_with_timeout = symbol(c"os_sync_wait_on_address_with_timeout")?;
    let wake_any = symbol(c"os_sync_wake_by_address_any")?;
    Some(Functions {
        // SAFETY: the system declares the function of that name with these parameters.
        wait: unsafe { std::mem::transmute::<*mut c_void, Wait>(wait) },
        // SAFETY: as above.
        wait_with_timeout: unsafe {
            std::mem::transmute::<*mut c_void, WaitWithTimeout>(wait_with_timeout)
        },
        // SAFETY: as above.
        wake_any: unsafe { std::mem::transmute::<*mut c_void, Wake>(wake_any) },
    })
}

fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: the name ends with a zero byte; the default handle searches what is loaded.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!found.is_null()).then_some(found)
}

/// Why words cannot be parked on here; `None` if they can.
pub fn problem() -> Option<String> {
    match functions() {
        Some(_) => None,
        None => Some("waiting on shared memory needs macOS 14.4 or later".to_owned()),
    }
}

/// Sleeps once on `word` if it holds `expected`.
pub fn sleep(word: &AtomicU32, expected: u32, limit: Option<Duration>) -> Slept {
    let Some(functions) = functions() else {
        return Slept::Woken;
    };
    if word.load(SeqCst) != expected {
        return Slept::NotEqual;
    }
    let address = word.as_ptr().cast();
    let value = u64::from(expected);
    let answer = match limit {
        // SAFETY: the address is that of a living 32-bit word.
        None => unsafe { (functions.wait)(address, value, BYTES, WAIT_SHARED) },
        Some(limit) => {
            // A timeout of 0 is refused.
            let nanoseconds = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX).max(1);
            // SAFETY: as above.
            unsafe {
                (functions.wait_with_timeout)(
                    address,
                    value,
                    BYTES,
                    WAIT_SHARED,
                    CLOCK,
                    nanoseconds,
                )
            }
        }
    };
    if answer >= 0 {
        return Slept::Woken;
    }
    match Errno::from_io_error(&std::io::Error::last_os_error()) {
        Some(Errno::TIMEDOUT) => Slept::TimedOut,
        Some(Errno::INTR) => Slept::Interrupted,
        // Waking without cause is allowed, sleeping for ever is not.
        _ => Slept::Woken,
    }
}

/// Wakes up to `count` sleepers of `word`; returns how many.
pub fn wake(word: &AtomicU32, count: u32) -> u32 {
    let Some(functions) = functions() else {
        return 0;
    };
    // One by one: waking all at once does not tell how many they were.
    for woken in 0..count {
        // SAFETY: the address is that of a living 32-bit word.
        let answer = unsafe { (functions.wake_any)(word.as_ptr().cast(), BYTES, WAKE_SHARED) };
        if answer < 0 {
            return woken;
        }
    }
    count
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
