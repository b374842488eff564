//! File descriptors as JavaScript calls them: whose they are, pipes, counters, timers.

use std::os::fd::OwnedFd;

use rustix::io::{Result, read, write};

use super::call::{Call, functions};
use crate::descriptor::{borrow, set_non_blocking};
use crate::timeout::despite_signals;
use crate::{counter, socket};

functions! {
    c"close" => close,
    c"adopt" => adopt,
    c"release" => release,
    c"setNonBlocking" => non_blocking,
    c"read" => read_bytes,
    c"write" => write_bytes,
    c"pipe" => pipe,
    c"eventFd" => event_fd,
    c"eventFdAdd" => event_fd_add,
    c"readCounter" => read_counter,
}

fn close(call: &mut Call<'_>) -> Result<()> {
    let fd = call.int(0)?;
    call.thread.owned.close(fd)
}

fn adopt(call: &mut Call<'_>) -> Result<()> {
    let fd = call.int(0)?;
    call.thread.owned.adopt(fd)
}

fn release(call: &mut Call<'_>) -> Result<()> {
    let fd = call.int(0)?;
    call.thread.owned.release(fd)
}

fn non_blocking(call: &mut Call<'_>) -> Result<()> {
    set_non_blocking(borrow(call.int(0)?)?, call.bool(1)?)
}

fn read_bytes(call: &mut Call<'_>) -> Result<usize> {
    let fd = borrow(call.int(0)?)?;
    let into = call.bytes_to_fill(1)?;
    despite_signals(None, |_| read(fd, &mut *into))
}

fn write_bytes(call: &mut Call<'_>) -> Result<usize> {
    let fd = borrow(call.int(0)?)?;
    let from = call.bytes(1)?;
    despite_signals(None, |_| write(fd, from))
}

fn pipe(call: &mut Call<'_>) -> Result<()> {
    let ends = call.elements_to_fill(0, 2)?;
    keep_both(call, ends, socket::pipe)
}

/// Makes two, unless there is nowhere to say which.
pub fn keep_both(
    call: &mut Call<'_>,
    numbers: &mut [i32],
    make: impl FnOnce() -> Result<(OwnedFd, OwnedFd)>,
) -> Result<()> {
    let (one, other) = make()?;
    numbers[0] = call.thread.owned.keep(one);
    numbers[1] = call.thread.owned.keep(other);
    Ok(())
}

fn event_fd(call: &mut Call<'_>) -> Result<i32> {
    let fd = counter::event_fd(call.unsigned(0)?, call.bool(1)?)?;
    Ok(call.thread.owned.keep(fd))
}

fn event_fd_add(call: &mut Call<'_>) -> Result<()> {
    counter::add(borrow(call.int(0)?)?, call.double(1)? as u64)
}

fn read_counter(call: &mut Call<'_>) -> Result<f64> {
    Ok(counter::take(borrow(call.int(0)?)?)? as f64)
}
