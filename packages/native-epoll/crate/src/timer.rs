//! Timers as file descriptors.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::io::{Errno, Result};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_gettime, timerfd_settime,
};

/// One that is not set, of the clock that nobody puts back. It never blocks.
pub fn create() -> Result<OwnedFd> {
    timerfd_create(
        TimerfdClockId::Monotonic,
        TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK,
    )
}

/// Expires after `first`, then at every `interval`. A `first` of zero stops it, an `interval` of zero is once only.
pub fn set(fd: BorrowedFd<'_>, first: Duration, interval: Duration) -> Result<()> {
    let value = Itimerspec {
        it_value: timespec(first)?,
        it_interval: timespec(interval)?,
    };
    timerfd_settime(fd, TimerfdTimerFlags::empty(), &value).map(|_| ())
}

/// How long until it expires next; zero if it is not set.
pub fn remaining(fd: BorrowedFd<'_>) -> Result<Duration> {
    let value = timerfd_gettime(fd)?.it_value;
    Duration::try_from(value).map_err(|_| Errno::OVERFLOW)
}

fn timespec(time: Duration) -> Result<Timespec> {
    Timespec::try_from(time).map_err(|_| Errno::OVERFLOW)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::backend::READ;
    use crate::{counter, poll};
    use std::os::fd::{AsFd, AsRawFd};

    #[test]
    fn expires_and_can_be_stopped() {
        let timer = create().expect("made");
        let fd = timer.as_fd();
        assert_eq!(counter::take(fd), Err(Errno::AGAIN));
        set(fd, Duration::from_millis(1), Duration::from_millis(1)).expect("set");
        let ready = poll::poll_one(fd.as_raw_fd(), READ, None).expect("waited");
        assert_eq!(ready, READ);
        assert!(counter::take(fd).expect("taken") >= 1);
        set(fd, Duration::ZERO, Duration::ZERO).expect("stopped");
        assert_eq!(remaining(fd), Ok(Duration::ZERO));
    }
}
