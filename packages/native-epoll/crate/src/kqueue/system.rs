//! The two calls `kqueue` and `kevent`, of the system or of the libkqueue that stands in for them on Linux.

use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use rustix::io::{Errno, FdFlags, Result, fcntl_setfd};

use crate::timeout::Timeout;

#[cfg(not(feature = "libkqueue"))]
mod library {
    pub use libc::{
        EV_ADD, EV_DELETE, EV_EOF, EV_ERROR, EVFILT_READ, EVFILT_WRITE, kevent, kqueue,
    };
    pub type Kevent = libc::kevent;
}

#[cfg(feature = "libkqueue")]
mod library {
    use std::ffi::{c_int, c_void};

    /// As libkqueue's `sys/event.h` has it, whose numbers are FreeBSD's but for the signs of an end and an error.
    #[derive(Clone, Copy)]
    #[repr(C)]
    pub struct Kevent {
        pub ident: usize,
        pub filter: i16,
        pub flags: u16,
        pub fflags: u32,
        pub data: isize,
        pub udata: *mut c_void,
    }

    pub const EV_ADD: u16 = 0x1;
    pub const EV_DELETE: u16 = 0x2;
    pub const EV_EOF: u16 = 0x8000;
    pub const EV_ERROR: u16 = 0x4000;
    pub const EVFILT_READ: i16 = -1;
    pub const EVFILT_WRITE: i16 = -2;

    unsafe extern "C" {
        pub fn kqueue() -> c_int;
        pub fn kevent(
            queue: c_int,
            changes: *const Kevent,
            change_count: c_int,
            events: *mut Kevent,
            event_count: c_int,
            timeout: *const libc::timespec,
        ) -> c_int;
    }
}

pub use library::{EV_ADD, EV_DELETE, EV_EOF, EV_ERROR, EVFILT_READ, EVFILT_WRITE, Kevent};

/// One that stands for nothing.
// SAFETY: numbers, and a pointer that nobody follows: all zero is a value of each.
pub const NONE: Kevent = unsafe { std::mem::zeroed() };

/// Closed when a program is executed.
pub fn create() -> Result<OwnedFd> {
    // SAFETY: no arguments.
    let fd = unsafe { library::kqueue() };
    if fd < 0 {
        return Err(last_error());
    }
    // SAFETY: the call made it and gave it to us.
    let fd = unsafe { OwnedFd::from_raw_fd(fd) };
    fcntl_setfd(&fd, FdFlags::CLOEXEC)?;
    Ok(fd)
}

pub fn kevent(
    queue: BorrowedFd<'_>,
    changes: &[Kevent],
    events: &mut [Kevent],
    timeout: Timeout,
) -> Result<usize> {
    let timeout = timeout.map(|time| libc::timespec {
        tv_sec: libc::time_t::try_from(time.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: time.subsec_nanos() as _,
    });
    // SAFETY: the counts are those of the slices, and nobody follows the pointers in `udata`.
    let count = unsafe {
        library::kevent(
            queue.as_raw_fd(),
            changes.as_ptr(),
            changes.len() as i32,
            events.as_mut_ptr(),
            events.len() as i32,
            timeout
                .as_ref()
                .map_or(std::ptr::null(), std::ptr::from_ref),
        )
    };
    usize::try_from(count).map_err(|_| last_error())
}

fn last_error() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO)
}
