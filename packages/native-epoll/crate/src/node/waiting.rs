//! epoll, kqueue, poll and select as JavaScript calls them.

use rustix::io::Result;

use super::call::{Call, functions};
use crate::backend::{Batch, Ready};
use crate::poll::Entry;
use crate::timeout::{Timeout, from_milliseconds};
use crate::{poll, select};

functions! {
    c"poll" => poll_many,
    c"pollOne" => poll_one,
    c"select" => select_many,
}

/// Pairs of data and events.
pub struct Pairs<'a>(pub &'a mut [f64]);

impl Batch for Pairs<'_> {
    fn room(&self) -> usize {
        self.0.len() / 2
    }

    fn set(&mut self, index: usize, ready: Ready) {
        self.0[2 * index] = ready.data as f64;
        self.0[2 * index + 1] = f64::from(ready.events);
    }
}

pub fn timeout(call: &Call<'_>, index: usize) -> Result<Timeout> {
    call.double(index).map(from_milliseconds)
}

fn poll_many(call: &mut Call<'_>) -> Result<usize> {
    let count = call.count(1)?;
    let words = call.elements_to_fill::<i32>(0, count.saturating_mul(2))?;
    // SAFETY: an entry is two words long and aligned like one, and every pair of words is an entry.
    let entries =
        unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast::<Entry>(), count) };
    poll::poll(entries, timeout(call, 2)?)
}

fn poll_one(call: &mut Call<'_>) -> Result<i32> {
    let ready = poll::poll_one(call.int(0)?, call.unsigned(1)?, timeout(call, 2)?)?;
    Ok(ready as i32)
}

fn select_many(call: &mut Call<'_>) -> Result<usize> {
    let words = call.elements_to_fill::<i32>(0, 3 * select::WORDS)?;
    let mut sets = select::Sets::EMPTY;
    for (set, words) in sets.each_mut().into_iter().zip(words.chunks(select::WORDS)) {
        for (bits, word) in set.0.iter_mut().zip(words) {
            *bits = *word as u32;
        }
    }
    let count = select::select(&mut sets, call.count(1)?, timeout(call, 2)?)?;
    for (set, words) in sets
        .each_mut()
        .into_iter()
        .zip(words.chunks_mut(select::WORDS))
    {
        for (bits, word) in set.0.iter().zip(words) {
            *word = *bits as i32;
        }
    }
    Ok(count)
}
