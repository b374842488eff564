//! What JavaScript sees. `src/native/binding.ts` declares the same by hand.

#[cfg(unix)]
mod async_waits;
#[cfg(unix)]
mod code;
#[cfg(unix)]
mod external_buffer;
#[cfg(unix)]
mod files;
#[cfg(unix)]
mod segment;

use napi_derive::napi;

/// Why the package cannot work on this system; nothing if it can.
#[napi]
pub fn problem() -> Option<String> {
    #[cfg(unix)]
    return crate::futex::problem();
    #[cfg(not(unix))]
    return Some(format!(
        "shared memory is not implemented for {}",
        std::env::consts::OS
    ));
}
