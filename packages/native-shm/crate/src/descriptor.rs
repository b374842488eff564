//! What is done with file descriptors beyond Node's `fs`: unnamed files, room that is really there, locks.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

/// A file without a name that only lives in memory, `bytes` long; nobody can change its length.
///
/// It is gone with the last process that has it open, so it never needs cleaning up.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub fn unnamed(label: &str, bytes: u64) -> io::Result<std::os::fd::OwnedFd> {
    use rustix::fs::{
        MemfdFlags, Mode, SealFlags, fchmod, fcntl_add_seals, ftruncate, memfd_create,
    };
    let file = memfd_create(label, MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    fchmod(&file, Mode::RUSR | Mode::WUSR)?;
    ftruncate(&file, bytes)?;
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
    Ok(file)
}

/// This system has no files without a name.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub fn unnamed(_label: &str, _bytes: u64) -> io::Result<std::os::fd::OwnedFd> {
    Err(Errno::NOSYS.into())
}

/// Takes the room for the first `bytes` bytes of a file now. A full disk is an error here; without this it would kill
/// the process that first touches a page for which there is no room.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
pub fn reserve(file: BorrowedFd<'_>, bytes: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    loop {
        match fallocate(file, FallocateFlags::empty(), 0, bytes) {
            Err(Errno::INTR) => {}
            // A file system that cannot: it does what others do without it.
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(()),
            other => return Ok(other?),
        }
    }
}

/// This system does not take room in advance.
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
pub fn reserve(_file: BorrowedFd<'_>, _bytes: u64) -> io::Result<()> {
    Ok(())
}

/// Locks the open file against all other openings of it, of this process too. `false`: somebody has it locked.
///
/// The kernel takes the lock back when the file is closed, so a holder that dies does not keep it.
pub fn try_lock(file: BorrowedFd<'_>) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub fn unlock(file: BorrowedFd<'_>) -> io::Result<()> {
    Ok(flock(file, FlockOperation::Unlock)?)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::File;
    use std::os::fd::{AsFd, AsRawFd};

    #[test]
    fn nobody_changes_the_length_of_an_unnamed_file() {
        let file = File::from(unnamed("test", 4096).expect("made"));
        assert!(file.set_len(0).is_err());
        assert!(file.set_len(8192).is_err());
        assert_eq!(file.metadata().expect("metadata").len(), 4096);
    }

    #[test]
    fn a_lock_keeps_other_openings_out_until_it_is_let_go() {
        let file = File::from(unnamed("test", 4096).expect("made"));
        let path = format!("/proc/self/fd/{}", file.as_raw_fd());
        let other = File::options()
            .read(true)
            .write(true)
            .open(path)
            .expect("opened");
        assert!(try_lock(file.as_fd()).expect("locked"));
        assert!(!try_lock(other.as_fd()).expect("looked"));
        unlock(file.as_fd()).expect("unlocked");
        assert!(try_lock(other.as_fd()).expect("locked"));
    }
}
