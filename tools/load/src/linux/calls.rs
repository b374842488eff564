//! What two system calls cost by themselves: changing a watch in an epoll, and asking what is ready.

use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, eventfd};
use rustix::time::Timespec;

use super::command_line::CallOptions;
use super::{Outcome, machine};

/// Pairs of calls between two looks at the clock.
const BATCH: u64 = 256;

/// Prints pairs of calls done, events seen, and the nanoseconds that it took.
pub fn run(options: &CallOptions) -> Outcome<()> {
    machine::run_on(options.core)?;
    let (operations, counted, took) = measure(options.duration)?;
    println!(
        r#"{{"operations":{operations},"counted":{counted},"nanoseconds":{}}}"#,
        took.as_nanos()
    );
    Ok(())
}

fn measure(time: Duration) -> Outcome<(u64, u64, Duration)> {
    let epoll = epoll::create(CreateFlags::CLOEXEC)?;
    let ready = eventfd(1, EventfdFlags::CLOEXEC)?;
    let data = EventData::new_u64(7);
    epoll::add(&epoll, &ready, data, EventFlags::IN)?;
    let mut events = Vec::with_capacity(16);
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let (mut operations, mut counted) = (0, 0);
    let began = Instant::now();
    while began.elapsed() < time {
        for _ in 0..BATCH {
            epoll::modify(&epoll, &ready, data, EventFlags::IN)?;
            events.clear();
            epoll::wait(&epoll, spare_capacity(&mut events), Some(&at_once))?;
            counted += events.len() as u64;
        }
        operations += BATCH;
    }
    Ok((operations, counted, began.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_sees_the_event() {
        let (operations, counted, took) = measure(Duration::from_millis(5)).expect("measured");
        assert!(operations > 0);
        assert_eq!(operations, counted);
        assert!(took >= Duration::from_millis(5));
    }
}
