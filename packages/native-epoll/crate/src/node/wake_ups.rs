//! Wake-ups as JavaScript calls them: by number. They belong to the thread that made them and end with it.

use rustix::io::{Errno, Result};

use super::call::{Call, functions};
use crate::wake::{self, WakeUp};

functions! {
    c"wakeCreate" => create,
    c"wakeReadEnd" => read_end,
    c"wakeWriteEnd" => write_end,
    c"wakeDrain" => drain,
    c"wakeClose" => close,
    c"wake" => wake,
}

fn create(call: &mut Call<'_>) -> Result<f64> {
    let wake_up = WakeUp::new()?;
    let number = wake_up.number();
    call.thread.wake_ups.insert(number, wake_up);
    Ok(number as f64)
}

fn read_end(call: &mut Call<'_>) -> Result<i32> {
    Ok(own(call)?.read_end())
}

fn write_end(call: &mut Call<'_>) -> Result<i32> {
    Ok(own(call)?.write_end())
}

fn drain(call: &mut Call<'_>) -> Result<()> {
    own(call)?.drain()
}

fn close(call: &mut Call<'_>) -> Result<()> {
    let number = number(call)?;
    call.thread
        .wake_ups
        .remove(&number)
        .map(drop)
        .ok_or(Errno::NOENT)
}

fn wake(call: &mut Call<'_>) -> Result<i32> {
    wake::wake(number(call)?).map(i32::from)
}

/// `ENOENT` if this thread has none of that number.
fn own<'a>(call: &'a Call<'_>) -> Result<&'a WakeUp> {
    call.thread.wake_ups.get(&number(call)?).ok_or(Errno::NOENT)
}

fn number(call: &Call<'_>) -> Result<u64> {
    let number = call.double(0)?;
    if number >= 0.0 {
        Ok(number as u64)
    } else {
        Err(Errno::INVAL)
    }
}
