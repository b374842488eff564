//! One connection: what it has sent, what has come back, and whether that is the same.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;
use std::time::Instant;

use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};

use super::Outcome;
use super::pattern::{PERIOD, Pattern};

pub struct Connection {
    pub socket: OwnedFd,
    size: u64,
    /// Where its bytes begin in the pattern: no connection sends what another one does.
    origin: u64,
    sent: u64,
    received: u64,
    /// When the messages became due that are under way, the oldest first.
    due_since: VecDeque<Instant>,
    /// Messages that became due so far.
    due: u64,
}

impl Connection {
    pub fn new(socket: OwnedFd, index: usize, size: usize, depth: usize) -> Self {
        Self {
            socket,
            size: size as u64,
            origin: index as u64 * 7919,
            sent: 0,
            received: 0,
            due_since: VecDeque::with_capacity(depth),
            due: 0,
        }
    }

    pub fn under_way(&self) -> usize {
        self.due_since.len()
    }

    /// Adds messages to what is to be sent.
    pub fn demand(&mut self, messages: usize, now: Instant) {
        self.due += messages as u64;
        self.due_since.extend(std::iter::repeat_n(now, messages));
    }

    /// Sends what is due as far as the system takes it; whether all of it is sent.
    pub fn send(&mut self, pattern: &Pattern) -> Outcome<bool> {
        while self.sent < self.due * self.size {
            let rest = self.due * self.size - self.sent;
            let piece = pattern.slice(self.origin + self.sent, rest.min(PERIOD as u64) as usize);
            match send(&self.socket, piece, SendFlags::NOSIGNAL) {
                Ok(length) => self.sent += length as u64,
                Err(Errno::AGAIN) => return Ok(false),
                Err(Errno::INTR) => {}
                Err(error) => return Err(format!("sending failed: {error}").into()),
            }
        }
        Ok(true)
    }

    /// Receives once, and calls `complete` with the moment when each message that is back became due.
    ///
    /// `room` is at most a period long, and what is in it does not matter.
    pub fn receive(
        &mut self,
        pattern: &Pattern,
        room: &mut [u8],
        mut complete: impl FnMut(Instant),
    ) -> Outcome<()> {
        let length = match recv(&self.socket, &mut *room, RecvFlags::empty()) {
            Ok((0, _)) => return Err("the server has closed a connection".into()),
            Ok((length, _)) => length,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(()),
            Err(error) => return Err(format!("receiving failed: {error}").into()),
        };
        if self.received + length as u64 > self.sent {
            return Err("the server has sent more than it was sent".into());
        }
        let expected = pattern.slice(self.origin + self.received, length);
        if room[..length] != *expected {
            return Err(self.mismatch(&room[..length], expected).into());
        }
        let before = self.received / self.size;
        self.received += length as u64;
        let complete_now = (self.received / self.size - before) as usize;
        for since in self.due_since.drain(..complete_now) {
            complete(since);
        }
        Ok(())
    }

    fn mismatch(&self, received: &[u8], expected: &[u8]) -> String {
        let at = received
            .iter()
            .zip(expected)
            .position(|(got, wanted)| got != wanted);
        format!(
            "byte {} of a connection came back wrong",
            self.received + at.unwrap_or(0) as u64
        )
    }
}
