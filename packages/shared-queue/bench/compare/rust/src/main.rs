//! Moves numbers through a queue, from producers to consumers.
//!
//! Usage: `queue-contender rtrb|array-queue|mpsc <producers> <consumers> <items>`. Prints JSON: items, the sums of what
//! was put and of what was taken, and the nanoseconds from the first thread's start to the last one's end.

use std::process::ExitCode;
use std::sync::Barrier;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_queue::ArrayQueue;

const CAPACITY: usize = 65_536;

/// What one thread did.
struct Share {
    sum: u64,
    from: Instant,
    to: Instant,
}

fn number_of(i: u64) -> i32 {
    (i & 0xffff) as i32
}

fn timed(start: &Barrier, work: impl FnOnce() -> u64) -> Share {
    start.wait();
    let from = Instant::now();
    let sum = work();
    Share {
        sum,
        from,
        to: Instant::now(),
    }
}

/// Puts its numbers with `push`, which says whether there was room.
fn produce(items: u64, mut push: impl FnMut(i32) -> bool) -> u64 {
    let mut sum = 0;
    for i in 0..items {
        let number = number_of(i);
        while !push(number) {
            std::hint::spin_loop();
        }
        sum += number as u64;
    }
    sum
}

/// Takes as many with `pop`.
fn consume(items: u64, mut pop: impl FnMut() -> Option<i32>) -> u64 {
    let mut sum = 0;
    for _ in 0..items {
        loop {
            if let Some(number) = pop() {
                sum += number as u64;
                break;
            }
            std::hint::spin_loop();
        }
    }
    sum
}

fn through_rtrb(items: u64) -> (Vec<Share>, Vec<Share>) {
    let (mut producer, mut consumer) = rtrb::RingBuffer::new(CAPACITY);
    let start = Barrier::new(2);
    thread::scope(|scope| {
        let putting = scope.spawn(|| timed(&start, || produce(items, |n| producer.push(n).is_ok())));
        let taking = scope.spawn(|| timed(&start, || consume(items, || consumer.pop().ok())));
        (vec![joined(putting)], vec![joined(taking)])
    })
}

fn through_mpsc(items: u64) -> (Vec<Share>, Vec<Share>) {
    let (sender, receiver) = sync_channel(CAPACITY);
    let start = &Barrier::new(2);
    thread::scope(|scope| {
        let putting = scope.spawn(move || timed(start, || produce(items, |n| sender.send(n).is_ok())));
        let taking = scope.spawn(move || timed(start, || consume(items, || receiver.recv().ok())));
        (vec![joined(putting)], vec![joined(taking)])
    })
}

fn through_array_queue(producers: u64, consumers: u64, items: u64) -> (Vec<Share>, Vec<Share>) {
    let queue = ArrayQueue::new(CAPACITY);
    let start = Barrier::new((producers + consumers) as usize);
    thread::scope(|scope| {
        let putting: Vec<_> = (0..producers)
            .map(|_| scope.spawn(|| timed(&start, || produce(items / producers, |n| queue.push(n).is_ok()))))
            .collect();
        let taking: Vec<_> = (0..consumers)
            .map(|_| scope.spawn(|| timed(&start, || consume(items / consumers, || queue.pop()))))
            .collect();
        (
            putting.into_iter().map(joined).collect(),
            taking.into_iter().map(joined).collect(),
        )
    })
}

fn joined(handle: thread::ScopedJoinHandle<'_, Share>) -> Share {
    handle.join().expect("no thread panics")
}

fn run() -> Option<String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [kind, producers, consumers, items] = words.as_slice() else {
        return None;
    };
    let producers: u64 = producers.parse().ok().filter(|&n| n > 0)?;
    let consumers: u64 = consumers.parse().ok().filter(|&n| n > 0)?;
    let items = items.parse::<u64>().ok()? / (producers * consumers) * (producers * consumers);
    let (put, taken) = match kind.as_str() {
        "rtrb" => through_rtrb(items),
        "mpsc" => through_mpsc(items),
        "array-queue" => through_array_queue(producers, consumers, items),
        _ => return None,
    };
    let all = || put.iter().chain(&taken);
    let first = all().map(|share| share.from).min()?;
    let last = all().map(|share| share.to).max()?;
    let wall: Duration = last - first;
    let sum = |shares: &[Share]| shares.iter().map(|share| share.sum).sum::<u64>();
    Some(format!(
        r#"{{"items":{items},"put":{},"taken":{},"nanoseconds":{}}}"#,
        sum(&put),
        sum(&taken),
        wall.as_nanos()
    ))
}

fn main() -> ExitCode {
    let Some(output) = run() else {
        eprintln!("usage: queue-contender rtrb|array-queue|mpsc <producers> <consumers> <items>");
        return ExitCode::FAILURE;
    };
    println!("{output}");
    ExitCode::SUCCESS
}
