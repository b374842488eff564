//! What Node's `fs` lacks.

use std::os::fd::{BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};

use napi_derive::napi;

use super::code::{Result, system};
use crate::descriptor;

/// An open file of JavaScript's.
pub(super) fn open_file<'a>(file: i32) -> Result<BorrowedFd<'a>> {
    if file < 0 {
        return Err(system(std::io::Error::from_raw_os_error(libc::EBADF)));
    }
    // SAFETY: callers pass the number of a file that they have open and do not close during the call; a number that is
    // no open file makes the system call fail.
    Ok(unsafe { BorrowedFd::borrow_raw(file) })
}

/// Makes a file without a name, of which the caller has the number; `closeFile` closes it.
#[napi]
pub fn unnamed_file(label: String, bytes: f64) -> Result<i32> {
    let file = descriptor::unnamed(&label, bytes as u64).map_err(system)?;
    Ok(file.into_raw_fd())
}

/// Closes what `unnamedFile` made.
#[napi]
pub fn close_file(file: i32) {
    // SAFETY: the number comes from `unnamedFile`, which gave ownership away, and is not used again.
    drop(unsafe { OwnedFd::from_raw_fd(file) });
}

/// Takes the room for a file's first bytes now.
#[napi]
pub fn reserve(file: i32, bytes: f64) -> Result<()> {
    descriptor::reserve(open_file(file)?, bytes as u64).map_err(system)
}

/// Locks an open file against all other openings of it; `false` if one of them has it locked.
#[napi]
pub fn try_lock(file: i32) -> Result<bool> {
    descriptor::try_lock(open_file(file)?).map_err(system)
}

/// Takes `tryLock` back.
#[napi]
pub fn unlock(file: i32) -> Result<()> {
    descriptor::unlock(open_file(file)?).map_err(system)
}
