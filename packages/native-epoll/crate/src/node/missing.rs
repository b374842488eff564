//! What not every system has, where it has it not: the answer is `ENOSYS`, as of a kernel without the call.

use rustix::io::{Errno, Result};

use super::call::{Call, functions};

functions! {
    c"epollCreate" => missing,
    c"epollControl" => missing,
    c"epollWait" => missing,
    c"kqueueCreate" => missing,
    c"kevent" => missing,
    c"kqueueSet" => missing,
    c"kqueueDelete" => missing,
    c"kqueueWait" => missing,
    c"timerFd" => missing,
    c"timerFdSet" => missing,
    c"timerFdRemaining" => missing,
}

fn missing(_call: &mut Call<'_>) -> Result<()> {
    Err(Errno::NOSYS)
}
