//! Timers as JavaScript calls them.

use std::time::Duration;

use rustix::io::{Errno, Result};

use super::call::{Call, functions};
use crate::descriptor::borrow;
use crate::timer;

functions! {
    c"timerFd" => create,
    c"timerFdSet" => set,
    c"timerFdRemaining" => remaining,
}

fn create(call: &mut Call<'_>) -> Result<i32> {
    Ok(call.thread.owned.keep(timer::create()?))
}

fn set(call: &mut Call<'_>) -> Result<()> {
    timer::set(
        borrow(call.int(0)?)?,
        duration(call, 1)?,
        duration(call, 2)?,
    )
}

fn remaining(call: &mut Call<'_>) -> Result<f64> {
    let time = timer::remaining(borrow(call.int(0)?)?)?;
    Ok(time.as_secs_f64() * 1000.0)
}

fn duration(call: &Call<'_>, index: usize) -> Result<Duration> {
    Duration::try_from_secs_f64(call.double(index)? / 1000.0).map_err(|_| Errno::INVAL)
}
