//! Ctrl-C and SIGTERM: the run ends cleanly, within two seconds.

use super::progress::Meter;
use crate::run::{Stop, Stopped};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::{self, Write as _};
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;
use std::time::Duration;

/// How long a run may take to come to a place where it can end. Whatever it leaves half-written by then, the next run
/// clears away, as after a `kill -9`.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// What is added to a signal's number to make the exit code.
const SIGNALLED: i32 = 128;

/// Waits for signals in a thread of its own.
pub(super) struct Watch {
    signal: Arc<AtomicI32>,
}

impl Watch {
    /// Asks `stop` to end the run on a signal; ends the program if that takes too long.
    pub(super) fn new(stop: &Stop, meter: &Arc<Meter>) -> io::Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        let (stop, meter, signal) = (stop.clone(), Arc::clone(meter), Arc::new(AtomicI32::new(0)));
        let seen = Arc::clone(&signal);
        thread::spawn(move || {
            if let Some(number) = signals.forever().next() {
                seen.store(number, Ordering::SeqCst);
                stop.ask();
                thread::sleep(PATIENCE);
                meter.clear();
                // Nobody is left to be told of a closed pipe.
                let _ = writeln!(io::stderr(), "unspool: {Stopped}");
                exit(SIGNALLED + number);
            }
        });
        Ok(Self { signal })
    }

    /// The exit code, if a signal came.
    pub(super) fn code(&self) -> Option<u8> {
        match self.signal.load(Ordering::SeqCst) {
            0 => None,
            number => u8::try_from(SIGNALLED + number).ok(),
        }
    }
}
