//! Addresses of sockets: numbers and paths in, the bytes that the system takes out, and back.

use std::ffi::OsStr;
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};
use std::os::unix::ffi::OsStrExt;

use rustix::io::{Errno, Result};
use rustix::net::{
    AddressFamily, SocketAddrAny, SocketAddrUnix,
    addr::{SocketAddrArg, SocketAddrStorage},
};

/// Room for every address.
pub const LONGEST: usize = size_of::<SocketAddrStorage>();

/// An address as one says it.
#[derive(Debug, PartialEq)]
pub struct Address {
    pub family: AddressFamily,
    /// A numeric address, with the zone of a link-local one behind `%`; or a path, which for an abstract name begins
    /// with a zero byte and for a socket without a name is empty.
    pub text: String,
    pub port: u16,
}

/// `EINVAL` if `text` is no address of the family, `ENAMETOOLONG` for a path that has no room in one.
pub fn pack(family: AddressFamily, text: &str, port: u16) -> Result<SocketAddrAny> {
    match family {
        AddressFamily::INET => {
            let ip: Ipv4Addr = text.parse().map_err(|_| Errno::INVAL)?;
            Ok(SocketAddrV4::new(ip, port).as_any())
        }
        AddressFamily::INET6 => {
            let (ip, zone) = text.split_once('%').unwrap_or((text, ""));
            let ip: Ipv6Addr = ip.parse().map_err(|_| Errno::INVAL)?;
            Ok(SocketAddrV6::new(ip, port, 0, zone_index(zone)?).as_any())
        }
        AddressFamily::UNIX => Ok(pack_path(text.as_bytes())?.as_any()),
        _ => Err(Errno::AFNOSUPPORT),
    }
}

fn pack_path(path: &[u8]) -> Result<SocketAddrUnix> {
    match path.split_first() {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        Some((0, name)) => SocketAddrUnix::new_abstract_name(name),
        #[cfg(any(target_os = "linux", target_os = "android"))]
        None => Ok(SocketAddrUnix::new_unnamed()),
        _ => SocketAddrUnix::new(OsStr::from_bytes(path)),
    }
}

/// The interface that a zone names, by its name or its number.
fn zone_index(zone: &str) -> Result<u32> {
    if zone.is_empty() {
        return Ok(0);
    }
    if let Ok(number) = zone.parse() {
        return Ok(number);
    }
    let name = std::ffi::CString::new(zone).map_err(|_| Errno::INVAL)?;
    // SAFETY: the name ends with a zero byte.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(Errno::NODEV),
        index => Ok(index),
    }
}

/// The bytes of an address; how many.
pub fn write(address: &SocketAddrAny, into: &mut [u8]) -> Result<usize> {
    let bytes = bytes(address);
    let into = into.get_mut(..bytes.len()).ok_or(Errno::FAULT)?;
    into.copy_from_slice(bytes);
    Ok(bytes.len())
}

/// The address that `bytes` are.
pub fn read(bytes: &[u8]) -> Result<SocketAddrAny> {
    if bytes.len() < size_of::<libc::sa_family_t>() || bytes.len() > LONGEST {
        return Err(Errno::INVAL);
    }
    let mut storage = MaybeUninit::<SocketAddrStorage>::zeroed();
    // SAFETY: there is room for so many, checked above, and they are not of the same memory.
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), storage.as_mut_ptr().cast(), bytes.len());
    }
    // SAFETY: the storage is filled, and so many of its bytes are the address; the system checks what it is given.
    Ok(unsafe { SocketAddrAny::read(storage.as_ptr(), bytes.len() as _) })
}

/// `EINVAL` if it is cut short, `EAFNOSUPPORT` for other families than those that `pack` knows.
pub fn unpack(address: &SocketAddrAny) -> Result<Address> {
    let family = address.address_family();
    match family {
        AddressFamily::INET => {
            let address = SocketAddrV4::try_from(whole::<libc::sockaddr_in>(address)?)?;
            Ok(numeric(
                family,
                IpAddr::V4(*address.ip()),
                0,
                address.port(),
            ))
        }
        AddressFamily::INET6 => {
            let address = SocketAddrV6::try_from(whole::<libc::sockaddr_in6>(address)?)?;
            let ip = IpAddr::V6(*address.ip());
            Ok(numeric(family, ip, address.scope_id(), address.port()))
        }
        AddressFamily::UNIX => Ok(Address {
            family,
            text: path(address),
            port: 0,
        }),
        _ => Err(Errno::AFNOSUPPORT),
    }
}

/// An address that is long enough for its family: rustix relies on it.
fn whole<T>(address: &SocketAddrAny) -> Result<SocketAddrAny> {
    if (address.addr_len() as usize) < size_of::<T>() {
        return Err(Errno::INVAL);
    }
    Ok(address.clone())
}

fn numeric(family: AddressFamily, ip: IpAddr, zone: u32, port: u16) -> Address {
    let text = if zone == 0 {
        ip.to_string()
    } else {
        format!("{ip}%{zone}")
    };
    Address { family, text, port }
}

/// A path ends at its first zero byte or with the address, an abstract name with the address.
fn path(address: &SocketAddrAny) -> String {
    let path = bytes(address)
        .get(std::mem::offset_of!(libc::sockaddr_un, sun_path)..)
        .unwrap_or_default();
    let is_abstract =
        cfg!(any(target_os = "linux", target_os = "android")) && path.first() == Some(&0);
    let path = if is_abstract {
        path
    } else {
        path.split(|byte| *byte == 0).next().unwrap_or_default()
    };
    String::from_utf8_lossy(path).into_owned()
}

fn bytes(address: &SocketAddrAny) -> &[u8] {
    let length = address.addr_len() as usize;
    // SAFETY: the address is that long.
    unsafe { std::slice::from_raw_parts(address.as_ptr().cast::<u8>(), length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(family: AddressFamily, text: &str, port: u16) {
        let mut bytes = [0; LONGEST];
        let packed = pack(family, text, port).expect("an address");
        let length = write(&packed, &mut bytes).expect("written");
        let address = unpack(&read(&bytes[..length]).expect("read")).expect("unpacked");
        assert_eq!(
            address,
            Address {
                family,
                text: text.to_owned(),
                port
            }
        );
    }

    #[test]
    fn addresses_come_back_as_they_were() {
        there_and_back(AddressFamily::INET, "127.0.0.1", 80);
        there_and_back(AddressFamily::INET6, "::1", 65_535);
        there_and_back(AddressFamily::INET6, "fe80::1%7", 1);
        there_and_back(AddressFamily::UNIX, "/tmp/socket", 0);
        #[cfg(target_os = "linux")]
        there_and_back(AddressFamily::UNIX, "\0abstract\0name", 0);
        #[cfg(target_os = "linux")]
        there_and_back(AddressFamily::UNIX, "", 0);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "localhost", "1.2.3", "1.2.3.4.5", "::1", "1.2.3.4\0"] {
            assert_eq!(
                pack(AddressFamily::INET, text, 1).err(),
                Some(Errno::INVAL),
                "{text}"
            );
        }
        assert_eq!(
            pack(AddressFamily::INET6, "1.2.3.4", 1).err(),
            Some(Errno::INVAL)
        );
        assert_eq!(
            pack(AddressFamily::INET6, "fe80::1%no-such-interface", 1).err(),
            Some(Errno::NODEV)
        );
        let long = "x".repeat(200);
        assert_eq!(
            pack(AddressFamily::UNIX, &long, 0).err(),
            Some(Errno::NAMETOOLONG)
        );
        assert!(read(&[]).is_err());
        assert!(read(&[0; LONGEST + 1]).is_err());
    }

    #[test]
    fn whatever_comes_is_read_without_harm() {
        for family in [libc::AF_INET, libc::AF_INET6, libc::AF_UNIX, 77] {
            for byte in [0, 1, b'x', 255] {
                for length in 2..=LONGEST {
                    let mut bytes = [byte; LONGEST];
                    // Its place differs from system to system, so both get it.
                    bytes[..2].copy_from_slice(&[family as u8, 0]);
                    let _ = unpack(&read(&bytes[..length]).expect("read"));
                    bytes[..2].copy_from_slice(&[length as u8, family as u8]);
                    let _ = unpack(&read(&bytes[..length]).expect("read"));
                }
            }
        }
    }

    #[test]
    fn a_path_may_fill_its_address() {
        let mut bytes = [b'x'; size_of::<libc::sockaddr_un>()];
        let named = pack(AddressFamily::UNIX, "x", 0).expect("packed");
        write(&named, &mut bytes).expect("written");
        bytes[3] = b'x';
        let address = unpack(&read(&bytes).expect("read")).expect("unpacked");
        assert_eq!(address.text, "x".repeat(bytes.len() - 2));
    }
}
