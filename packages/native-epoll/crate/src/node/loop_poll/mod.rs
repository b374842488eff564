//! File descriptors in the event loop: by libuv itself where the runtime has it, else by a thread.

mod thread;
mod uv;

/// Readable, as JavaScript is told.
const READABLE: u32 = 1;
const WRITABLE: u32 = 2;
/// An error or a hang-up.
const FAILED: u32 = 4;
