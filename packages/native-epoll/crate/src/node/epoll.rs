//! epoll as JavaScript calls it.

use std::os::fd::AsFd;

use rustix::io::Result;

use super::call::{Call, functions};
use super::waiting::{Pairs, timeout};
use crate::descriptor::borrow;
use crate::epoll;

functions! {
    c"epollCreate" => create,
    c"epollControl" => control,
    c"epollWait" => wait,
}

fn create(call: &mut Call<'_>) -> Result<i32> {
    Ok(call.thread.owned.keep(epoll::create()?))
}

fn control(call: &mut Call<'_>) -> Result<()> {
    let operation = call.int(1)?.try_into()?;
    let data = call.double(4)? as i64;
    epoll::control(
        borrow(call.int(0)?)?,
        operation,
        call.int(2)?,
        call.unsigned(3)?,
        data,
    )
}

fn wait(call: &mut Call<'_>) -> Result<i32> {
    let set = borrow(call.int(0)?)?;
    let pairs = call.elements_to_fill(1, call.count(2)?.saturating_mul(2))?;
    let count = epoll::wait(set.as_fd(), &mut Pairs(pairs), timeout(call, 3)?)?;
    Ok(count as i32)
}
