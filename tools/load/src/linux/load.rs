//! Connections under load, one thread, one epoll.

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;
use rustix::time::Timespec;

use super::Outcome;
use super::command_line::TargetOptions;
use super::connection::Connection;
use super::pattern::{PERIOD, Pattern};
use super::{connecting, machine};

/// A server that says nothing at all for so long has lost something.
const PATIENCE: Duration = Duration::from_secs(20);

const EVENTS_AT_A_TIME: usize = 1024;

pub struct Load {
    epoll: OwnedFd,
    connections: Vec<Connection>,
    pattern: Pattern,
    room: Vec<u8>,
    events: Vec<Event>,
    under_way: usize,
    /// Messages that came back since the beginning.
    pub completed: u64,
}

impl Load {
    /// Opens the connections and sends the first messages, `depth` on each.
    pub fn start(target: &TargetOptions, depth: usize) -> Outcome<Self> {
        machine::run_on(target.core)?;
        machine::make_room_for(target.connections)?;
        let sockets = connecting::open(target.server, target.connections)?;
        let mut load = Self {
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
            connections: Vec::with_capacity(sockets.len()),
            pattern: Pattern::new(),
            room: vec![0; PERIOD],
            events: Vec::with_capacity(EVENTS_AT_A_TIME),
            under_way: sockets.len() * depth,
            completed: 0,
        };
        for (index, socket) in sockets.into_iter().enumerate() {
            let data = EventData::new_u64(index as u64);
            epoll::add(&load.epoll, &socket, data, EventFlags::IN)?;
            load.connections
                .push(Connection::new(socket, index, target.size, depth));
            load.demand(index, depth, Instant::now())?;
        }
        Ok(load)
    }

    /// Keeps the load up for a time; `complete` is called with the latency of every message that comes back.
    pub fn keep_up(&mut self, time: Duration, mut complete: impl FnMut(Duration)) -> Outcome<()> {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            self.turn(left.min(PATIENCE), |latency| {
                complete(latency);
                true
            })?;
        }
        Ok(())
    }

    /// Receives what is under way, and sends nothing new.
    pub fn drain(&mut self) -> Outcome<()> {
        while self.under_way > 0 {
            if !self.turn(PATIENCE, |_| false)? {
                return Err(format!("{} messages never came back", self.under_way).into());
            }
        }
        Ok(())
    }

    /// Waits once and handles what has happened; `false` if it was nothing. `complete` says whether the message is
    /// to be followed by another one.
    fn turn(
        &mut self,
        timeout: Duration,
        mut complete: impl FnMut(Duration) -> bool,
    ) -> Outcome<bool> {
        let mut events = std::mem::take(&mut self.events);
        events.clear();
        let timeout = Timespec::try_from(timeout)?;
        match epoll::wait(
            &self.epoll,
            rustix::buffer::spare_capacity(&mut events),
            Some(&timeout),
        ) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for &Event { flags, data } in &events {
            self.handle(flags, data.u64() as usize, &mut complete)?;
        }
        let happened = !events.is_empty();
        self.events = events;
        Ok(happened)
    }

    fn handle(
        &mut self,
        flags: EventFlags,
        index: usize,
        complete: &mut impl FnMut(Duration) -> bool,
    ) -> Outcome<()> {
        if flags.contains(EventFlags::OUT) && self.connections[index].send(&self.pattern)? {
            self.watch(index, EventFlags::IN)?;
        }
        // Errors and hang-ups, too, are told by receiving.
        if !flags.intersects(EventFlags::IN | EventFlags::ERR | EventFlags::HUP) {
            return Ok(());
        }
        let now = Instant::now();
        let connection = &mut self.connections[index];
        let before = connection.under_way();
        let mut next = 0;
        connection.receive(&self.pattern, &mut self.room, |since| {
            next += usize::from(complete(now - since));
        })?;
        let complete_now = before - connection.under_way();
        self.under_way -= complete_now;
        self.completed += complete_now as u64;
        if next > 0 {
            self.under_way += next;
            self.demand(index, next, now)?;
        }
        Ok(())
    }

    fn demand(&mut self, index: usize, messages: usize, now: Instant) -> Outcome<()> {
        let connection = &mut self.connections[index];
        connection.demand(messages, now);
        if !connection.send(&self.pattern)? {
            self.watch(index, EventFlags::IN | EventFlags::OUT)?;
        }
        Ok(())
    }

    fn watch(&self, index: usize, flags: EventFlags) -> Outcome<()> {
        let data = EventData::new_u64(index as u64);
        Ok(epoll::modify(
            &self.epoll,
            &self.connections[index].socket,
            data,
            flags,
        )?)
    }
}
