//! Two pieces of work at once.

use std::panic::resume_unwind;
use std::thread::scope;

/// Does one piece of work on a thread of its own while the other is done here: for what a program does once, at its start,
/// while nothing else can go on.
pub(super) fn both<A: Send, B>(there: impl FnOnce() -> A + Send, here: impl FnOnce() -> B) -> (A, B) {
    scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (there.join().unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}
