//! The program as it is run: against its own server, and against servers that do not do their work.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::thread;

const PROGRAM: &str = env!("CARGO_BIN_EXE_weft-load");

fn program(words: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(words.split_whitespace()).stdin(Stdio::piped());
    command
}

fn run(words: &str) -> Output {
    program(words).output().expect("the program runs")
}

/// The first line that a program prints.
fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    let output = child.stdout.as_mut().expect("standard output is a pipe");
    BufReader::new(output).read_line(&mut line).expect("a line");
    line
}

/// The number behind a key in a line of JSON.
fn number(line: &str, key: &str) -> f64 {
    let (_, rest) = line
        .split_once(&format!("\"{key}\":"))
        .unwrap_or_else(|| panic!("no {key} in {line}"));
    let end = rest.find([',', '}']).unwrap_or(rest.len());
    rest[..end].parse().expect("a number")
}

/// The bare server, until the value is dropped.
struct Bare {
    child: Child,
    port: u16,
}

impl Bare {
    fn start() -> Self {
        let mut child = program("serve-bare")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let port = number(&first_line(&mut child), "port") as u16;
        Self { child, port }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child
            .wait()
            .expect("the server ends when its standard input does");
    }
}

/// A server that does one thing with its first connection; its port.
fn once(serve: impl FnOnce(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || serve(listener.accept().expect("a connection").0));
    port
}

fn fails(words: &str) -> String {
    let output = run(words);
    assert!(!output.status.success(), "{words} succeeds");
    assert!(output.stdout.is_empty(), "{words} prints figures");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn counts_round_trips_of_its_own_server() {
    let server = Bare::start();
    for load in [
        "echo",
        "echo --depth 8 --size 1000",
        "stream --connections 3",
    ] {
        let words = format!("{load} --port {} --warm-up 20 --duration 200", server.port);
        let output = run(&words);
        let line = String::from_utf8(output.stdout).expect("text");
        assert!(
            output.status.success(),
            "{words}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(number(&line, "round_trips") > 0.0, "{line}");
        assert!(number(&line, "p50") <= number(&line, "p99"), "{line}");
        assert_eq!(line.lines().count(), 1);
    }
}

#[test]
fn takes_addresses_for_more_connections_than_one_has_ports_for() {
    let server = Bare::start();
    let words = format!(
        "echo --port {} --connections 9000 --warm-up 0 --duration 1",
        server.port
    );
    let output = run(&words);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn holds_idle_connections_until_its_input_ends() {
    let server = Bare::start();
    let mut child = program(&format!("idle --port {} --connections 50", server.port))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    assert_eq!(first_line(&mut child), "{\"connections\":50}\n");
    assert!(
        child.try_wait().expect("a child").is_none(),
        "ended while its input was open"
    );
    drop(child.stdin.take());
    assert!(child.wait().expect("a child").success());
}

#[test]
fn a_wrong_byte_is_an_error() {
    let port = once(|mut client| {
        let mut bytes = [0; 4096];
        let mut seen = 0;
        while let Ok(length) = client.read(&mut bytes) {
            if length == 0 {
                return;
            }
            if (seen..seen + length).contains(&1000) {
                bytes[1000 - seen] ^= 1;
            }
            seen += length;
            if client.write_all(&bytes[..length]).is_err() {
                return;
            }
        }
    });
    let errors = fails(&format!("echo --port {port} --connections 1"));
    assert!(
        errors.contains("byte 1000 of a connection came back wrong"),
        "{errors}"
    );
}

#[test]
fn bytes_that_nobody_sent_are_an_error() {
    let port = once(|mut client| {
        let _ = client.write_all(&[0; 4096]);
        let _ = client.read_to_end(&mut Vec::new());
    });
    let errors = fails(&format!("echo --port {port} --connections 1"));
    assert!(errors.contains("more than it was sent"), "{errors}");
}

#[test]
fn a_connection_that_ends_is_an_error() {
    let port = once(|mut client| {
        client.read_exact(&mut [0; 64]).expect("a message");
        client.shutdown(Shutdown::Write).expect("open until now");
        let _ = client.read_to_end(&mut Vec::new());
    });
    let errors = fails(&format!("echo --port {port} --connections 1"));
    assert!(
        errors.contains("the server has closed a connection"),
        "{errors}"
    );
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let errors = fails(&format!("echo --port {port}"));
    assert!(
        errors.contains(&format!("connection 1 of 100 to 127.0.0.1:{port} failed")),
        "{errors}"
    );
}
