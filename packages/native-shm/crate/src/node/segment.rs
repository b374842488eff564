//! A mapped file as JavaScript has it.

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Weak};
use std::time::Duration;

use napi::Env;
use napi::bindgen_prelude::Unknown;
use napi_derive::napi;

use super::code::{Result, node, system};
use super::external_buffer;
use super::files::open_file;
use crate::futex::{self, Waited};
use crate::mapping::Mapping;
use crate::waiter::Word;

/// Whether this runtime makes a SharedArrayBuffer of mapped memory.
#[napi]
pub fn can_be_shared() -> bool {
    external_buffer::can_be_shared()
}

/// The mapping belongs to its buffer: Node finalizes objects of native classes only when the event loop turns, and a
/// program that opens and closes in a loop would run out of mappings by then.
#[napi]
pub struct Segment {
    mapping: Weak<Mapping>,
    unwrapped: Option<Arc<Mapping>>,
}

#[napi]
impl Segment {
    /// Maps `bytes` bytes of an open file, which must be that long.
    #[napi(constructor)]
    pub fn new(file: i32, offset: f64, bytes: f64) -> Result<Self> {
        let mapping =
            Mapping::new(open_file(file)?, offset as u64, bytes as usize).map_err(system)?;
        let mapping = Arc::new(mapping);
        Ok(Self {
            mapping: Arc::downgrade(&mapping),
            unwrapped: Some(mapping),
        })
    }

    /// The memory as a buffer; to be called once.
    #[napi]
    pub fn buffer(&mut self, env: &Env, shared: bool) -> Result<Unknown<'static>> {
        let mapping = self
            .unwrapped
            .take()
            .ok_or_else(|| system(std::io::Error::other("the segment has its buffer already")))?;
        external_buffer::wrap(env, &mapping, shared).map_err(node)
    }

    /// Blocks the thread: 0 woken, 1 not equal, 2 timed out. `limit` in milliseconds, infinite for none.
    #[napi]
    pub fn wait(&self, word: u32, expected: i32, limit: f64) -> Result<u32> {
        let limit = Duration::try_from_secs_f64(limit.max(0.0) / 1000.0).ok();
        let mapping = self.mapping()?;
        let waited = futex::wait(word_of(&mapping, word)?, expected as u32, limit);
        Ok(match waited {
            Waited::Woken => 0,
            Waited::NotEqual => 1,
            Waited::TimedOut => 2,
        })
    }

    /// Wakes up to `count` waiters of a word; returns how many.
    #[napi]
    pub fn notify(&self, word: u32, count: u32) -> Result<u32> {
        let mapping = self.mapping()?;
        Ok(futex::wake(word_of(&mapping, word)?, count))
    }

    pub(super) fn waitable(&self, index: u32) -> Result<Word> {
        Word::new(self.mapping()?, index as usize).ok_or_else(beyond_the_end)
    }

    /// Whoever calls has the buffer, so there is one.
    fn mapping(&self) -> Result<Arc<Mapping>> {
        self.mapping.upgrade().ok_or_else(beyond_the_end)
    }
}

fn word_of(mapping: &Mapping, index: u32) -> Result<&AtomicU32> {
    mapping.word(index as usize).ok_or_else(beyond_the_end)
}

fn beyond_the_end() -> napi::Error<super::code::Code> {
    system(std::io::Error::from_raw_os_error(libc::EFAULT))
}
