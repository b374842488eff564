//! A shared mapping of a file. It lives as long as anybody refers to it: the JavaScript buffer over it, and every
//! pending wait on one of its words.

use std::ffi::c_void;
use std::io;
use std::os::fd::BorrowedFd;
use std::ptr::NonNull;
use std::sync::atomic::AtomicU32;

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

pub struct Mapping {
    start: NonNull<c_void>,
    bytes: usize,
}

// SAFETY: the memory is only reached through atomics here, and unmapping works from any thread.
unsafe impl Send for Mapping {}
// SAFETY: as above; a shared reference gives out nothing but atomics and the address.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps `bytes` bytes of the file from `offset` on, which is a multiple of the page size.
    ///
    /// The file must be that long and must not shrink: touching memory behind its end kills the process (SIGBUS).
    pub fn new(file: BorrowedFd<'_>, offset: u64, bytes: usize) -> io::Result<Self> {
        // SAFETY: the kernel chooses the address, so no memory of this process is replaced.
        let start = unsafe {
            mmap(
                std::ptr::null_mut(),
                bytes,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::SHARED,
                file,
                offset,
            )?
        };
        let start = NonNull::new(start).ok_or_else(|| io::Error::other("mapped at address 0"))?;
        Ok(Self { start, bytes })
    }

    pub fn start(&self) -> *mut c_void {
        self.start.as_ptr()
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The 32-bit word with that number, if the mapping is that long.
    pub fn word(&self, index: usize) -> Option<&AtomicU32> {
        if index >= self.bytes / size_of::<AtomicU32>() {
            return None;
        }
        let word = self.start.as_ptr().cast::<u32>().wrapping_add(index);
        // SAFETY: the word lies inside the mapping, which starts at a page and so is aligned, and which lives as long
        // as the reference. Everybody who shares the memory changes it atomically.
        Some(unsafe { AtomicU32::from_ptr(word) })
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: start and length are those of `mmap`, and nothing refers to the memory any more.
        let unmapped = unsafe { munmap(self.start.as_ptr(), self.bytes) };
        debug_assert!(unmapped.is_ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::os::fd::AsFd;
    use std::sync::atomic::Ordering::SeqCst;

    fn file(bytes: u64) -> File {
        let file = crate::descriptor::unnamed("test", bytes).expect("an unnamed file");
        File::from(file)
    }

    #[test]
    fn two_mappings_of_a_file_show_the_same_words() {
        let file = file(4096);
        let one = Mapping::new(file.as_fd(), 0, 4096).expect("mapped");
        let two = Mapping::new(file.as_fd(), 0, 4096).expect("mapped");
        assert_ne!(one.start(), two.start());
        one.word(1023).expect("inside").store(7, SeqCst);
        assert_eq!(two.word(1023).expect("inside").load(SeqCst), 7);
    }

    #[test]
    fn has_no_words_beyond_its_end() {
        let file = file(10);
        let mapping = Mapping::new(file.as_fd(), 0, 10).expect("mapped");
        assert!(mapping.word(1).is_some());
        assert!(mapping.word(2).is_none());
        assert!(mapping.word(usize::MAX).is_none());
    }
}
