//! The one thread that waits on behalf of everybody who must not block: a thousand pending waits cost one thread.
//!
//! It sleeps on up to 127 words at once where the kernel can (`futex_waitv`), and on a control word by which it is
//! told of new and cancelled waits. Words beyond that, or all of them where the kernel cannot, it looks at every few
//! milliseconds.
//!
//! **No wake-up is lost.** A wait is over when its word was woken or holds another value; every user of these words
//! changes them before it wakes. So what happens while the thread is not asleep on a word (between two sleeps, or
//! since the kernel tells of one word only when several were woken) is found by looking at the values before each
//! sleep, and the kernel looks once more as it goes to sleep.
//!
//! **No wake-up is eaten.** A wait that was cancelled while the thread slept on its word may have taken a wake-up from
//! another waiter of the word: then the thread wakes that one.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::futex::{self, Slept};
use crate::mapping::Mapping;

/// Words that are not slept on are looked at after this long, and at growing intervals while nothing happens.
const SHORTEST_LOOK: Duration = Duration::from_micros(250);
const LONGEST_LOOK: Duration = Duration::from_millis(4);

/// Who is told of the end of waits.
pub trait Receiver: Send + Sync + 'static {
    /// The wait with that number is over; `false` if nobody listens any more.
    fn woken(&self, id: u32) -> bool;
}

/// A word of a mapping, which stays mapped as long as this exists.
#[derive(Clone)]
pub struct Word {
    mapping: Arc<Mapping>,
    index: usize,
}

impl Word {
    /// `None` beyond the end of the mapping.
    pub fn new(mapping: Arc<Mapping>, index: usize) -> Option<Self> {
        mapping.word(index)?;
        Some(Self { mapping, index })
    }

    fn get(&self) -> &AtomicU32 {
        self.mapping.word(self.index).expect("checked by new")
    }
}

struct Wait<R> {
    receiver: Arc<R>,
    word: Word,
    expected: u32,
}

impl<R> Wait<R> {
    fn has_changed(&self) -> bool {
        self.word.get().load(SeqCst) != self.expected
    }
}

impl<R> Clone for Wait<R> {
    fn clone(&self) -> Self {
        Self {
            receiver: Arc::clone(&self.receiver),
            word: self.word.clone(),
            expected: self.expected,
        }
    }
}

struct State<R> {
    /// By number, which also is the order of arrival.
    waits: BTreeMap<u32, Wait<R>>,
    last_id: u32,
}

/// What the thread does next.
enum Step<R> {
    Tell(Vec<(u32, Wait<R>)>),
    /// Sleep on these; `false`: there are more.
    Sleep(Vec<(u32, Wait<R>)>, bool),
}

pub struct Waiter<R> {
    state: Mutex<State<R>>,
    control: AtomicU32,
    most_at_once: usize,
}

impl<R: Receiver> Waiter<R> {
    /// Starts the thread. It lives as long as the process.
    pub fn start(most_at_once: usize) -> std::io::Result<Arc<Self>> {
        let waiter = Arc::new(Self {
            state: Mutex::new(State {
                waits: BTreeMap::new(),
                last_id: 0,
            }),
            control: AtomicU32::new(0),
            most_at_once,
        });
        let thread = Arc::clone(&waiter);
        thread::Builder::new()
            .name("weft-waiter".to_owned())
            .stack_size(64 * 1024)
            .spawn(move || thread.run())?;
        Ok(waiter)
    }

    /// Waits on a word; returns the number of the wait, or `None` if the word no longer holds `expected`.
    pub fn add(&self, receiver: Arc<R>, word: Word, expected: u32) -> Option<u32> {
        let wait = Wait {
            receiver,
            word,
            expected,
        };
        if wait.has_changed() {
            return None;
        }
        let id = {
            let mut state = self.state();
            let mut id = state.last_id;
            // Numbers go around; one that is still in use is left out, and 0 is never used.
            loop {
                id = id.wrapping_add(1);
                if id != 0 && !state.waits.contains_key(&id) {
                    break;
                }
            }
            state.last_id = id;
            state.waits.insert(id, wait);
            id
        };
        self.interrupt();
        Some(id)
    }

    /// Gives a wait up. `false`: its receiver has been told, or is being told, that it is over.
    pub fn cancel(&self, id: u32) -> bool {
        let cancelled = self.state().waits.remove(&id).is_some();
        if cancelled {
            self.interrupt();
        }
        cancelled
    }

    /// Gives up all waits of a receiver.
    pub fn cancel_all(&self, receiver: &Arc<R>) {
        self.state()
            .waits
            .retain(|_, wait| !Arc::ptr_eq(&wait.receiver, receiver));
        self.interrupt();
    }

    /// How many waits are pending.
    pub fn pending(&self) -> usize {
        self.state().waits.len()
    }

    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn interrupt(&self) {
        self.control.fetch_add(1, SeqCst);
        futex::wake(&self.control, 1);
    }

    fn run(&self) {
        let mut last = 0;
        let mut look = SHORTEST_LOOK;
        loop {
            // Read before the waits are: whoever changes them later changes this word.
            let control = self.control.load(SeqCst);
            let (waits, all) = match self.next_step(last) {
                Step::Tell(over) => {
                    tell(over);
                    look = SHORTEST_LOOK;
                    continue;
                }
                Step::Sleep(waits, all) => (waits, all),
            };
            let words: Vec<_> = waits
                .iter()
                .map(|(_, wait)| (wait.word.get(), wait.expected))
                .collect();
            let slept = futex::sleep_any((&self.control, control), &words, (!all).then_some(look));
            look = match slept {
                Slept::TimedOut => (look * 2).min(LONGEST_LOOK),
                _ => SHORTEST_LOOK,
            };
            last = waits.last().map_or(0, |(id, _)| *id);
            self.after_sleep(waits, slept);
        }
    }

    /// Takes out the waits whose words have changed; if there are none, those to sleep on: the ones behind `last`, so
    /// that all have their turn.
    fn next_step(&self, last: u32) -> Step<R> {
        let mut state = self.state();
        let changed: Vec<_> = state
            .waits
            .iter()
            .filter(|(_, wait)| wait.has_changed())
            .map(|(id, _)| *id)
            .collect();
        if !changed.is_empty() {
            let over = changed
                .into_iter()
                .filter_map(|id| Some((id, state.waits.remove(&id)?)));
            return Step::Tell(over.collect());
        }
        let all = state.waits.len() <= self.most_at_once;
        let behind = state.waits.range((Excluded(last), Unbounded));
        let before = state.waits.range(..=last);
        let waits = behind
            .chain(before)
            .take(self.most_at_once)
            .map(|(id, wait)| (*id, wait.clone()));
        Step::Sleep(waits.collect(), all)
    }

    fn after_sleep(&self, waits: Vec<(u32, Wait<R>)>, slept: Slept) {
        let mut over = Vec::new();
        for (index, (id, wait)) in waits.into_iter().enumerate() {
            let woken = slept == Slept::WokenAt(index);
            let mut state = self.state();
            if woken && state.waits.remove(&id).is_some() {
                over.push((id, wait));
            } else if !state.waits.contains_key(&id) && (woken || wait.has_changed()) {
                drop(state);
                // Cancelled, and woken all the same, or perhaps.
                futex::wake(wait.word.get(), 1);
            }
        }
        tell(over);
    }
}

fn tell<R: Receiver>(over: Vec<(u32, Wait<R>)>) {
    for (id, wait) in over {
        if !wait.receiver.woken(id) {
            futex::wake(wait.word.get(), 1);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::File;
    use std::os::fd::AsFd;
    use std::sync::mpsc::{Receiver as Told, Sender, channel};
    use std::time::Instant;

    const SOON: Duration = Duration::from_secs(10);

    struct Listener(Mutex<Option<Sender<u32>>>);

    impl Receiver for Listener {
        fn woken(&self, id: u32) -> bool {
            let sender = self.0.lock().expect("not poisoned");
            sender
                .as_ref()
                .is_some_and(|sender| sender.send(id).is_ok())
        }
    }

    struct Setting {
        waiter: Arc<Waiter<Listener>>,
        mapping: Arc<Mapping>,
        listener: Arc<Listener>,
        told: Told<u32>,
    }

    fn setting(most_at_once: usize) -> Setting {
        let file = File::from(crate::descriptor::unnamed("test", 64 * 1024).expect("made"));
        let (sender, told) = channel();
        Setting {
            waiter: Waiter::start(most_at_once).expect("started"),
            mapping: Arc::new(Mapping::new(file.as_fd(), 0, 64 * 1024).expect("mapped")),
            listener: Arc::new(Listener(Mutex::new(Some(sender)))),
            told,
        }
    }

    impl Setting {
        fn word(&self, index: usize) -> &AtomicU32 {
            self.mapping.word(index).expect("inside")
        }

        fn add(&self, index: usize) -> u32 {
            let word = Word::new(Arc::clone(&self.mapping), index).expect("inside");
            let added = self.waiter.add(Arc::clone(&self.listener), word, 0);
            added.expect("the word is 0")
        }

        fn change(&self, index: usize) {
            self.word(index).store(1, SeqCst);
            futex::wake(self.word(index), 1);
        }
    }

    fn every_way() -> Vec<usize> {
        vec![0, 3, futex::most_at_once()]
    }

    #[test]
    fn tells_each_wait_once() {
        for most in every_way() {
            let setting = setting(most);
            let ids: Vec<_> = (0..500).map(|index| setting.add(index)).collect();
            for index in (0..500).rev() {
                setting.change(index);
            }
            let mut told: Vec<_> = (0..500)
                .map(|_| setting.told.recv_timeout(SOON).expect("told"))
                .collect();
            told.sort_unstable();
            assert_eq!(told, ids);
            assert_eq!(setting.waiter.pending(), 0);
        }
    }

    #[test]
    fn does_not_wait_for_a_word_with_another_value() {
        let setting = setting(3);
        setting.word(5).store(1, SeqCst);
        let word = Word::new(Arc::clone(&setting.mapping), 5).expect("inside");
        let added = setting.waiter.add(Arc::clone(&setting.listener), word, 0);
        assert_eq!(added, None);
    }

    #[test]
    fn a_cancelled_wait_is_not_told() {
        for most in every_way() {
            let setting = setting(most);
            let cancelled = setting.add(1);
            assert!(setting.waiter.cancel(cancelled));
            assert!(!setting.waiter.cancel(cancelled));
            setting.change(1);
            let other = setting.add(2);
            setting.change(2);
            assert_eq!(setting.told.recv_timeout(SOON), Ok(other));
            assert!(setting.told.try_recv().is_err());
        }
    }

    #[test]
    fn what_a_cancelled_wait_ate_reaches_another_waiter() {
        for most in every_way() {
            let setting = setting(most);
            for round in 0..2000 {
                setting.word(0).store(0, SeqCst);
                let id = setting.add(0);
                let word = setting.word(0);
                thread::scope(|scope| {
                    let sleeper = scope.spawn(|| futex::wait(word, 0, Some(SOON)));
                    if round % 2 == 0 {
                        thread::yield_now();
                    }
                    setting.waiter.cancel(id);
                    setting.change(0);
                    let waited = sleeper.join().expect("waited");
                    assert_ne!(waited, futex::Waited::TimedOut, "round {round}");
                });
                while setting.told.try_recv().is_ok() {}
            }
        }
    }

    #[test]
    fn passes_on_what_nobody_listens_to() {
        let setting = setting(futex::most_at_once());
        setting.add(0);
        *setting.listener.0.lock().expect("not poisoned") = None;
        let begun = Instant::now();
        let word = setting.word(0);
        thread::scope(|scope| {
            let sleeper = scope.spawn(|| futex::wait(word, 0, Some(SOON)));
            // Wakes one of the two without a change; if it is the deaf one, the sleeper gets it all the same.
            while !sleeper.is_finished() {
                futex::wake(word, 1);
                thread::sleep(Duration::from_millis(1));
            }
        });
        assert!(begun.elapsed() < SOON);
    }

    #[test]
    fn forgets_the_waits_of_a_receiver() {
        let setting = setting(3);
        for index in 0..10 {
            setting.add(index);
        }
        setting.waiter.cancel_all(&setting.listener);
        assert_eq!(setting.waiter.pending(), 0);
    }

    #[test]
    fn keeps_memory_mapped_that_is_waited_on() {
        let setting = setting(3);
        setting.add(0);
        let mapping = Arc::downgrade(&setting.mapping);
        drop(setting.mapping);
        assert!(mapping.upgrade().is_some());
        setting.waiter.cancel_all(&setting.listener);
        while mapping.upgrade().is_some() {
            thread::yield_now();
        }
    }
}
