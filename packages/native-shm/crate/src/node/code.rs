//! Errors of system calls as JavaScript gets them: the number is the `code`.

use std::io;

pub struct Code(String);

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<napi::Status> for Code {
    fn from(status: napi::Status) -> Self {
        Self(status.as_ref().to_owned())
    }
}

pub type Result<T> = napi::Result<T, Code>;

pub fn system(error: io::Error) -> napi::Error<Code> {
    let number = error.raw_os_error().unwrap_or(0);
    napi::Error::new(Code(number.to_string()), error.to_string())
}

pub fn node(error: napi::Error) -> napi::Error<Code> {
    napi::Error::new(error.status.into(), error.reason.clone())
}
