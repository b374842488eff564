//! Sockets as JavaScript calls them.

use std::io::IoSlice;
use std::os::fd::{BorrowedFd, IntoRawFd};
use std::ptr;

use napi::sys;
use rustix::io::{Errno, Result};
use rustix::net::{AddressFamily, SocketAddrAny};

use super::call::{Answer, Call, functions};
use super::descriptors::keep_both;
use crate::address::{self, Address};
use crate::descriptor::borrow;
use crate::{message, socket};

functions! {
    c"socket" => make,
    c"socketPair" => make_pair,
    c"packAddress" => pack_address,
    c"unpackAddress" => unpack_address,
    c"bind" => bind,
    c"connect" => connect,
    c"listen" => listen,
    c"accept" => accept,
    c"shutdown" => shutdown,
    c"sockName" => socket_name,
    c"peerName" => peer_name,
    c"recv" => receive,
    c"send" => send,
    c"sendv" => send_vectored,
    c"sendTo" => send_to,
    c"recvFrom" => receive_from,
    c"sendFds" => send_fds,
    c"recvFds" => receive_fds,
    c"setOption" => set_option,
    c"getOption" => option,
}

/// What the system takes with one call.
const MOST_BUFFERS: usize = 1024;

fn fd<'a>(call: &Call<'_>) -> Result<BorrowedFd<'a>> {
    borrow(call.int(0)?)
}

fn make(call: &mut Call<'_>) -> Result<i32> {
    let made = socket::socket(call.int(0)?, call.int(1)?, call.int(2)?)?;
    Ok(call.thread.owned.keep(made))
}

fn make_pair(call: &mut Call<'_>) -> Result<()> {
    let (family, kind, protocol) = (call.int(0)?, call.int(1)?, call.int(2)?);
    let ends = call.elements_to_fill(3, 2)?;
    keep_both(call, ends, || socket::pair(family, kind, protocol))
}

fn pack_address(call: &mut Call<'_>) -> Result<usize> {
    let family = u16::try_from(call.int(0)?).map_err(|_| Errno::AFNOSUPPORT)?;
    let port = u16::try_from(call.int(2)?).map_err(|_| Errno::INVAL)?;
    let packed = address::pack(AddressFamily::from_raw(family as _), &call.text(1)?, port)?;
    address::write(&packed, call.whole_to_fill(3)?)
}

/// The address in the arguments `index` and behind it: bytes, and how many of them.
fn packed(call: &Call<'_>, index: usize) -> Result<SocketAddrAny> {
    address::read(call.elements(index, call.count(index + 1)?)?)
}

fn unpack_address(call: &mut Call<'_>) -> Result<Address> {
    address::unpack(&packed(call, 0)?)
}

impl Answer for Address {
    fn value(self, env: sys::napi_env) -> sys::napi_value {
        let mut text = ptr::null_mut();
        // SAFETY: the environment is that of the call that is being answered, and the text is that long.
        unsafe {
            sys::napi_create_string_utf8(
                env,
                self.text.as_ptr().cast(),
                self.text.len() as isize,
                &raw mut text,
            )
        };
        let mut object = ptr::null_mut();
        // SAFETY: as above.
        unsafe { sys::napi_create_object(env, &raw mut object) };
        let family = i32::from(self.family.as_raw()).value(env);
        let port = i32::from(self.port).value(env);
        for (name, value) in [(c"family", family), (c"text", text), (c"port", port)] {
            // SAFETY: as above, and the name ends with a zero byte.
            unsafe { sys::napi_set_named_property(env, object, name.as_ptr(), value) };
        }
        object
    }
}

fn bind(call: &mut Call<'_>) -> Result<()> {
    socket::bind(fd(call)?, &packed(call, 1)?)
}

fn connect(call: &mut Call<'_>) -> Result<()> {
    socket::connect(fd(call)?, &packed(call, 1)?)
}

fn listen(call: &mut Call<'_>) -> Result<()> {
    socket::listen(fd(call)?, call.int(1)?)
}

fn accept(call: &mut Call<'_>) -> Result<i32> {
    let accepted = socket::accept(fd(call)?)?;
    Ok(call.thread.owned.keep(accepted))
}

fn shutdown(call: &mut Call<'_>) -> Result<()> {
    socket::shutdown(fd(call)?, call.int(1)?)
}

fn socket_name(call: &mut Call<'_>) -> Result<usize> {
    address::write(&socket::socket_name(fd(call)?)?, call.whole_to_fill(1)?)
}

fn peer_name(call: &mut Call<'_>) -> Result<usize> {
    match socket::peer_name(fd(call)?)? {
        Some(address) => address::write(&address, call.whole_to_fill(1)?),
        None => Ok(0),
    }
}

fn receive(call: &mut Call<'_>) -> Result<usize> {
    socket::receive(fd(call)?, call.bytes_to_fill(1)?, call.unsigned(4)?)
}

fn send(call: &mut Call<'_>) -> Result<usize> {
    socket::send(fd(call)?, call.bytes(1)?, call.unsigned(4)?)
}

fn send_vectored(call: &mut Call<'_>) -> Result<usize> {
    let buffers = call.list_of_bytes(1, MOST_BUFFERS)?;
    let buffers: Vec<IoSlice<'_>> = buffers.iter().map(|bytes| IoSlice::new(bytes)).collect();
    message::send_vectored(fd(call)?, &buffers, call.unsigned(2)?)
}

fn send_to(call: &mut Call<'_>) -> Result<usize> {
    let address = packed(call, 5)?;
    socket::send_to(fd(call)?, call.bytes(1)?, call.unsigned(4)?, &address)
}

fn receive_from(call: &mut Call<'_>) -> Result<usize> {
    let into_address = call.whole_to_fill(5)?;
    let details = call.elements_to_fill::<i32>(6, 2)?;
    let (received, sender) =
        message::receive_from(fd(call)?, call.bytes_to_fill(1)?, call.unsigned(4)?)?;
    details[0] = match sender {
        Some(address) => address::write(&address, into_address)? as i32,
        None => 0,
    };
    details[1] = received.flags.bits() as i32;
    Ok(received.bytes)
}

fn send_fds(call: &mut Call<'_>) -> Result<usize> {
    let numbers = call.elements::<i32>(4, call.count(5)?)?;
    let fds: Vec<_> = numbers
        .iter()
        .map(|fd| borrow(*fd))
        .collect::<Result<_>>()?;
    message::send_fds(fd(call)?, call.bytes(1)?, &fds, 0)
}

fn receive_fds(call: &mut Call<'_>) -> Result<usize> {
    let most = call.count(5)?;
    let numbers = call.elements_to_fill::<i32>(4, most)?;
    let details = call.elements_to_fill::<i32>(6, 2)?;
    let (received, fds) = message::receive_fds(fd(call)?, call.bytes_to_fill(1)?, most, 0)?;
    details[0] = fds.len() as i32;
    details[1] = received.flags.bits() as i32;
    for (number, fd) in numbers.iter_mut().zip(fds) {
        *number = fd.into_raw_fd();
    }
    Ok(received.bytes)
}

fn set_option(call: &mut Call<'_>) -> Result<()> {
    socket::set_option(fd(call)?, call.int(1)?, call.int(2)?, call.whole(3)?)
}

fn option(call: &mut Call<'_>) -> Result<usize> {
    socket::option(
        fd(call)?,
        call.int(1)?,
        call.int(2)?,
        call.whole_to_fill(3)?,
    )
}
