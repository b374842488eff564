//! Connections that do nothing, so that what each of them costs the server can be read from outside.

use std::io;

use super::Outcome;
use super::command_line::TargetOptions;
use super::load::Load;

/// Opens the connections, prints how many there are, and holds them until standard input ends.
pub fn run(options: &TargetOptions) -> Outcome<()> {
    let mut load = Load::start(options, 1)?;
    // After an answer on each they are sure to be accepted, not just waiting in the backlog.
    load.drain()?;
    println!(r#"{{"connections":{}}}"#, options.connections);
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}
