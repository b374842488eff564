//! What can be asked for.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use lexopt::prelude::*;

use super::Outcome;

pub const HELP: &str = "\
Puts load on a TCP echo server, checks every byte that comes back, and says how fast it was.

Usage: weft-load <command> [options]

Commands:
  echo         every connection sends its next message when an answer has arrived; prints one line of JSON
  stream       the same with other defaults: 10 connections, messages of 64 KiB, 16 of them under way
  idle         opens connections, has one message echoed on each, prints {\"connections\":N}, and holds them
               until its standard input ends
  calls        times epoll_ctl and epoll_wait by themselves; prints {\"operations\":N,\"counted\":N,\"nanoseconds\":N}
  serve-bare   an echo server with nothing around its epoll loop, to compare others with; prints {\"port\":N} and
               serves until its standard input ends

Options of echo, stream and idle:
  --port <n>          the server's port; must be given
  --host <address>    the server's IP address (127.0.0.1)
  --connections <n>   how many connections there are (100)
  --size <bytes>      the length of a message (64)

Options of echo and stream:
  --depth <n>         messages of one connection that may be under way at a time (1)
  --warm-up <ms>      how long the load lasts before anything is counted (500)
  --duration <ms>     how long is counted (2000); of calls, too

Options of serve-bare:
  --port <n>          the port (0: a free one)
  --host <address>    the IP address to listen at (127.0.0.1)

Options of all commands:
  --core <n>          the processor to run on (any)
  --help              print this

Everything runs on one thread. The limit of open files is raised as far as it may be. What echo prints: round_trips
(all_round_trips: those not counted, too), round_trips_per_second, megabytes_per_second (in one direction, of 10^6
bytes), latency_us (p50, p90, p99, p999, max), and busy, the share of the time that this program was at work itself:
close to 1 means that it was the bottleneck.
";

#[derive(Debug, PartialEq)]
pub enum Command {
    Help,
    Echo(EchoOptions),
    Idle(TargetOptions),
    Calls(CallOptions),
    ServeBare(ServerOptions),
}

/// Whom to load, with how many connections.
#[derive(Debug, PartialEq)]
pub struct TargetOptions {
    pub server: SocketAddr,
    pub connections: usize,
    pub size: usize,
    pub core: Option<usize>,
}

#[derive(Debug, PartialEq)]
pub struct EchoOptions {
    pub target: TargetOptions,
    pub depth: usize,
    pub warm_up: Duration,
    pub duration: Duration,
}

#[derive(Debug, PartialEq)]
pub struct CallOptions {
    pub duration: Duration,
    pub core: Option<usize>,
}

#[derive(Debug, PartialEq)]
pub struct ServerOptions {
    pub address: SocketAddr,
    pub core: Option<usize>,
}

/// What was said, before it is known whether all of it makes sense together.
#[derive(Default)]
struct Said {
    command: Option<String>,
    port: Option<u16>,
    host: Option<IpAddr>,
    connections: Option<usize>,
    size: Option<usize>,
    depth: Option<usize>,
    warm_up: Option<u64>,
    duration: Option<u64>,
    core: Option<usize>,
    help: bool,
}

pub fn parse(words: impl IntoIterator<Item = OsString>) -> Outcome<Command> {
    let said = read(lexopt::Parser::from_iter(words))?;
    if said.help {
        return Ok(Command::Help);
    }
    match said.command.as_deref() {
        Some("echo") => said.echo(100, 64, 1),
        Some("stream") => said.echo(10, 64 * 1024, 16),
        Some("idle") => Ok(Command::Idle(said.target(100, 64)?)),
        Some("calls") => Ok(Command::Calls(CallOptions {
            duration: said.duration(),
            core: said.core,
        })),
        Some("serve-bare") => Ok(Command::ServeBare(ServerOptions {
            address: SocketAddr::new(said.host(), said.port.unwrap_or(0)),
            core: said.core,
        })),
        Some(other) => Err(format!("there is no command {other:?}; try --help").into()),
        None => Err("say which command; try --help".into()),
    }
}

fn read(mut parser: lexopt::Parser) -> Result<Said, lexopt::Error> {
    let mut said = Said::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => said.port = Some(parser.value()?.parse()?),
            Long("host") => said.host = Some(parser.value()?.parse()?),
            Long("connections") => said.connections = Some(parser.value()?.parse()?),
            Long("size") => said.size = Some(parser.value()?.parse()?),
            Long("depth") => said.depth = Some(parser.value()?.parse()?),
            Long("warm-up") => said.warm_up = Some(parser.value()?.parse()?),
            Long("duration") => said.duration = Some(parser.value()?.parse()?),
            Long("core") => said.core = Some(parser.value()?.parse()?),
            Long("help") | Short('h') => said.help = true,
            Value(word) if said.command.is_none() => said.command = Some(word.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(said)
}

impl Said {
    fn host(&self) -> IpAddr {
        self.host.unwrap_or(Ipv4Addr::LOCALHOST.into())
    }

    fn duration(&self) -> Duration {
        Duration::from_millis(self.duration.unwrap_or(2000).max(1))
    }

    fn target(&self, connections: usize, size: usize) -> Outcome<TargetOptions> {
        let port = self
            .port
            .ok_or("say which server: --port must be given; try --help")?;
        Ok(TargetOptions {
            server: SocketAddr::new(self.host(), port),
            connections: at_least_one("--connections", self.connections.unwrap_or(connections))?,
            size: at_least_one("--size", self.size.unwrap_or(size))?,
            core: self.core,
        })
    }

    fn echo(&self, connections: usize, size: usize, depth: usize) -> Outcome<Command> {
        Ok(Command::Echo(EchoOptions {
            target: self.target(connections, size)?,
            depth: at_least_one("--depth", self.depth.unwrap_or(depth))?,
            warm_up: Duration::from_millis(self.warm_up.unwrap_or(500)),
            duration: self.duration(),
        }))
    }
}

fn at_least_one(option: &str, value: usize) -> Outcome<usize> {
    match value {
        0 => Err(format!("{option} must be 1 or more").into()),
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &str) -> Result<Command, String> {
        let words = std::iter::once("weft-load").chain(words.split_whitespace());
        parse(words.map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn echo_needs_a_port_only() {
        let Ok(Command::Echo(options)) = parsed("echo --port 7") else {
            panic!("not understood");
        };
        assert_eq!(
            options.target.server,
            "127.0.0.1:7".parse().expect("an address")
        );
        assert_eq!(
            (
                options.target.connections,
                options.target.size,
                options.depth
            ),
            (100, 64, 1)
        );
    }

    #[test]
    fn stream_is_an_echo_of_large_messages() {
        let Ok(Command::Echo(options)) = parsed("stream --port 7 --host ::1 --depth 2") else {
            panic!("not understood");
        };
        assert_eq!(
            options.target.server,
            "[::1]:7".parse().expect("an address")
        );
        assert_eq!(
            (
                options.target.connections,
                options.target.size,
                options.depth
            ),
            (10, 65536, 2)
        );
    }

    #[test]
    fn mistakes_are_told() {
        for (words, part) in [
            ("", "which command"),
            ("shout --port 7", "no command \"shout\""),
            ("echo", "--port"),
            ("echo --port 7 --size 0", "--size must be 1 or more"),
            ("echo --port 70000", "70000"),
            ("echo --port 7 --speed 9", "--speed"),
        ] {
            let error = parsed(words).expect_err(words);
            assert!(error.contains(part), "{words}: {error}");
        }
    }

    #[test]
    fn help_comes_before_everything() {
        assert_eq!(parsed("echo --help"), Ok(Command::Help));
    }
}
