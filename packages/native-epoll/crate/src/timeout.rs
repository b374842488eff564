//! Waiting that is not cut short by signals.

use std::time::{Duration, Instant};

use rustix::event::Timespec;
use rustix::io::{Errno, Result};

/// How long a wait may take: `None` is for ever.
pub type Timeout = Option<Duration>;

/// A timeout of JavaScript's, in milliseconds: negative is for ever, and so is what no clock can count.
pub fn from_milliseconds(milliseconds: f64) -> Timeout {
    if milliseconds.is_nan() || milliseconds < 0.0 {
        return None;
    }
    Duration::try_from_secs_f64(milliseconds / 1000.0).ok()
}

/// The same as the system's calls take it.
pub fn to_timespec(timeout: Timeout) -> Option<Timespec> {
    timeout.and_then(|time| Timespec::try_from(time).ok())
}

/// Calls until no signal interrupts, each time with what remains of the timeout (as Python does since PEP 475).
///
/// Where nothing can remain no clock is read: a busy event loop comes by at each of its turns.
pub fn despite_signals<T>(
    timeout: Timeout,
    mut call: impl FnMut(Timeout) -> Result<T>,
) -> Result<T> {
    if timeout.is_none_or(|time| time.is_zero()) {
        loop {
            match call(timeout) {
                Err(Errno::INTR) => {}
                other => return other,
            }
        }
    }
    let began = Instant::now();
    let mut remaining = timeout;
    loop {
        match call(remaining) {
            Err(Errno::INTR) => {
                remaining = timeout.map(|time| time.saturating_sub(began.elapsed()));
            }
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_counted_is_for_ever() {
        assert_eq!(from_milliseconds(-1.0), None);
        assert_eq!(from_milliseconds(f64::INFINITY), None);
        assert_eq!(from_milliseconds(0.0), Some(Duration::ZERO));
        assert_eq!(from_milliseconds(0.25), Some(Duration::from_micros(250)));
    }

    #[test]
    fn an_interrupted_wait_goes_on_with_what_remains() {
        let mut asked = Vec::new();
        let outcome = despite_signals(Some(Duration::from_secs(5)), |remaining| {
            asked.push(remaining.expect("limited"));
            if asked.len() < 4 {
                Err(Errno::INTR)
            } else {
                Ok(7)
            }
        });
        assert_eq!(outcome, Ok(7));
        assert!(asked.is_sorted_by(|a, b| a >= b), "{asked:?}");
        assert_eq!(asked.len(), 4);
    }

    #[test]
    fn other_errors_end_it() {
        let outcome = despite_signals::<()>(None, |_| Err(Errno::BADF));
        assert_eq!(outcome, Err(Errno::BADF));
    }
}
