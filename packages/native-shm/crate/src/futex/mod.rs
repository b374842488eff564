//! Parking on words of shared memory. Each operating system has a file with the same four functions; what is left to
//! do for all alike is here.

#[cfg_attr(any(target_os = "linux", target_os = "android"), path = "linux.rs")]
#[cfg_attr(target_os = "macos", path = "macos.rs")]
#[cfg_attr(target_os = "freebsd", path = "freebsd.rs")]
#[cfg_attr(
    not(any(
        target_os = "linux",
        target_os = "android",
        target_os = "macos",
        target_os = "freebsd"
    )),
    path = "other.rs"
)]
mod system;

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

pub use system::{most_at_once, problem, sleep_any, wake};

/// How a wait ended. It may also be `Woken` without cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    Woken,
    NotEqual,
    TimedOut,
}

/// How one sleep in the kernel ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slept {
    Woken,
    /// Woken at that one of several words; at another one at the same moment too, perhaps, which is not told.
    WokenAt(usize),
    NotEqual,
    TimedOut,
    /// A signal came.
    Interrupted,
}

/// Blocks this thread until `word` is woken, unless it no longer holds `expected`; at most `limit` (`None`: for ever).
pub fn wait(word: &AtomicU32, expected: u32, limit: Option<Duration>) -> Waited {
    // A limit beyond what the clock can count is none.
    let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
    wait_with(word, expected, deadline, system::sleep)
}

fn wait_with(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
    mut sleep: impl FnMut(&AtomicU32, u32, Option<Duration>) -> Slept,
) -> Waited {
    loop {
        if word.load(SeqCst) != expected {
            return Waited::NotEqual;
        }
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match sleep(word, expected, left) {
            Slept::Woken | Slept::WokenAt(_) => return Waited::Woken,
            Slept::NotEqual => return Waited::NotEqual,
            Slept::TimedOut => return Waited::TimedOut,
            // What is left of the time is counted anew.
            Slept::Interrupted => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::thread;

    /// Wakes until somebody was woken: the other thread may not sleep yet.
    fn wake_surely(word: &AtomicU32, count: u32) -> u32 {
        loop {
            match wake(word, count) {
                0 => thread::yield_now(),
                woken => return woken,
            }
        }
    }

    #[test]
    fn does_not_wait_for_a_word_with_another_value() {
        assert_eq!(wait(&AtomicU32::new(1), 2, None), Waited::NotEqual);
    }

    #[test]
    fn waits_for_as_long_as_it_may() {
        let begun = Instant::now();
        let limit = Duration::from_millis(20);
        assert_eq!(wait(&AtomicU32::new(0), 0, Some(limit)), Waited::TimedOut);
        assert!(begun.elapsed() >= limit);
    }

    #[test]
    fn takes_limits_that_no_clock_can_count() {
        let word = AtomicU32::new(0);
        let waited = thread::scope(|scope| {
            let waiter = scope.spawn(|| wait(&word, 0, Some(Duration::MAX)));
            wake_surely(&word, 1);
            waiter.join().expect("waited")
        });
        assert_eq!(waited, Waited::Woken);
    }

    #[test]
    fn counts_the_time_left_anew_after_a_signal() {
        let word = AtomicU32::new(0);
        let mut lefts = Vec::new();
        let deadline = Instant::now() + Duration::from_millis(30);
        let waited = wait_with(&word, 0, Some(deadline), |_, _, left| {
            lefts.push(left.expect("limited"));
            thread::sleep(Duration::from_millis(10));
            if lefts.len() < 3 {
                Slept::Interrupted
            } else {
                Slept::TimedOut
            }
        });
        assert_eq!(waited, Waited::TimedOut);
        assert!(lefts[0] > lefts[1] && lefts[1] > lefts[2]);
    }

    #[test]
    fn looks_at_the_word_again_after_a_signal() {
        let word = AtomicU32::new(0);
        let waited = wait_with(&word, 0, None, |word, _, _| {
            word.store(1, SeqCst);
            Slept::Interrupted
        });
        assert_eq!(waited, Waited::NotEqual);
    }

    #[test]
    fn wakes_as_many_as_asked() {
        let word = Arc::new(AtomicU32::new(0));
        let sleepers: Vec<_> = (0..3)
            .map(|_| {
                let word = Arc::clone(&word);
                thread::spawn(move || wait(&word, 0, None))
            })
            .collect();
        let mut woken = 0;
        while woken < 2 {
            woken += wake_surely(&word, 1);
        }
        word.store(1, SeqCst);
        wake(&word, u32::MAX);
        for sleeper in sleepers {
            sleeper.join().expect("waited");
        }
    }
}
