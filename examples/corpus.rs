//! Writes generated pages, and what is known of them.
//!
//! `cargo run --release --example corpus -- DIR --size 100MB [--seed 1] [--shape ordinary|boilerplate|few-files]`
//!
//! The pages go to DIR, which must not exist; a line for each story to `DIR.truth.jsonl` (see `generated::truth`). With
//! `few-files` the pages stand one after another in two files of half the size.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "generated/mod.rs"]
mod generated;

use generated::{Corpus, Page, Shape};
use rayon::prelude::*;
use std::error::Error;
use std::fs::{File, create_dir, create_dir_all};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const USAGE: &str = "usage: corpus DIR --size 100MB [--seed 1] [--shape ordinary|boilerplate|few-files]";
/// Pages that are made at a time.
const BATCH: u64 = 2_000;

struct Job {
    folder: PathBuf,
    size: u64,
    seed: u64,
    shape: Shape,
    few_files: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let job = job(std::env::args().skip(1))?;
    create_dir(&job.folder).map_err(|error| format!("{}: {error}", job.folder.display()))?;
    let corpus = Corpus::new(job.seed, job.shape);
    let mut truth = BufWriter::new(File::create(job.folder.with_added_extension("truth.jsonl"))?);
    let (mut pages, mut stories, mut bytes) = (0, 0, 0);
    let mut files = Files::new(&job)?;
    while bytes < job.size {
        let mut batch: Vec<Page> = (pages..pages + BATCH).into_par_iter().map(|at| corpus.page(at)).collect();
        shorten(&mut batch, job.size - bytes);
        bytes += batch.iter().map(|page| page.text.len() as u64).sum::<u64>();
        pages += batch.len() as u64;
        files.write(&mut batch)?;
        for story in batch.iter().flat_map(|page| &page.stories) {
            serde_json::to_writer(&mut truth, story)?;
            truth.write_all(b"\n")?;
            stories += 1;
        }
    }
    files.close()?;
    truth.flush()?;
    println!("{pages} pages, {stories} stories, {bytes} bytes");
    Ok(())
}

fn job(mut arguments: impl Iterator<Item = String>) -> Result<Job, Box<dyn Error>> {
    let folder = arguments.next().filter(|folder| !folder.starts_with('-')).ok_or(USAGE)?;
    let mut job = Job { folder: folder.into(), size: 0, seed: 1, shape: Shape::Ordinary, few_files: false };
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match (option.as_str(), value.as_str()) {
            ("--size", size) => job.size = bytes(size)?,
            ("--seed", seed) => job.seed = seed.parse()?,
            ("--shape", "ordinary") => {}
            ("--shape", "boilerplate") => job.shape = Shape::Boilerplate,
            ("--shape", "few-files") => job.few_files = true,
            _ => return Err(USAGE.into()),
        }
    }
    if job.size == 0 { Err(USAGE.into()) } else { Ok(job) }
}

/// `100MB` in bytes.
fn bytes(size: &str) -> Result<u64, Box<dyn Error>> {
    Ok(size.parse::<bytesize::ByteSize>()?.as_u64())
}

/// Leaves the first pages that together hold so many bytes.
fn shorten(batch: &mut Vec<Page>, size: u64) {
    let mut sum = 0;
    let full = batch.iter().position(|page| {
        sum += page.text.len() as u64;
        sum >= size
    });
    batch.truncate(full.map_or(batch.len(), |last| last + 1));
}

/// Where pages go.
enum Files {
    /// A file each.
    Many(PathBuf),
    /// One after another into two files.
    Two { halves: [Half; 2], size: u64 },
}

/// One of two files.
struct Half {
    name: &'static str,
    file: BufWriter<File>,
    written: u64,
    stories: usize,
}

impl Files {
    fn new(job: &Job) -> Result<Self, Box<dyn Error>> {
        if !job.few_files {
            return Ok(Self::Many(job.folder.clone()));
        }
        let half = |name| {
            let file = BufWriter::new(File::create(job.folder.join(name))?);
            Ok::<_, Box<dyn Error>>(Half { name, file, written: 0, stories: 0 })
        };
        Ok(Self::Two { halves: [half("first.txt")?, half("second.txt")?], size: job.size / 2 })
    }

    /// Writes pages, and makes their truth say where they stand now.
    fn write(&mut self, pages: &mut [Page]) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Many(folder) => write_each(folder, pages)?,
            Self::Two { halves: [first, second], size } => {
                for page in pages {
                    if first.written < *size { first.write(page)? } else { second.write(page)? }
                }
            }
        }
        Ok(())
    }

    fn close(&mut self) -> std::io::Result<()> {
        match self {
            Self::Many(_) => Ok(()),
            Self::Two { halves, .. } => halves.iter_mut().try_for_each(|half| half.file.flush()),
        }
    }
}

fn write_each(folder: &Path, pages: &[Page]) -> std::io::Result<()> {
    for below in pages.chunk_by(|a, b| a.folder() == b.folder()) {
        create_dir_all(folder.join(below[0].folder()))?;
    }
    pages.par_iter().try_for_each(|page| std::fs::write(folder.join(&page.path), &page.text))
}

impl Half {
    fn write(&mut self, page: &mut Page) -> std::io::Result<()> {
        const BETWEEN: &str = "\n\n";
        self.file.write_all(page.text.as_bytes())?;
        self.file.write_all(BETWEEN.as_bytes())?;
        for story in &mut page.stories {
            self.name.clone_into(&mut story.path);
            story.position = self.stories;
            story.span = story.span.map(|at| at + self.written as usize);
            self.stories += 1;
        }
        self.written += (page.text.len() + BETWEEN.len()) as u64;
        Ok(())
    }
}
