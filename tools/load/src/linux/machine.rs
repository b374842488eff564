//! What is asked of the machine.

use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};

use super::Outcome;

/// Descriptors beside those of connections: the standard streams, epoll, a listener.
const OTHER_FILES: u64 = 16;

/// Binds this thread, and those it starts from now on, to a processor.
pub fn run_on(core: Option<usize>) -> Outcome<()> {
    let Some(core) = core else { return Ok(()) };
    if core >= CpuSet::MAX_CPU {
        return Err(format!("--core must be below {}", CpuSet::MAX_CPU).into());
    }
    let mut cores = CpuSet::new();
    cores.set(core);
    sched_setaffinity(None, &cores)
        .map_err(|error| format!("cannot run on processor {core}: {error}").into())
}

/// Raises the limit of open files as far as it may be raised.
pub fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // What is not allowed is noticed when the files run out.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Raises the limit of open files, and fails if it does not suffice for so many connections.
pub fn make_room_for(connections: usize) -> Outcome<()> {
    raise_file_limit();
    let needed = connections as u64 + OTHER_FILES;
    match getrlimit(Resource::Nofile).current {
        Some(limit) if limit < needed => Err(format!(
            "{connections} connections need {needed} open files, but the limit is {limit}: raise it with `ulimit -Hn`"
        )
        .into()),
        _ => Ok(()),
    }
}

/// The time that this thread has spent at work.
pub fn time_at_work() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
