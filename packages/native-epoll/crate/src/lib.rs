//! What `@weft/native-epoll` cannot do in JavaScript: ask the system which file descriptors are ready, and sockets.
//!
//! The modules down to `wake` are plain Rust over the system's calls; `node` alone knows N-API. Each way of waiting
//! has a file of its own and the methods that `backend` names. Errors are the system's numbers throughout.

#[cfg(unix)]
pub mod address;
#[cfg(unix)]
pub mod backend;
#[cfg(unix)]
pub mod counter;
#[cfg(unix)]
pub mod descriptor;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub mod epoll;
#[cfg(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    feature = "libkqueue"
))]
pub mod kqueue;
#[cfg(unix)]
pub mod message;
#[cfg(unix)]
pub mod poll;
#[cfg(unix)]
pub mod poller;
#[cfg(unix)]
pub mod select;
#[cfg(unix)]
pub mod socket;
#[cfg(unix)]
pub mod timeout;
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub mod timer;
#[cfg(unix)]
pub mod wake;

#[cfg(feature = "node")]
mod node;
