//! The program, from its command line to what it prints.

mod bare_server;
mod calls;
mod command_line;
mod connecting;
mod connection;
mod echo;
mod idle;
mod load;
mod machine;
mod pattern;
mod report;

use std::error::Error;
use std::process::ExitCode;

use command_line::Command;

/// What goes wrong is told in a sentence; whoever started the program has no use for a type.
type Outcome<T> = Result<T, Box<dyn Error>>;

pub fn main() -> ExitCode {
    match command_line::parse(std::env::args_os()).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("weft-load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome<()> {
    match command {
        Command::Help => print!("{}", command_line::HELP),
        Command::Echo(options) => println!("{}", echo::run(&options)?),
        Command::Idle(options) => idle::run(&options)?,
        Command::Calls(options) => calls::run(&options)?,
        Command::ServeBare(options) => bare_server::run(&options)?,
    }
    Ok(())
}
