//! kqueue as JavaScript calls it: six numbers for each event.

use rustix::io::{Errno, Result};

use super::call::{Call, functions};
use super::waiting::{Pairs, timeout};
use crate::descriptor::borrow;
use crate::kqueue::{self, Kevent};

functions! {
    c"kqueueCreate" => create,
    c"kevent" => control,
    c"kqueueSet" => set,
    c"kqueueDelete" => delete,
    c"kqueueWait" => wait,
}

/// ident, filter, flags, fflags, data, udata
const NUMBERS: usize = 6;

fn create(call: &mut Call<'_>) -> Result<i32> {
    Ok(call.thread.owned.keep(kqueue::create()?))
}

fn control(call: &mut Call<'_>) -> Result<i32> {
    let queue = borrow(call.int(0)?)?;
    let changes = call.elements::<f64>(1, call.count(2)?.saturating_mul(NUMBERS))?;
    let changes: Vec<Kevent> = changes
        .chunks_exact(NUMBERS)
        .map(read)
        .collect::<Result<_>>()?;
    let most = call.count(4)?;
    let batch = call.elements_to_fill::<f64>(3, most.saturating_mul(NUMBERS))?;
    kqueue::control_into(queue, &changes, most, timeout(call, 5)?, |events| {
        for (event, numbers) in events.iter().zip(batch.chunks_exact_mut(NUMBERS)) {
            write(event, numbers);
        }
        events.len() as i32
    })
}

fn set(call: &mut Call<'_>) -> Result<()> {
    let data = call.double(3)? as i64;
    kqueue::set(borrow(call.int(0)?)?, call.int(1)?, call.unsigned(2)?, data)
}

fn delete(call: &mut Call<'_>) -> Result<()> {
    kqueue::delete(borrow(call.int(0)?)?, call.int(1)?)
}

fn wait(call: &mut Call<'_>) -> Result<i32> {
    let queue = borrow(call.int(0)?)?;
    let pairs = call.elements_to_fill(1, call.count(2)?.saturating_mul(2))?;
    let count = kqueue::wait(queue, &mut Pairs(pairs), timeout(call, 3)?)?;
    Ok(count as i32)
}

fn read(numbers: &[f64]) -> Result<Kevent> {
    let &[ident, filter, flags, fflags, data, udata] = numbers else {
        return Err(Errno::INVAL);
    };
    let mut event = kqueue::NONE;
    event.ident = ident as i64 as _;
    event.filter = filter as _;
    // JavaScript's bits have a sign.
    event.flags = flags as i64 as _;
    event.fflags = fflags as i64 as _;
    event.data = data as i64 as _;
    event.udata = udata as i64 as usize as *mut _;
    Ok(event)
}

fn write(event: &Kevent, numbers: &mut [f64]) {
    numbers.copy_from_slice(&[
        event.ident as i64 as f64,
        f64::from(event.filter),
        f64::from(event.flags),
        f64::from(event.fflags),
        event.data as f64,
        event.udata as usize as i64 as f64,
    ]);
}
