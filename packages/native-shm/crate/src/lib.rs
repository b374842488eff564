//! What `@weft/native-shm` cannot do in JavaScript: map a file into memory, and park on its words.
//!
//! The modules down to `waiter` are plain Rust over the system's calls; `node` alone knows N-API. One file per
//! operating system lies below `futex`; a system without one still builds and says at first use what is missing.

#[cfg(unix)]
pub mod descriptor;
#[cfg(unix)]
pub mod futex;
#[cfg(unix)]
pub mod mapping;
#[cfg(unix)]
pub mod waiter;

#[cfg(feature = "node")]
mod node;
