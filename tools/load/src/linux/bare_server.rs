//! An echo server that does no more than it must: the yardstick for servers with something around their loop.
//!
//! Level-triggered, one receive and one send per event, one buffer for all connections. What the system does not take
//! at once is kept, and nothing more is received on that connection until it is gone.

use std::net::TcpListener;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::{io, process, thread};

use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;
use rustix::net::sockopt::{set_socket_reuseaddr, set_tcp_nodelay};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, accept_with, bind, listen, recv,
    send, socket_with,
};

use super::command_line::ServerOptions;
use super::{Outcome, machine};

const BACKLOG: i32 = 4096;
const BUFFER_BYTES: usize = 64 * 1024;
const EVENTS_AT_A_TIME: usize = 1024;
const LISTENER: u64 = u64::MAX;

/// Prints the port and serves until standard input ends.
pub fn run(options: &ServerOptions) -> Outcome<()> {
    machine::run_on(options.core)?;
    machine::raise_file_limit();
    let listener = listen_at(options)?;
    println!(r#"{{"port":{}}}"#, listener.local_addr()?.port());
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        process::exit(0);
    });
    Server::new(listener.into())?.serve()
}

fn listen_at(options: &ServerOptions) -> Outcome<TcpListener> {
    let family = if options.address.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, SocketType::STREAM, flags, None)?;
    set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &options.address)
        .map_err(|error| format!("cannot listen at {}: {error}", options.address))?;
    listen(&socket, BACKLOG)?;
    Ok(socket.into())
}

struct Client {
    socket: OwnedFd,
    /// What is still to be sent; while there is any, the connection is watched for room instead of bytes.
    rest: Vec<u8>,
}

struct Server {
    epoll: OwnedFd,
    listener: OwnedFd,
    clients: Vec<Option<Client>>,
    buffer: Vec<u8>,
}

impl Server {
    fn new(listener: OwnedFd) -> Outcome<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(
            &epoll,
            &listener,
            EventData::new_u64(LISTENER),
            EventFlags::IN,
        )?;
        Ok(Self {
            epoll,
            listener,
            clients: Vec::new(),
            buffer: vec![0; BUFFER_BYTES],
        })
    }

    fn serve(&mut self) -> Outcome<()> {
        let mut events = Vec::with_capacity(EVENTS_AT_A_TIME);
        loop {
            events.clear();
            match epoll::wait(
                &self.epoll,
                rustix::buffer::spare_capacity(&mut events),
                None,
            ) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            for &Event { flags, data } in &events {
                match data.u64() {
                    LISTENER => self.accept()?,
                    fd => self.handle(fd as RawFd, flags),
                }
            }
        }
    }

    fn accept(&mut self) -> Outcome<()> {
        loop {
            let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
            let socket = match accept_with(&self.listener, flags) {
                Ok(socket) => socket,
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR | Errno::CONNABORTED) => continue,
                Err(error) => return Err(format!("accepting failed: {error}").into()),
            };
            set_tcp_nodelay(&socket, true)?;
            let fd = socket.as_raw_fd();
            epoll::add(
                &self.epoll,
                &socket,
                EventData::new_u64(fd as u64),
                EventFlags::IN,
            )?;
            let index = fd as usize;
            if self.clients.len() <= index {
                self.clients.resize_with(index + 1, || None);
            }
            self.clients[index] = Some(Client {
                socket,
                rest: Vec::new(),
            });
        }
    }

    fn handle(&mut self, fd: RawFd, flags: EventFlags) {
        let place = &mut self.clients[fd as usize];
        // Dropping the client closes its socket, and the system takes that out of the epoll.
        let Some(client) = place else { return };
        let alive = match flags.contains(EventFlags::OUT) {
            true => client.send_rest(&self.epoll),
            false => client.echo(&self.epoll, &mut self.buffer),
        };
        if alive.is_none() {
            *place = None;
        }
    }
}

/// Each returns nothing when the connection is at its end.
impl Client {
    fn echo(&mut self, epoll: &OwnedFd, buffer: &mut [u8]) -> Option<()> {
        let received = match recv(&self.socket, &mut *buffer, RecvFlags::empty()) {
            Ok((0, _)) => return None,
            Ok((length, _)) => &buffer[..length],
            Err(Errno::AGAIN | Errno::INTR) => return Some(()),
            Err(_) => return None,
        };
        let taken = send_some(&self.socket, received)?;
        if taken < received.len() {
            self.rest.extend_from_slice(&received[taken..]);
            self.watch(epoll, EventFlags::OUT)?;
        }
        Some(())
    }

    fn send_rest(&mut self, epoll: &OwnedFd) -> Option<()> {
        let taken = send_some(&self.socket, &self.rest)?;
        self.rest.drain(..taken);
        if self.rest.is_empty() {
            self.watch(epoll, EventFlags::IN)?;
        }
        Some(())
    }

    fn watch(&self, epoll: &OwnedFd, flags: EventFlags) -> Option<()> {
        let data = EventData::new_u64(self.socket.as_raw_fd() as u64);
        epoll::modify(epoll, &self.socket, data, flags).ok()
    }
}

fn send_some(socket: &OwnedFd, bytes: &[u8]) -> Option<usize> {
    match send(socket, bytes, SendFlags::NOSIGNAL) {
        Ok(length) => Some(length),
        Err(Errno::AGAIN | Errno::INTR) => Some(0),
        Err(_) => None,
    }
}
