//! Takes and releases one `std::sync::Mutex` from some threads for some time.
//!
//! Usage: `lock-contender <threads> <milliseconds>`. Prints JSON: operations done, what they counted under the lock,
//! and the nanoseconds from the first thread's start to the last one's end.

use std::process::ExitCode;
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Operations between two looks at the clock, as in the other contenders.
const BATCH: u64 = 256;

struct Pace {
    operations: u64,
    from: Instant,
    to: Instant,
}

fn main() -> ExitCode {
    let Some((threads, time)) = arguments() else {
        eprintln!("usage: lock-contender <threads> <milliseconds>");
        return ExitCode::FAILURE;
    };
    let counter = Mutex::new(0);
    let paces = count_together(&counter, threads, time);
    let operations: u64 = paces.iter().map(|pace| pace.operations).sum();
    let counted = counter.into_inner().expect("no thread panics");
    println!(
        r#"{{"operations":{operations},"counted":{counted},"nanoseconds":{}}}"#,
        wall_time(&paces).as_nanos()
    );
    ExitCode::SUCCESS
}

fn arguments() -> Option<(usize, Duration)> {
    let mut words = std::env::args().skip(1);
    let threads = words.next()?.parse().ok().filter(|&threads| threads > 0)?;
    let milliseconds = words.next()?.parse().ok()?;
    Some((threads, Duration::from_millis(milliseconds)))
}

fn count_together(counter: &Mutex<u64>, threads: usize, time: Duration) -> Vec<Pace> {
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    count(counter, time)
                })
            })
            .collect();
        handles
            .into_iter()
            .map(|handle| handle.join().expect("no thread panics"))
            .collect()
    })
}

fn count(counter: &Mutex<u64>, time: Duration) -> Pace {
    let from = Instant::now();
    let mut operations = 0;
    while from.elapsed() < time {
        for _ in 0..BATCH {
            *counter.lock().expect("no thread panics") += 1;
        }
        operations += BATCH;
    }
    Pace {
        operations,
        from,
        to: Instant::now(),
    }
}

fn wall_time(paces: &[Pace]) -> Duration {
    let first = paces.iter().map(|pace| pace.from).min();
    let last = paces.iter().map(|pace| pace.to).max();
    match (first, last) {
        (Some(first), Some(last)) => last - first,
        _ => Duration::ZERO,
    }
}
