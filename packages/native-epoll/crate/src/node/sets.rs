//! The sets of poll and select, which live here and not in the kernel, as JavaScript has them.

use napi::bindgen_prelude::Float64ArraySlice;
use napi_derive::napi;
use rustix::io::{Errno, Result};

use super::waiting::Pairs;
use crate::backend::Backend;
use crate::poll::Poll;
use crate::select::Select;
use crate::timeout::from_milliseconds;

/// What was counted, or the negative number of the error.
fn number(outcome: Result<usize>) -> i32 {
    outcome.map_or_else(|error| -error.raw_os_error(), |count| count as i32)
}

fn wait(
    backend: &mut impl Backend,
    mut batch: Float64ArraySlice<'_>,
    most: u32,
    timeout: f64,
) -> i32 {
    // SAFETY: no JavaScript runs, so nobody looks at the batch while it is written.
    let numbers = unsafe { batch.as_mut() };
    let Some(pairs) = numbers.get_mut(..2 * most as usize) else {
        return -Errno::FAULT.raw_os_error();
    };
    number(backend.wait(&mut Pairs(pairs), from_milliseconds(timeout)))
}

/// A class of JavaScript over a backend.
macro_rules! set {
    ($name:ident, $backend:ty) => {
        #[napi]
        pub struct $name {
            backend: $backend,
        }

        #[napi]
        impl $name {
            #[napi(constructor)]
            pub fn new() -> napi::Result<Self> {
                let backend = <$backend>::new()
                    .map_err(|error| napi::Error::from_reason(error.to_string()))?;
                Ok(Self { backend })
            }

            #[napi]
            pub fn add(&mut self, fd: i32, events: u32, data: f64) -> i32 {
                number(self.backend.add(fd, events, data as i64).map(|()| 0))
            }

            #[napi]
            pub fn modify(&mut self, fd: i32, events: u32, data: f64) -> i32 {
                number(self.backend.modify(fd, events, data as i64).map(|()| 0))
            }

            #[napi]
            pub fn delete(&mut self, fd: i32) -> i32 {
                number(self.backend.delete(fd).map(|()| 0))
            }

            #[napi]
            pub fn wait(&mut self, batch: Float64ArraySlice<'_>, most: u32, timeout: f64) -> i32 {
                wait(&mut self.backend, batch, most, timeout)
            }
        }
    };
}

set!(PollSet, Poll);
set!(SelectSet, Select);
