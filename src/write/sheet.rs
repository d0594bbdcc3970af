//! A table on its way into files: in each format, and cut where a file is full.

use super::layout::{Chunk, Layout, end_of_lines};
use super::names::LinesFile;
use super::packed::{Finished, Packed};
use super::place::{Place, WriteError};
use arrow_array::RecordBatch;
use memchr::memchr_iter;

/// A table on its way.
pub(super) struct Sheet<'p> {
    place: &'p Place,
    layout: &'p Layout,
    open: Vec<Packed>,
    /// Files of each format before those that are open.
    shard: usize,
    /// Bytes of lines in those that are open.
    filled: u64,
    finished: Vec<Finished>,
}

impl<'p> Sheet<'p> {
    pub(super) fn create(place: &'p Place, layout: &'p Layout) -> Result<Self, WriteError> {
        let mut sheet = Self { place, layout, open: Vec::new(), shard: 0, filled: 0, finished: Vec::new() };
        sheet.begin()?;
        Ok(sheet)
    }

    /// Opens the next file of each format.
    fn begin(&mut self) -> Result<(), WriteError> {
        let Layout { table, forms, most, .. } = self.layout;
        let shard = most.map(|_| self.shard);
        let create = |form| {
            let name = LinesFile { table, shard, form }.to_string();
            Packed::create(self.place, name, form, self.layout)
        };
        self.open = forms.iter().map(|&form| create(form)).collect::<Result<_, _>>()?;
        self.filled = 0;
        Ok(())
    }

    /// Closes the open files.
    fn close(&mut self) -> Result<(), WriteError> {
        for file in self.open.drain(..) {
            self.finished.push(file.finish()?);
        }
        self.shard += 1;
        Ok(())
    }

    /// Appends lines.
    pub(super) fn write(&mut self, chunk: &Chunk) -> Result<(), WriteError> {
        let Some(most) = self.layout.most else { return self.append(&chunk.text, &chunk.batches) };
        let (mut rest, mut row) = (&chunk.text[..], 0);
        while !rest.is_empty() {
            let room = usize::try_from(most.saturating_sub(self.filled)).unwrap_or(usize::MAX);
            let end = end_of_lines(rest, room);
            // The first line of a file may be longer than a file should be.
            if end > room && self.filled > 0 {
                self.close()?;
                self.begin()?;
                continue;
            }
            let (lines, others) = rest.split_at(end);
            let rows = if chunk.batches.is_empty() { 0 } else { memchr_iter(b'\n', lines).count() };
            self.append(lines, &slices(&chunk.batches, row, rows))?;
            (rest, row) = (others, row + rows);
        }
        Ok(())
    }

    fn append(&mut self, lines: &[u8], batches: &[RecordBatch]) -> Result<(), WriteError> {
        self.filled += lines.len() as u64;
        self.open.iter_mut().try_for_each(|file| file.write(lines, batches))
    }

    /// The files, whole.
    pub(super) fn finish(mut self) -> Result<Vec<Finished>, WriteError> {
        self.close()?;
        Ok(self.finished)
    }
}

/// Some rows of batches that lie behind each other.
fn slices(batches: &[RecordBatch], from: usize, rows: usize) -> Vec<RecordBatch> {
    let (mut slices, mut before) = (Vec::new(), 0);
    for batch in batches {
        let start = from.max(before);
        let end = (from + rows).min(before + batch.num_rows());
        if start < end {
            slices.push(batch.slice(start - before, end - start));
        }
        before += batch.num_rows();
    }
    slices
}
