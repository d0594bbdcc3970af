//! What was read and is not yet taken apart, held against a bound.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes that lie between those who read and those who take apart.
pub(super) struct Flight {
    most: usize,
    held: Mutex<usize>,
    less: Condvar,
}

/// Some bytes in flight, until this is dropped.
pub(super) struct Load<'f> {
    flight: &'f Flight,
    bytes: usize,
}

impl Flight {
    pub(super) fn new(most: usize) -> Self {
        Self { most, held: Mutex::new(0), less: Condvar::new() }
    }

    /// Waits until there is room for so many bytes. What is more than the bound has to fly alone.
    pub(super) fn load(&self, bytes: usize) -> Load<'_> {
        let mut held = self.held();
        while *held > 0 && *held + bytes > self.most {
            held = self.less.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held += bytes;
        Load { flight: self, bytes }
    }

    fn held(&self) -> MutexGuard<'_, usize> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Load<'_> {
    fn drop(&mut self) {
        *self.flight.held() -= self.bytes;
        self.flight.less.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_than_the_bound_is_in_flight_but_what_is_larger_flies_alone() {
        let (flight, now, peak) = (Flight::new(100), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (flight, now, peak) = (&flight, &now, &peak);
                scope.spawn(move || {
                    for at in 0..200 {
                        let bytes = if (at + thread) % 50 == 0 { 150 } else { 30 };
                        let load = flight.load(bytes);
                        peak.fetch_max(now.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(bytes, Ordering::SeqCst);
                        drop(load);
                    }
                });
            }
        });
        let peak = peak.into_inner();
        assert!(peak == 150, "{peak}");
    }
}
