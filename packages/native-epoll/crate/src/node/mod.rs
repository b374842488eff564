//! What JavaScript sees. `src/native/binding.ts` declares the same by hand.

#[cfg(unix)]
mod call;
#[cfg(unix)]
mod constants;
#[cfg(unix)]
mod descriptors;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll;
#[cfg(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    feature = "libkqueue"
))]
mod kqueue;
#[cfg(unix)]
mod loop_poll;
#[cfg(unix)]
mod missing;
#[cfg(unix)]
mod sets;
#[cfg(unix)]
mod sockets;
#[cfg(unix)]
mod thread;
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
mod timers;
#[cfg(unix)]
mod waiting;
#[cfg(unix)]
mod wake_ups;

use napi_derive::napi;

/// Why the package cannot work on this system; nothing if it can.
#[napi]
pub fn problem() -> Option<String> {
    #[cfg(unix)]
    return None;
    #[cfg(not(unix))]
    return Some(format!(
        "there is neither epoll nor kqueue nor poll on {}",
        std::env::consts::OS
    ));
}

/// The functions that are called too often for anything but bare N-API.
#[cfg(unix)]
#[napi(module_exports)]
pub fn export_functions(
    exports: napi::bindgen_prelude::Object,
    env: napi::Env,
) -> napi::Result<()> {
    use napi::JsValue;

    let (env, exports) = (env.raw(), exports.raw());
    let thread = thread::begin(env)?;
    descriptors::export_all(env, exports, thread)?;
    sockets::export_all(env, exports, thread)?;
    waiting::export_all(env, exports, thread)?;
    wake_ups::export_all(env, exports, thread)?;
    // What the system has replaces what is missing.
    missing::export_all(env, exports, thread)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    epoll::export_all(env, exports, thread)?;
    #[cfg(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd",
        feature = "libkqueue"
    ))]
    kqueue::export_all(env, exports, thread)?;
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    timers::export_all(env, exports, thread)?;
    Ok(())
}
