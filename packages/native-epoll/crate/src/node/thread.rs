//! What a thread of JavaScript has here, and what is put away when it ends, by whatever cause.

use std::collections::HashMap;
use std::ffi::c_void;

use napi::sys;

use crate::descriptor::Owned;
use crate::wake::WakeUp;

#[derive(Default)]
pub struct Thread {
    /// The file descriptors that JavaScript made here and has not closed.
    pub owned: Owned,
    /// Its wake-ups, by their numbers.
    pub wake_ups: HashMap<u64, WakeUp>,
}

/// Lives until the environment is torn down. The hook that puts it away comes first of those of this binary, so it
/// runs last: nothing watches a file descriptor any more when that is closed.
pub fn begin(env: sys::napi_env) -> napi::Result<*mut Thread> {
    let thread = Box::into_raw(Box::<Thread>::default());
    // SAFETY: the environment is the current one, and the argument lives until the hook runs.
    napi::check_status!(unsafe { sys::napi_add_env_cleanup_hook(env, Some(end), thread.cast()) })?;
    Ok(thread)
}

unsafe extern "C" fn end(thread: *mut c_void) {
    // SAFETY: the pointer comes from `begin`, and no JavaScript of the thread runs any more.
    drop(unsafe { Box::from_raw(thread.cast::<Thread>()) });
}
