//! Walks a folder. Links are followed while they stay inside it.
#![allow(clippy::disallowed_methods, reason = "this is the edge where files are read")]

use super::{
    CACHE_TAG_FILE, CACHE_TAG_WORDS, Listing, Pick, Reason, Skipped, Source, WORK_AREA, detail, escaped,
};
use std::io;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// Adds what `root` holds to the listing.
pub(super) fn walk(at: (&str, &Path), out: Option<&Path>, pick: &Pick, listing: &mut Listing) {
    let (prefix, root) = at;
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut entries = WalkDir::new(root).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                broken(at, &error, pick, listing);
                continue;
            }
        };
        let leaves = leaves(&entry, &real);
        let refused = || pick.refuses(&below(root, entry.path()));
        if let Some(reason) = refused().filter(|_| leaves && entry.file_type().is_file()) {
            ignore(listing, reason);
        } else if leaves {
            skip(
                listing,
                name(prefix, root, entry.path()),
                Reason::OutsideInput,
                "the link leads out of the input",
            );
        }
        if entry.file_type().is_dir() {
            let is_output = !leaves && is_output(&entry, out);
            if is_output && entry.file_name() != WORK_AREA {
                listing.outputs.push(entry.path().to_owned());
            }
            if leaves || is_output {
                entries.skip_current_dir();
            }
        } else if !leaves {
            file(at, &entry, pick, listing);
        }
    }
}

fn leaves(entry: &DirEntry, real: &Path) -> bool {
    let outside = || entry.path().canonicalize().is_ok_and(|target| !target.starts_with(real));
    entry.path_is_symlink() && entry.depth() > 0 && outside()
}

/// An output folder is known by its work area; the one written to also by its name.
fn is_output(entry: &DirEntry, out: Option<&Path>) -> bool {
    entry.path().join(WORK_AREA).is_dir()
        || entry.file_name() == WORK_AREA
        || is_work_area(entry.path())
        || out.is_some_and(|out| entry.path().canonicalize().is_ok_and(|path| path == out))
}

/// Whether a folder carries the tag of a work area.
pub(crate) fn is_work_area(folder: &Path) -> bool {
    let tag = std::fs::read(folder.join(CACHE_TAG_FILE)).unwrap_or_default();
    memchr::memmem::find(&tag, CACHE_TAG_WORDS.as_bytes()).is_some()
}

fn file((prefix, root): (&str, &Path), entry: &DirEntry, pick: &Pick, listing: &mut Listing) {
    let refused = match entry.file_type().is_file() {
        true => pick.refuses(&below(root, entry.path())),
        false => Some("no regular file".to_owned()),
    };
    match refused {
        Some(reason) => ignore(listing, reason),
        None => {
            let path = name(prefix, root, entry.path());
            listing.sources.push(Source { path, file: Some(entry.path().to_owned()) });
        }
    }
}

fn ignore(listing: &mut Listing, reason: String) {
    *listing.ignored.entry(reason).or_default() += 1;
}

/// What could not be walked; a broken link that is no page by its name is ignored like its kind.
fn broken((prefix, root): (&str, &Path), error: &walkdir::Error, pick: &Pick, listing: &mut Listing) {
    let path = error.path().unwrap_or(root);
    if let Some(reason) = pick.refuses(&below(root, path)).filter(|_| path.extension().is_some()) {
        ignore(listing, reason);
        return;
    }
    let loops = error.loop_ancestor().is_some() || is_loop(error.io_error());
    let (reason, said) = match error.io_error() {
        _ if loops => (Reason::LinkLoop, "the link leads back to itself or to a folder above it".to_owned()),
        Some(error) => (Reason::Unreadable, detail(error)),
        None => (Reason::Unreadable, "cannot be listed".to_owned()),
    };
    skip(listing, name(prefix, root, path), reason, &said);
}

fn is_loop(error: Option<&io::Error>) -> bool {
    const TOO_MANY_LINKS: i32 = 40;
    error.is_some_and(|error| error.raw_os_error() == Some(TOO_MANY_LINKS))
}

fn skip(listing: &mut Listing, path: String, reason: Reason, detail: &str) {
    listing.skipped.push(Skipped { path, item: None, reason, detail: detail.to_owned() });
}

fn name(prefix: &str, root: &Path, path: &Path) -> String {
    format!("{prefix}{}", below(root, path))
}

/// The path below an input.
fn below(root: &Path, path: &Path) -> String {
    escaped(path.strip_prefix(root).unwrap_or(path))
}
