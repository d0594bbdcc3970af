//! Files → about how many pages of how many bytes they hold, unpacked. Of large containers the beginning is read.

use super::form::{Form, HEAD, codec, form, has_ending};
use super::{Found, Reading, Stopped, Walk, all};
use crate::read::{PACKED_EXTENSIONS, Source};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;
use std::rc::Rc;

/// Files of fewer bytes are weighed by their names: there may be very many of them.
const LARGE: u64 = 1 << 20;
/// So many containers are looked into.
const LOOKED_INTO: usize = 64;
/// Bytes of pages that are read of a container.
const SAMPLE: u64 = 1 << 21;
/// Pages and whatever else is in a container, of which so many are looked at.
const SEEN: usize = 1 << 14;
/// Text of pages shrinks to a fifth.
const PACKED: u64 = 5;

/// Pages and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// How many pages there are.
    pub pages: u64,
    /// Bytes of their texts.
    pub bytes: u64,
}

impl Weight {
    fn and(self, other: Self) -> Self {
        Self { pages: self.pages + other.pages, bytes: self.bytes + other.bytes }
    }

    /// What there is of it in so many bytes, if it is that of others.
    fn of(self, bytes: u64, others: u64) -> Self {
        let share = bytes as f64 / others.max(1) as f64;
        Self { pages: (self.pages as f64 * share) as u64, bytes: (self.bytes as f64 * share) as u64 }
    }
}

/// Weighs files. What cannot be read weighs nothing.
pub fn weigh(sources: &[Source], reading: &Reading) -> Weight {
    let length = |source: &Source| source.file.as_ref()?.metadata().ok().map(|metadata| metadata.len());
    let (large, small): (Vec<_>, Vec<_>) = sources
        .par_iter()
        .filter_map(|source| Some((length(source)?, source)))
        .partition(|(length, source)| *length >= LARGE && is_container(source));
    let small = small.iter().map(|(length, source)| by_name(*length, source));
    large_ones(large, reading).and(small.fold(Weight::default(), Weight::and))
}

fn by_name(length: u64, source: &Source) -> Weight {
    let factor = if has_ending(&source.path, &PACKED_EXTENSIONS) { PACKED } else { 1 };
    Weight { pages: 1, bytes: length * factor }
}

/// Whether a file is not simply a page, by its first bytes.
fn is_container(source: &Source) -> bool {
    let mut head = Vec::with_capacity(HEAD);
    let file = source.file.as_ref().and_then(|file| File::open(file).ok());
    let read = file.and_then(|file| file.take(HEAD as u64).read_to_end(&mut head).ok());
    read.is_some() && (codec(&head).is_some() || form(&head, &source.path) != Form::Page)
}

/// Looks into the largest of some containers; the others are taken to be like them.
fn large_ones(mut containers: Vec<(u64, &Source)>, reading: &Reading) -> Weight {
    containers.sort_by_key(|(length, source)| (std::cmp::Reverse(*length), &source.path));
    let (looked_into, others) = containers.split_at(containers.len().min(LOOKED_INTO));
    let bytes = |containers: &[(u64, &Source)]| containers.iter().map(|(length, _)| length).sum::<u64>();
    let weighed = looked_into.par_iter().map(|(length, source)| by_sample(*length, source, reading));
    let weighed = weighed.reduce(Weight::default, Weight::and);
    weighed.and(weighed.of(bytes(others), bytes(looked_into)))
}

fn by_sample(length: u64, source: &Source, reading: &Reading) -> Weight {
    let Some(path) = source.file.as_deref() else { return Weight::default() };
    match sample(path, source, reading) {
        Some((weight, Some(read))) => weight.of(length, read),
        Some((weight, None)) => weight,
        None => Weight::default(),
    }
}

/// The pages at the beginning of a container, and how many of its bytes they take if they are not all.
fn sample(path: &Path, source: &Source, reading: &Reading) -> Option<(Weight, Option<u64>)> {
    let file = File::open(path).ok()?;
    let (mut weight, mut seen) = (Weight::default(), 0);
    let mut give = |found| {
        seen += 1;
        if let Found::Page(item) = found {
            weight = weight.and(Weight { pages: 1, bytes: item.bytes.len() as u64 });
        }
        if weight.bytes < SAMPLE && seen < SEEN { Ok(()) } else { Err(Stopped) }
    };
    let mut walk = Walk::new(&source.path, reading, &mut give);
    walk.file = Some(path);
    let meter = Rc::clone(&walk.meter);
    let whole = all(walk, BufReader::new(file), &source.path).is_ok();
    Some((weight, (!whole).then(|| meter.read())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn check(name: &str, bytes: &[u8]) -> Weight {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        weigh(&[Source { path: name.to_owned(), file: Some(file) }], &Reading::default())
    }

    #[test]
    fn a_large_container_is_weighed_by_its_beginning() {
        let words = |line: u64| {
            (0..60_u64)
                .map(|at| format!("w{:x} ", xxhash_rust::xxh3::xxh3_64(&(line * 60 + at).to_le_bytes())))
                .collect::<String>()
        };
        let lines: Vec<String> =
            (0..12_000).map(|line| format!("{{\"text\": \"{}\"}}\n", words(line))).collect();
        let text: u64 = lines.iter().map(|line| line.len() as u64 - 13).sum();
        let mut file = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        file.write_all(lines.concat().as_bytes()).unwrap();
        let packed = file.finish().unwrap();
        for (name, bytes) in [("a.jsonl", lines.concat().into_bytes()), ("a.jsonl.gz", packed)] {
            let weight = check(name, &bytes);
            assert!(weight.pages.abs_diff(12_000) < 1200, "{name}: {weight:?}");
            assert!(weight.bytes.abs_diff(text) < text / 10, "{name}: {weight:?} of {text}");
        }
    }

    #[test]
    fn a_small_file_is_weighed_by_its_name() {
        assert_eq!(check("a.txt", b"text"), Weight { pages: 1, bytes: 4 });
        assert_eq!(check("a.txt.gz", b"1234"), Weight { pages: 1, bytes: 20 });
        assert_eq!(check("a.txt", &vec![b'a'; 2 << 20]), Weight { pages: 1, bytes: 2 << 20 });
    }
}
