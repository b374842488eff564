//! File descriptors in libuv's own event loop, by `uv_poll`. Its functions are looked up when they are first needed, so
//! that the binary loads in runtimes without them.

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_void};
use std::ptr;
use std::rc::Rc;
use std::sync::OnceLock;

use napi::bindgen_prelude::Function;
use napi::{Env, JsValue, Result, Status, check_status, sys};
use napi_derive::napi;

/// `UV_POLL` of `uv_handle_type`; libuv only ever appends to it.
const POLL: c_int = 8;

type Handle = *mut c_void;
type Ready = unsafe extern "C" fn(handle: Handle, status: c_int, events: c_int);
type Closed = unsafe extern "C" fn(handle: Handle);

fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: the name ends with a zero byte; the default handle searches the program itself first.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!symbol.is_null()).then_some(symbol)
}

/// Declares functions of libuv and how to look them up.
macro_rules! library {
    ($($field:ident = $name:literal: $function:ty,)*) => {
        struct Uv {
            $($field: $function,)*
        }

        impl Uv {
            fn look_up() -> Option<Self> {
                Some(Self {
                    $(
                        // SAFETY: libuv declares the function of that name with these parameters.
                        $field: unsafe { std::mem::transmute::<*mut c_void, $function>(symbol($name)?) },
                    )*
                })
            }
        }
    };
}

// As `uv.h` declares them.
library! {
    handle_size = c"uv_handle_size": unsafe extern "C" fn(kind: c_int) -> usize,
    set_data = c"uv_handle_set_data": unsafe extern "C" fn(handle: Handle, data: *mut c_void),
    get_data = c"uv_handle_get_data": unsafe extern "C" fn(handle: Handle) -> *mut c_void,
    init = c"uv_poll_init": unsafe extern "C" fn(event_loop: *mut c_void, handle: Handle, fd: c_int) -> c_int,
    start = c"uv_poll_start": unsafe extern "C" fn(handle: Handle, events: c_int, ready: Ready) -> c_int,
    stop = c"uv_poll_stop": unsafe extern "C" fn(handle: Handle) -> c_int,
    close = c"uv_close": unsafe extern "C" fn(handle: Handle, closed: Closed),
    refer = c"uv_ref": unsafe extern "C" fn(handle: Handle),
    unref = c"uv_unref": unsafe extern "C" fn(handle: Handle),
}

fn uv() -> Option<&'static Uv> {
    static FOUND: OnceLock<Option<Uv>> = OnceLock::new();
    FOUND.get_or_init(Uv::look_up).as_ref()
}

/// Whether the program has libuv's functions. Whether they work is for the caller to know.
#[napi]
pub fn has_uv() -> bool {
    uv().is_some()
}

/// A handle of libuv's. It lives until libuv says that it is closed, and is closed at the latest when the environment
/// is torn down, which waits for that.
struct Poll {
    uv: &'static Uv,
    env: sys::napi_env,
    /// `uv_poll_t`, in words so that it is aligned.
    memory: Box<[u64]>,
    callback: sys::napi_ref,
    cleanup: Cell<sys::napi_async_cleanup_hook_handle>,
    closing: Cell<bool>,
}

impl Poll {
    fn handle(&self) -> Handle {
        self.memory.as_ptr().cast_mut().cast()
    }

    /// Runs `call` with the handle, unless it is closed.
    fn with(&self, call: impl FnOnce(&Uv, Handle) -> c_int) -> c_int {
        if self.closing.get() {
            -libc::EBADF
        } else {
            call(self.uv, self.handle())
        }
    }

    fn close(&self) {
        if self.closing.replace(true) {
            return;
        }
        // SAFETY: the environment is not torn down yet: its end waits for the hook. The reference is not used again.
        unsafe { sys::napi_delete_reference(self.env, self.callback) };
        // SAFETY: the handle was initialised and is closed once.
        unsafe { (self.uv.close)(self.handle(), closed) };
    }
}

/// Shares the poll with the handle, to which it belongs until `closed` is called.
fn shared_with_handle(poll: &Rc<Poll>) -> *mut c_void {
    Rc::into_raw(Rc::clone(poll)).cast_mut().cast()
}

unsafe extern "C" fn closed(handle: Handle) {
    let Some(uv) = uv() else { return };
    // SAFETY: the handle is alive until this returns.
    let data = unsafe { (uv.get_data)(handle) };
    // SAFETY: the data is the share that `shared_with_handle` made.
    let poll = unsafe { Rc::from_raw(data.cast::<Poll>()) };
    // SAFETY: removed once; if the environment is being torn down, this is what it waits for.
    unsafe { sys::napi_remove_async_cleanup_hook(poll.cleanup.get()) };
}

unsafe extern "C" fn torn_down(_hook: sys::napi_async_cleanup_hook_handle, data: *mut c_void) {
    // SAFETY: the data is the share of the handle, which lives until `closed` has removed this hook.
    let poll = unsafe { &*data.cast::<Poll>() };
    poll.close();
}

unsafe extern "C" fn ready(handle: Handle, status: c_int, events: c_int) {
    let Some(uv) = uv() else { return };
    // SAFETY: the handle is alive while it calls back.
    let data = unsafe { (uv.get_data)(handle) };
    // SAFETY: the data is the share of the handle; JavaScript may close it now, but `closed` comes later.
    let poll = unsafe { &*data.cast::<Poll>() };
    let told = if status < 0 { status } else { events };
    // SAFETY: libuv calls on the thread of the environment, which runs no JavaScript now.
    unsafe { call_back(poll.env, poll.callback, told) };
}

/// Calls JavaScript from the event loop; an exception becomes an uncaught one, as from any callback.
///
/// # Safety
///
/// To be called on the thread of the environment, with a reference of it, while no JavaScript runs.
unsafe fn call_back(env: sys::napi_env, callback: sys::napi_ref, told: c_int) {
    let mut scope = ptr::null_mut();
    // SAFETY: see above.
    if unsafe { sys::napi_open_handle_scope(env, &raw mut scope) } != sys::Status::napi_ok {
        return;
    }
    let (mut global, mut function, mut argument) =
        (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: in the scope opened above.
    unsafe { sys::napi_get_global(env, &raw mut global) };
    // SAFETY: as above.
    unsafe { sys::napi_get_reference_value(env, callback, &raw mut function) };
    // SAFETY: as above.
    unsafe { sys::napi_create_int32(env, told, &raw mut argument) };
    let mut result = ptr::null_mut();
    // SAFETY: as above; there is one argument, and no asynchronous context to restore.
    let status = unsafe {
        sys::napi_make_callback(
            env,
            ptr::null_mut(),
            global,
            function,
            1,
            &raw const argument,
            &raw mut result,
        )
    };
    if status == sys::Status::napi_pending_exception {
        let mut exception = ptr::null_mut();
        // SAFETY: as above.
        let status = unsafe { sys::napi_get_and_clear_last_exception(env, &raw mut exception) };
        if status == sys::Status::napi_ok {
            // SAFETY: as above.
            unsafe { sys::napi_fatal_exception(env, exception) };
        }
    }
    // SAFETY: the scope opened above, in which nothing else is open.
    unsafe { sys::napi_close_handle_scope(env, scope) };
}

/// Watches a file descriptor, of which the loop may have one watch only.
#[napi]
pub struct UvPoll {
    poll: Rc<Poll>,
}

#[napi]
impl UvPoll {
    /// The error's `code` is the negative number of libuv's, if the loop refuses the file descriptor.
    #[napi(constructor)]
    pub fn new(env: &Env, fd: i32, ready: Function<i32, ()>) -> Result<Self> {
        let refused = |reason: &str| napi::Error::new(Status::GenericFailure, reason.to_owned());
        let uv = uv().ok_or_else(|| refused("this program has no libuv"))?;
        let env = env.raw();
        let mut event_loop = ptr::null_mut();
        // SAFETY: the environment is the current one.
        check_status!(unsafe { sys::napi_get_uv_event_loop(env, &raw mut event_loop) })?;
        // SAFETY: the kind of handle is one that libuv knows.
        let bytes = unsafe { (uv.handle_size)(POLL) };
        let memory = vec![0_u64; bytes.div_ceil(size_of::<u64>())].into_boxed_slice();
        let handle: Handle = memory.as_ptr().cast_mut().cast();
        // SAFETY: the memory is as large as the handle must be, and stays where it is.
        let status = unsafe { (uv.init)(event_loop.cast(), handle, fd) };
        if status < 0 {
            return Err(refused(&status.to_string()));
        }
        let mut callback = ptr::null_mut();
        // SAFETY: the function is one of this environment.
        unsafe { sys::napi_create_reference(env, ready.raw(), 1, &raw mut callback) };
        let poll = Rc::new(Poll {
            uv,
            env,
            memory,
            callback,
            cleanup: Cell::new(ptr::null_mut()),
            closing: Cell::new(false),
        });
        let share = shared_with_handle(&poll);
        // SAFETY: the handle is initialised.
        unsafe { (uv.set_data)(handle, share) };
        let mut cleanup = ptr::null_mut();
        // SAFETY: the environment is the current one, and the share lives until the hook is removed.
        unsafe { sys::napi_add_async_cleanup_hook(env, Some(torn_down), share, &raw mut cleanup) };
        poll.cleanup.set(cleanup);
        Ok(Self { poll })
    }

    /// 0, or the negative number of an error; so for the others.
    #[napi]
    pub fn start(&self, events: u32) -> i32 {
        // SAFETY: the handle is initialised and not closed.
        self.poll
            .with(|uv, handle| unsafe { (uv.start)(handle, events as c_int, ready) })
    }

    #[napi]
    pub fn stop(&self) -> i32 {
        // SAFETY: as above.
        self.poll.with(|uv, handle| unsafe { (uv.stop)(handle) })
    }

    #[napi(js_name = "ref")]
    pub fn refer(&self) {
        self.poll.with(|uv, handle| {
            // SAFETY: as above.
            unsafe { (uv.refer)(handle) };
            0
        });
    }

    #[napi]
    pub fn unref(&self) {
        self.poll.with(|uv, handle| {
            // SAFETY: as above.
            unsafe { (uv.unref)(handle) };
            0
        });
    }

    /// To be called before the file descriptor is closed.
    #[napi]
    pub fn close(&self) {
        self.poll.close();
    }
}

impl Drop for UvPoll {
    fn drop(&mut self) {
        self.poll.close();
    }
}
