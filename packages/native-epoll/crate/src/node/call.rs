//! Calls from JavaScript at the least cost: bare N-API callbacks over numbers and typed arrays. They return a number,
//! which is the negative number of the error if there was one; making an exception would take longer than most of what
//! is called here.

use std::ffi::{CStr, c_void};
use std::ptr::{self, NonNull};

use napi::sys;
use rustix::io::{Errno, Result};

use super::thread::Thread;

/// No function here takes more.
const MOST_ARGUMENTS: usize = 7;

/// What a call returns: a number, or in rare cases something that was made for it.
pub trait Answer {
    fn value(self, env: sys::napi_env) -> sys::napi_value;
}

impl Answer for i32 {
    fn value(self, env: sys::napi_env) -> sys::napi_value {
        let mut value = ptr::null_mut();
        // SAFETY: called with the environment of the call that is being answered. It cannot fail.
        unsafe { sys::napi_create_int32(env, self, &raw mut value) };
        value
    }
}

impl Answer for f64 {
    fn value(self, env: sys::napi_env) -> sys::napi_value {
        let mut value = ptr::null_mut();
        // SAFETY: as above.
        unsafe { sys::napi_create_double(env, self, &raw mut value) };
        value
    }
}

impl Answer for () {
    fn value(self, env: sys::napi_env) -> sys::napi_value {
        0_i32.value(env)
    }
}

impl Answer for usize {
    fn value(self, env: sys::napi_env) -> sys::napi_value {
        (self as f64).value(env)
    }
}

impl<T: Answer> Answer for Result<T> {
    fn value(self, env: sys::napi_env) -> sys::napi_value {
        match self {
            Ok(answer) => answer.value(env),
            Err(error) => (-error.raw_os_error()).value(env),
        }
    }
}

/// One call: its arguments and the thread that makes it.
pub struct Call<'a> {
    env: sys::napi_env,
    arguments: [sys::napi_value; MOST_ARGUMENTS],
    pub thread: &'a mut Thread,
}

/// What JavaScript keeps in a typed array.
pub trait Element {
    const KIND: sys::napi_typedarray_type;
}

impl Element for u8 {
    const KIND: sys::napi_typedarray_type = sys::TypedarrayType::uint8_array;
}

impl Element for i32 {
    const KIND: sys::napi_typedarray_type = sys::TypedarrayType::int32_array;
}

impl Element for f64 {
    const KIND: sys::napi_typedarray_type = sys::TypedarrayType::float64_array;
}

impl<'a> Call<'a> {
    /// `EINVAL` if it is no number.
    pub fn int(&self, index: usize) -> Result<i32> {
        let mut number = 0;
        // SAFETY: the environment and the argument are those of this call; what is no number is refused.
        let status =
            unsafe { sys::napi_get_value_int32(self.env, self.arguments[index], &raw mut number) };
        valid(status, number)
    }

    pub fn unsigned(&self, index: usize) -> Result<u32> {
        let mut number = 0;
        // SAFETY: as above.
        let status =
            unsafe { sys::napi_get_value_uint32(self.env, self.arguments[index], &raw mut number) };
        valid(status, number)
    }

    pub fn double(&self, index: usize) -> Result<f64> {
        let mut number = 0.0;
        // SAFETY: as above.
        let status =
            unsafe { sys::napi_get_value_double(self.env, self.arguments[index], &raw mut number) };
        valid(status, number)
    }

    pub fn bool(&self, index: usize) -> Result<bool> {
        let mut value = false;
        // SAFETY: as above.
        let status =
            unsafe { sys::napi_get_value_bool(self.env, self.arguments[index], &raw mut value) };
        valid(status, value)
    }

    /// The number of things: not negative.
    pub fn count(&self, index: usize) -> Result<usize> {
        usize::try_from(self.int(index)?).map_err(|_| Errno::INVAL)
    }

    pub fn text(&self, index: usize) -> Result<String> {
        let argument = self.arguments[index];
        let mut length = 0;
        // SAFETY: as above; without a buffer only the length is told.
        let status = unsafe {
            sys::napi_get_value_string_utf8(self.env, argument, ptr::null_mut(), 0, &raw mut length)
        };
        valid(status, ())?;
        let mut bytes = vec![0_u8; length + 1];
        // SAFETY: there is room for the text and the zero byte behind it.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                self.env,
                argument,
                bytes.as_mut_ptr().cast(),
                bytes.len(),
                &raw mut length,
            )
        };
        valid(status, ())?;
        bytes.truncate(length);
        String::from_utf8(bytes).map_err(|_| Errno::INVAL)
    }

    /// The first `count` elements of a typed array. `EFAULT` beyond its end, as which a detached one has no elements.
    pub fn elements<T: Element>(&self, index: usize, count: usize) -> Result<&'a [T]> {
        Span::find(self.env, self.arguments[index], 0, Some(count)).map(Span::shared)
    }

    /// The same, to be written.
    pub fn elements_to_fill<T: Element>(&self, index: usize, count: usize) -> Result<&'a mut [T]> {
        Span::find(self.env, self.arguments[index], 0, Some(count)).map(Span::exclusive)
    }

    /// `length` bytes from `offset` on, in the three arguments from `index` on.
    pub fn bytes(&self, index: usize) -> Result<&'a [u8]> {
        self.part(index).map(Span::shared)
    }

    /// The same, to be written.
    pub fn bytes_to_fill(&self, index: usize) -> Result<&'a mut [u8]> {
        self.part(index).map(Span::exclusive)
    }

    /// All bytes of a typed array.
    pub fn whole(&self, index: usize) -> Result<&'a [u8]> {
        Span::find(self.env, self.arguments[index], 0, None).map(Span::shared)
    }

    /// The same, to be written.
    pub fn whole_to_fill(&self, index: usize) -> Result<&'a mut [u8]> {
        Span::find(self.env, self.arguments[index], 0, None).map(Span::exclusive)
    }

    /// All of each typed array in an array of at most `most`.
    pub fn list_of_bytes(&self, index: usize, most: usize) -> Result<Vec<&'a [u8]>> {
        let array = self.arguments[index];
        let mut length = 0;
        // SAFETY: the environment and the argument are those of this call.
        let status = unsafe { sys::napi_get_array_length(self.env, array, &raw mut length) };
        valid(status, ())?;
        if length as usize > most {
            return Err(Errno::INVAL);
        }
        let element = |place| {
            let mut element = ptr::null_mut();
            // SAFETY: as above.
            let status = unsafe { sys::napi_get_element(self.env, array, place, &raw mut element) };
            valid(status, element)
        };
        // All before any is looked into: an array may be of a kind that runs JavaScript when it is read.
        let elements = (0..length).map(element).collect::<Result<Vec<_>>>()?;
        let bytes = |array| Span::find(self.env, array, 0, None).map(Span::shared);
        elements.into_iter().map(bytes).collect()
    }

    fn part(&self, index: usize) -> Result<Span<u8>> {
        let (offset, length) = (self.double(index + 1)?, self.double(index + 2)?);
        if !(offset >= 0.0 && length >= 0.0) {
            return Err(Errno::INVAL);
        }
        // Whatever is larger than a buffer can be is beyond its end.
        let (offset, length) = (offset as usize, length as usize);
        Span::find(self.env, self.arguments[index], offset, Some(length))
    }
}

fn valid<T>(status: sys::napi_status, value: T) -> Result<T> {
    if status == sys::Status::napi_ok {
        Ok(value)
    } else {
        Err(Errno::INVAL)
    }
}

/// Elements of a typed array, while a call is under way that has it as an argument.
///
/// They stay where they are until the call returns, because no JavaScript of this thread runs before. What other threads
/// do to shared memory meanwhile is theirs to agree on, as with everything in Node that takes buffers; nothing here
/// relies on what the bytes are.
struct Span<T> {
    start: NonNull<T>,
    count: usize,
}

impl<T: Element> Span<T> {
    fn find(
        env: sys::napi_env,
        array: sys::napi_value,
        offset: usize,
        count: Option<usize>,
    ) -> Result<Self> {
        let mut kind = 0;
        let mut length = 0;
        let mut start: *mut c_void = ptr::null_mut();
        // SAFETY: the environment and the value are those of a call that is under way; what is no typed array is refused.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                env,
                array,
                &raw mut kind,
                &raw mut length,
                &raw mut start,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        valid(status, ())?;
        if kind != T::KIND {
            return Err(Errno::INVAL);
        }
        let count = count.unwrap_or(length);
        if offset > length || count > length - offset {
            return Err(Errno::FAULT);
        }
        // An empty array may be nowhere.
        let start = if count == 0 {
            NonNull::dangling()
        } else {
            // SAFETY: `offset` is within the array, as is checked above.
            NonNull::new(unsafe { start.cast::<T>().add(offset) }).ok_or(Errno::FAULT)?
        };
        Ok(Self { start, count })
    }

    fn shared<'a>(self) -> &'a [T] {
        // SAFETY: so many elements lie there for as long as the call lasts, aligned as JavaScript keeps them.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.count) }
    }

    /// Of an array that is an argument once: JavaScript's side of this passes no array twice.
    fn exclusive<'a>(self) -> &'a mut [T] {
        // SAFETY: as above, and nothing else refers to them.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.count) }
    }
}

/// Runs one call.
///
/// # Safety
///
/// To be called by N-API alone, for a function that `export` made.
pub unsafe fn answer<T: Answer>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    function: impl FnOnce(&mut Call<'_>) -> T,
) -> sys::napi_value {
    let mut arguments = [ptr::null_mut(); MOST_ARGUMENTS];
    let mut count = MOST_ARGUMENTS;
    let mut data = ptr::null_mut();
    // SAFETY: there is room for as many arguments as are asked for; those that are missing become `undefined`.
    unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut count,
            arguments.as_mut_ptr(),
            ptr::null_mut(),
            &raw mut data,
        )
    };
    // SAFETY: `export` gave the function this data, which outlives all JavaScript of the thread; no call runs inside
    // another, because none of them calls JavaScript.
    let thread = unsafe { &mut *data.cast::<Thread>() };
    let mut call = Call {
        env,
        arguments,
        thread,
    };
    function(&mut call).value(env)
}

/// Gives JavaScript a function under a name.
pub fn export(
    env: sys::napi_env,
    exports: sys::napi_value,
    thread: *mut Thread,
    name: &CStr,
    function: unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value,
) -> napi::Result<()> {
    let mut value = ptr::null_mut();
    // SAFETY: the environment is the current one, and the name ends with a zero byte.
    napi::check_status!(unsafe {
        sys::napi_create_function(
            env,
            name.as_ptr(),
            name.count_bytes() as isize,
            Some(function),
            thread.cast(),
            &raw mut value,
        )
    })?;
    // SAFETY: as above.
    napi::check_status!(unsafe { sys::napi_set_named_property(env, exports, name.as_ptr(), value) })
}

/// Exports functions of one [`Call`] each, under the names that JavaScript knows.
macro_rules! functions {
    ($($name:literal => $function:path),* $(,)?) => {
        /// Exports the functions of this file.
        pub fn export_all(
            env: napi::sys::napi_env,
            exports: napi::sys::napi_value,
            thread: *mut $crate::node::thread::Thread,
        ) -> napi::Result<()> {
            $({
                unsafe extern "C" fn entry(
                    env: napi::sys::napi_env,
                    info: napi::sys::napi_callback_info,
                ) -> napi::sys::napi_value {
                    // SAFETY: N-API calls it, and it is exported below.
                    unsafe { $crate::node::call::answer(env, info, |call| $function(call)) }
                }
                $crate::node::call::export(env, exports, thread, $name, entry)?;
            })*
            Ok(())
        }
    };
}

pub(super) use functions;
