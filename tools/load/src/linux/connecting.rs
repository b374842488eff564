//! Opens connections, many of them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::io::ioctl_fionbio;
use rustix::net::sockopt::{Timeout, set_socket_timeout, set_tcp_nodelay};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, socket_with};

use super::Outcome;

/// Longer than a few repeated SYNs take when the server's backlog is full.
const PATIENCE: Duration = Duration::from_secs(20);

/// Some 28,000 ports belong to an address; no address comes near that.
const CONNECTIONS_PER_ADDRESS: usize = 8_000;

/// Opens that many connections, without blocking and without delay from then on.
pub fn open(server: SocketAddr, count: usize) -> Outcome<Vec<OwnedFd>> {
    (0..count)
        .map(|index| {
            open_one(server, index).map_err(|error| {
                format!(
                    "connection {} of {count} to {server} failed: {error}",
                    index + 1
                )
                .into()
            })
        })
        .collect()
}

fn open_one(server: SocketAddr, index: usize) -> rustix::io::Result<OwnedFd> {
    let family = match server {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    if let Some(source) = source_for(server.ip(), index, std::process::id()) {
        bind(&socket, &SocketAddr::new(source.into(), 0))?;
    }
    set_socket_timeout(&socket, Timeout::Send, Some(PATIENCE))?;
    connect(&socket, &server)?;
    set_tcp_nodelay(&socket, true)?;
    ioctl_fionbio(&socket, true)?;
    Ok(socket)
}

/// The address that a connection comes from. All of 127.0.0.0/8 is this machine, so every run takes addresses of its
/// own: closed connections of earlier runs, which the system remembers for a minute, cost it no ports.
fn source_for(server: IpAddr, index: usize, run: u32) -> Option<Ipv4Addr> {
    let IpAddr::V4(server) = server else {
        return None;
    };
    if !server.is_loopback() {
        return None;
    }
    let [.., high, low] = run.to_be_bytes();
    let last = 1 + (index / CONNECTIONS_PER_ADDRESS) % 250;
    Some(Ipv4Addr::new(127, high, low, last as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_spread_over_addresses_of_this_machine() {
        let server = Ipv4Addr::LOCALHOST.into();
        assert_eq!(
            source_for(server, 0, 0x1_02_03),
            Some(Ipv4Addr::new(127, 2, 3, 1))
        );
        assert_eq!(
            source_for(server, 8_000, 0x1_02_03),
            Some(Ipv4Addr::new(127, 2, 3, 2))
        );
        assert!(source_for(server, 9_999_999, 7).is_some_and(|source| source.is_loopback()));
    }

    #[test]
    fn nobody_else_is_asked_for_an_address() {
        assert_eq!(
            source_for("192.0.2.1".parse().expect("an address"), 0, 7),
            None
        );
        assert_eq!(source_for("::1".parse().expect("an address"), 0, 7), None);
    }
}
