//! JavaScript buffers over a mapping: a SharedArrayBuffer where this Node can make one of memory that it has not
//! allocated (22.23, 24.21, 26.1 and later), else an ArrayBuffer. `Atomics` works alike on both.

use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, OnceLock};

use napi::bindgen_prelude::{FromNapiValue, Unknown};
use napi::{Env, Status, check_status, sys};

use crate::mapping::Mapping;

/// `node_api_noenv_finalize`: called on any thread, when the last isolate has let the buffer go.
type FinalizeShared = unsafe extern "C" fn(data: *mut c_void, hint: *mut c_void);

/// `node_api_create_external_sharedarraybuffer`, which napi's bindings do not know.
type CreateShared = unsafe extern "C" fn(
    env: sys::napi_env,
    data: *mut c_void,
    bytes: usize,
    finalize: FinalizeShared,
    hint: *mut c_void,
    result: *mut sys::napi_value,
) -> sys::napi_status;

fn create_shared() -> Option<CreateShared> {
    static FOUND: OnceLock<Option<CreateShared>> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let name = c"node_api_create_external_sharedarraybuffer";
        // SAFETY: the name ends with a zero byte; the default handle searches the program itself first.
        let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
        if symbol.is_null() {
            return None;
        }
        // SAFETY: Node-API declares the function of that name with these parameters.
        Some(unsafe { std::mem::transmute::<*mut c_void, CreateShared>(symbol) })
    })
}

/// Whether this runtime makes a SharedArrayBuffer of a mapping.
pub fn can_be_shared() -> bool {
    create_shared().is_some()
}

/// A buffer over the whole mapping, which stays mapped as long as the buffer lives. At most one per mapping and
/// isolate: engines crash when one address is wrapped twice.
pub fn wrap(env: &Env, mapping: &Arc<Mapping>, shared: bool) -> napi::Result<Unknown<'static>> {
    let hint = Arc::into_raw(Arc::clone(mapping))
        .cast_mut()
        .cast::<c_void>();
    let mut value = ptr::null_mut();
    let status = match (shared, create_shared()) {
        // SAFETY: the mapping outlives the buffer, because the hint owns a share of it until the finalizer runs.
        (true, Some(create)) => unsafe {
            create(
                env.raw(),
                mapping.start(),
                mapping.bytes(),
                finalize_shared,
                hint,
                &raw mut value,
            )
        },
        (true, None) => Status::GenericFailure as sys::napi_status,
        // SAFETY: as above.
        (false, _) => unsafe {
            sys::napi_create_external_arraybuffer(
                env.raw(),
                mapping.start(),
                mapping.bytes(),
                Some(finalize_array),
                hint,
                &raw mut value,
            )
        },
    };
    if status != sys::Status::napi_ok {
        release(hint);
    }
    check_status!(status, "the runtime makes no buffers of mapped memory")?;
    // SAFETY: the call succeeded, so the value is one of this environment.
    unsafe { Unknown::from_napi_value(env.raw(), value) }
}

unsafe extern "C" fn finalize_shared(_data: *mut c_void, hint: *mut c_void) {
    release(hint);
}

unsafe extern "C" fn finalize_array(_env: sys::napi_env, _data: *mut c_void, hint: *mut c_void) {
    release(hint);
}

/// Gives back the share of the mapping that a buffer had. Called once for each buffer.
fn release(hint: *mut c_void) {
    // SAFETY: the pointer comes from `Arc::into_raw` in `wrap`.
    drop(unsafe { Arc::from_raw(hint.cast::<Mapping>()) });
}
