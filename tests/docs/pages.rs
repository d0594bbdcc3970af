//! Pages of Markdown, and what stands in them.

use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Pages that do not lie in `docs`.
const BESIDE: [&str; 6] =
    ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "RELEASING.md", "fixtures/README.md"];
/// The list of the book's pages.
pub const SUMMARY: &str = "docs/SUMMARY.md";

/// A page by its path from the root of the project.
pub struct Page {
    pub name: String,
    pub text: String,
}

/// A fenced block.
pub struct Block {
    /// What stands behind the fence: the language, then other words.
    pub words: Vec<String>,
    pub text: String,
}

impl Block {
    /// Its language; empty without one.
    pub fn language(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether a word stands behind its language.
    pub fn is(&self, word: &str) -> bool {
        self.words.iter().skip(1).any(|other| other == word)
    }
}

/// A piece of a page.
pub enum Piece<'p> {
    /// A line of text.
    Line(&'p str),
    /// A fenced block.
    Block(Block),
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn page(name: &str) -> Page {
    let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    Page { name: name.to_owned(), text }
}

/// The pages of the book, sorted by name.
pub fn book() -> Vec<Page> {
    let files = WalkDir::new(root().join("docs")).sort_by_file_name().into_iter();
    let files = files.map(|file| file.unwrap().into_path());
    let pages = files.filter(|file| file.extension().is_some_and(|end| end == "md"));
    let named = pages.map(|file| page(&shown(&file))).filter(|page| page.name != SUMMARY);
    named.collect()
}

/// The pages of the book and those beside it.
pub fn all() -> Vec<Page> {
    let beside = BESIDE.iter().map(|name| page(name));
    beside.chain([page(SUMMARY)]).chain(book()).collect()
}

fn shown(file: &Path) -> String {
    let inside: PathBuf = file.strip_prefix(root()).unwrap().into();
    inside.to_str().unwrap().to_owned()
}

/// Lines and fenced blocks of a page. A block may be set in, as in a list.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((margin, words)) = line.split_once("```") else {
            pieces.push(Piece::Line(line));
            continue;
        };
        if !margin.trim().is_empty() {
            pieces.push(Piece::Line(line));
            continue;
        }
        let inside = lines.by_ref().take_while(|line| line.trim() != "```");
        let inside = inside.map(|line| line.strip_prefix(margin).unwrap_or(line).to_owned() + "\n");
        let block =
            Block { words: words.split_whitespace().map(str::to_owned).collect(), text: inside.collect() };
        pieces.push(Piece::Block(block));
    }
    pieces
}

/// The fenced blocks of a page.
pub fn blocks(text: &str) -> Vec<Block> {
    let blocks = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Block(block) => Some(block),
        Piece::Line(_) => None,
    });
    blocks.collect()
}

/// The lines of a page outside of blocks, without what is set as code.
pub fn prose(text: &str) -> Vec<String> {
    let lines = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Line(line) => Some(line),
        Piece::Block(_) => None,
    });
    lines.map(|line| line.split('`').step_by(2).collect::<Vec<_>>().join("`")).collect()
}

/// The lines of a page that are headings, without their marks.
pub fn headings(text: &str) -> Vec<String> {
    let lines = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Line(line) => line.strip_prefix('#'),
        Piece::Block(_) => None,
    });
    lines.map(|line| line.trim_start_matches('#').trim().to_owned()).collect()
}

#[test]
fn blocks_are_told_from_the_text_around_them() {
    let text = "# A `b`\n\n1. say\n\n   ```sh checkout\n   a\n\n     b\n   ```\n\nsee ``` `c` [d](e)\n";
    let block = &blocks(text)[0];
    assert_eq!((block.language(), block.is("checkout"), block.text.as_str()), ("sh", true, "a\n\n  b\n"));
    assert_eq!(headings(text), ["A `b`"]);
    assert!(prose("see `[a](b)` and [d](e)")[0].contains("[d](e)"));
    assert!(!prose("see `[a](b)` and [d](e)")[0].contains("[a](b)"));
}
