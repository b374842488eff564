//! `weft-load --help`

#[cfg(target_os = "linux")]
mod linux;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    eprintln!("weft-load: it is built around epoll, so it runs on Linux only");
    std::process::ExitCode::FAILURE
}
