//! The closed loop: a connection sends its next message as soon as an answer is complete.

use std::time::{Duration, Instant};

use super::command_line::EchoOptions;
use super::load::Load;
use super::report::{Report, empty_histogram};
use super::{Outcome, machine};

/// Loads the server as asked. An error if anything comes back wrong, or does not come back.
pub fn run(options: &EchoOptions) -> Outcome<Report> {
    let EchoOptions {
        target,
        depth,
        warm_up,
        duration,
    } = options;
    let mut load = Load::start(target, *depth)?;
    load.keep_up(*warm_up, |_| {})?;

    let mut latencies = empty_histogram();
    let (began, worked) = (Instant::now(), machine::time_at_work());
    load.keep_up(*duration, |latency: Duration| {
        latencies.saturating_record(latency.as_nanos() as u64);
    })?;
    let (took, at_work) = (began.elapsed(), machine::time_at_work() - worked);
    load.drain()?;
    Ok(Report {
        connections: target.connections,
        size: target.size,
        depth: *depth,
        all_round_trips: load.completed,
        took,
        at_work,
        latencies,
    })
}
