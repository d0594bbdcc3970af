//! Long work: done by threads of its own while the interpreter is free, and ended by Ctrl-C.

use crate::error::broken;
use pyo3::prelude::*;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use unspool::run::Stop;

/// How often signals are looked for, and `tick` is called.
const TICK: Duration = Duration::from_millis(100);

/// Rung when the work is over, however it ends.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    /// Whether it rings within a tick.
    fn rings(&self) -> bool {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(rung, TICK, |rung| !*rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Rings a bell when it goes.
struct Ringing<'b>(&'b Bell);

impl Drop for Ringing<'_> {
    fn drop(&mut self) {
        *self.0.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.changed.notify_all();
    }
}

/// Does work on `threads` threads (0: one a core) of its own, so that a fork of the process has none of them to miss. Calls
/// `tick` again and again, once more at the end; a signal or an exception there asks the work to stop.
///
/// # Errors
/// What the signal or `tick` raises, or that the work broke.
pub(crate) fn wait<T: Send>(
    py: Python<'_>,
    (threads, stop): (usize, &Stop),
    tick: &mut dyn FnMut(Python<'_>) -> PyResult<()>,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    let bell = Bell::default();
    let pooled = || {
        let _ringing = Ringing(&bell);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| pool.install(work))
    };
    thread::scope(|scope| {
        let worker = scope.spawn(pooled);
        let mut raised = Ok(());
        while !py.detach(|| bell.rings()) {
            if raised.is_ok() {
                raised = py.check_signals().and_then(|()| tick(py));
                if raised.is_err() {
                    stop.ask();
                }
            }
        }
        let done = py.detach(|| worker.join());
        raised?;
        tick(py)?;
        match done {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(crate::error::misfit(format!("cannot start threads: {error}"))),
            Err(_) => Err(broken()),
        }
    })
}
