//! Writes generated pages in a form of container: what docs/inputs.md measures, and what a fuzz target starts from.
//!
//! `cargo run --release --example pack -- FILE --size 100MB [--seed 1]`
//!
//! The name of FILE tells the form: `.jsonl`, `.warc`, each also with `.gz` or `.zst` behind it (a gz member a record, as
//! crawlers write web archives), `.parquet`, `.arrow`, `.arrows`. FILE must not exist, its folder must. The pages are those
//! of `cargo run --example corpus`. At last FILE is read as a run reads it, by one thread that does nothing else.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "generated/mod.rs"]
mod generated;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use flate2::write::GzEncoder;
use generated::{Corpus, Page, Shape};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use unspool::container::{Found, Reading, Stopped, items};
use unspool::read::Source;

const USAGE: &str = "usage: pack FILE --size 100MB [--seed 1]";
/// Pages that are made at a time.
const BATCH: u64 = 1_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, size, seed) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [file, "--size", size] => (file, bytes(size)?, 1),
        [file, "--size", size, "--seed", seed] => (file, bytes(size)?, seed.parse()?),
        _ => return Err(USAGE.into()),
    };
    let (corpus, mut sink) = (Corpus::new(seed, Shape::Ordinary), Sink::new(Path::new(file))?);
    let (mut pages, mut written) = (0, 0);
    while written < size {
        let mut batch: Vec<Page> = (pages..pages + BATCH).into_par_iter().map(|at| corpus.page(at)).collect();
        batch.retain(|page| {
            let fits = written < size;
            written += if fits { page.text.len() as u64 } else { 0 };
            fits
        });
        sink.write(&batch)?;
        pages += batch.len() as u64;
    }
    sink.close()?;
    println!("{pages} pages, {written} bytes of text");
    read_again(file)
}

fn read_again(file: &str) -> Outcome<()> {
    let source = Source { path: file.to_owned(), file: Some(file.into()) };
    let (begun, mut bytes) = (Instant::now(), 0);
    let mut give = |found| match found {
        Found::Page(item) => {
            bytes += item.bytes.len();
            Ok(())
        }
        _ => Err(Stopped),
    };
    items(&source, &Reading::default(), &mut give)?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("read in {seconds:.2} s, {:.0} MB of text a second", bytes as f64 / 1e6 / seconds);
    Ok(())
}

/// `100MB` in bytes.
fn bytes(size: &str) -> Outcome<u64> {
    Ok(size.parse::<bytesize::ByteSize>()?.as_u64())
}

/// A file that is being written.
enum Sink {
    Lines(Packed),
    Records(Packed),
    Parquet(ArrowWriter<File>),
    Arrow(FileWriter<BufWriter<File>>),
    ArrowStream(StreamWriter<BufWriter<File>>),
}

/// Bytes that go to a file as they are, or packed.
enum Packed {
    Plain(BufWriter<File>),
    Gz(GzEncoder<BufWriter<File>>),
    /// A member for each piece.
    Members(BufWriter<File>),
    Zst(zstd::stream::write::Encoder<'static, File>),
}

impl Sink {
    fn new(path: &Path) -> Outcome<Self> {
        let file = File::create_new(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let schema = table(&[])?.schema();
        let name = path.to_string_lossy();
        let packing = ["gz", "zst"].into_iter().find(|packing| name.ends_with(packing)).unwrap_or_default();
        let form = name.trim_end_matches(packing).trim_end_matches('.').rsplit('.').next();
        let packed = |file: File| -> std::io::Result<Packed> {
            Ok(match packing {
                "gz" if form == Some("warc") => Packed::Members(BufWriter::new(file)),
                "gz" => Packed::Gz(GzEncoder::new(BufWriter::new(file), flate2::Compression::default())),
                "zst" => Packed::Zst(zstd::stream::write::Encoder::new(file, 3)?),
                _ => Packed::Plain(BufWriter::new(file)),
            })
        };
        Ok(match form {
            Some("jsonl") => Self::Lines(packed(file)?),
            Some("warc") => Self::Records(packed(file)?),
            Some("parquet") => {
                let zstd = Compression::ZSTD(ZstdLevel::default());
                let properties = WriterProperties::builder().set_compression(zstd).build();
                Self::Parquet(ArrowWriter::try_new(file, schema, Some(properties))?)
            }
            Some("arrow") => Self::Arrow(FileWriter::try_new(BufWriter::new(file), &schema)?),
            Some("arrows") => Self::ArrowStream(StreamWriter::try_new(BufWriter::new(file), &schema)?),
            _ => return Err(USAGE.into()),
        })
    }

    fn write(&mut self, pages: &[Page]) -> Outcome<()> {
        match self {
            Self::Lines(file) => pages.iter().try_for_each(|page| file.write(&line(page)))?,
            Self::Records(file) => pages.iter().try_for_each(|page| file.write(&record(page)))?,
            Self::Parquet(file) => file.write(&table(pages)?)?,
            Self::Arrow(file) => file.write(&table(pages)?)?,
            Self::ArrowStream(file) => file.write(&table(pages)?)?,
        }
        Ok(())
    }

    fn close(self) -> Outcome<()> {
        match self {
            Self::Lines(file) | Self::Records(file) => file.close()?,
            Self::Parquet(file) => drop(file.close()?),
            Self::Arrow(mut file) => file.finish()?,
            Self::ArrowStream(mut file) => file.finish()?,
        }
        Ok(())
    }
}

impl Packed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::Plain(file) => file.write_all(bytes),
            Self::Gz(file) => file.write_all(bytes),
            Self::Members(file) => {
                let mut member = GzEncoder::new(file, flate2::Compression::default());
                member.write_all(bytes)?;
                member.finish().map(drop)
            }
            Self::Zst(file) => file.write_all(bytes),
        }
    }

    fn close(self) -> std::io::Result<()> {
        match self {
            Self::Plain(mut file) | Self::Members(mut file) => file.flush(),
            Self::Gz(file) => file.finish()?.flush(),
            Self::Zst(file) => file.finish().map(drop),
        }
    }
}

fn address(page: &Page) -> String {
    format!("https://example.org/{}", page.path)
}

fn line(page: &Page) -> Vec<u8> {
    let line = serde_json::json!({"text": page.text, "url": address(page), "crawl_date": "2024-03-12"});
    (line.to_string() + "\n").into_bytes()
}

fn record(page: &Page) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {}\r\nWARC-Date: 2024-03-12T08:30:05Z\r\n\
         Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
        address(page),
        page.text.len()
    );
    [header.as_bytes(), page.text.as_bytes(), b"\r\n\r\n"].concat()
}

fn table(pages: &[Page]) -> Outcome<RecordBatch> {
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values(pages.iter().map(|page| &page.text)));
    let addresses: ArrayRef = Arc::new(StringArray::from_iter_values(pages.iter().map(address)));
    Ok(RecordBatch::try_from_iter([("text", texts), ("url", addresses)])?)
}
