//! Containers: threads of their own read and unpack them, the threads of the run take the pages apart.
//!
//! One thread reads a container: reading is many times as fast as taking pages apart (docs/inputs.md has the figures).

use super::flight::{Flight, Load};
use super::{Desk, Gathered, Sheaf};
use crate::container::{self, Found, Stopped};
use crate::read::{Reason, Skipped, Source};
use crate::run::Progress;
use rayon::prelude::*;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

/// Bytes that are handed over at a time: enough that handing over costs nothing, and little enough that all threads have
/// something to do.
const BATCH: usize = 1 << 19;
/// Items that are handed over at a time.
const ITEMS: usize = 256;

/// Some of what is in a container, and the room that it takes in flight.
type Batch<'f> = (Vec<Found>, Load<'f>);

/// Takes containers apart, and adds what they give.
///
/// # Errors
/// If the work area cannot be written.
pub(super) fn gather(
    containers: &[&Source],
    (desk, gathered): (&Desk<'_>, &Mutex<Gathered>),
    progress: &(dyn Fn(Progress) + Sync),
) -> io::Result<()> {
    let threads = rayon::current_num_threads();
    // What waits to be taken apart is as much again as what is being taken apart.
    let flight = Flight::new(2 * threads * BATCH);
    let (send, receive) = sync_channel::<Batch<'_>>(threads);
    let next = AtomicUsize::new(0);
    let taken_apart = |(batch, _load): Batch<'_>| -> io::Result<()> {
        let mut sheaf = Sheaf::default();
        progress(Progress::Found(batch.len()));
        for found in batch {
            desk.stop.check()?;
            let bytes = sheaf.found(found, desk)?;
            progress(Progress::Read(bytes));
        }
        sheaf.bring_in(gathered, desk);
        Ok(())
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.div_ceil(2).min(containers.len()) {
            let (send, next, flight) = (send.clone(), &next, &flight);
            scope.spawn(move || {
                while let Some(source) = containers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if read(source, desk, (flight, &send)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        receive.into_iter().par_bridge().try_for_each(taken_apart)
    })
}

/// Reads a container and hands over what is in it.
fn read<'f>(
    source: &Source,
    desk: &Desk<'_>,
    (flight, send): (&'f Flight, &SyncSender<Batch<'f>>),
) -> Result<(), Stopped> {
    let hand_over = |batch, bytes| send.send((batch, flight.load(bytes))).map_err(|_| Stopped);
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut give = |found: Found| {
        bytes += if let Found::Page(item) = &found { item.bytes.len() } else { 0 };
        batch.push(found);
        if bytes < BATCH && batch.len() < ITEMS {
            return Ok(());
        }
        hand_over(std::mem::take(&mut batch), std::mem::take(&mut bytes))
    };
    let items = || container::items(source, &desk.options.reading, &mut give);
    let read = catch_unwind(AssertUnwindSafe(items));
    if read.is_err() {
        // A panic inside a container is a mistake of ours, and costs what follows in it only.
        let detail = "unspool failed on this container; please report it".to_owned();
        let skipped = Skipped { path: source.path.clone(), item: None, reason: Reason::Internal, detail };
        batch.push(Found::Skipped(skipped));
    }
    hand_over(batch, bytes)?;
    read.unwrap_or(Ok(()))
}
