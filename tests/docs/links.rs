//! Links and anchors lead somewhere, and the book's list names each of its pages.

use crate::pages::{Page, SUMMARY, all, book, headings, page, prose, root};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

#[test]
fn every_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    let broken: Vec<String> = all().iter().flat_map(broken).collect();
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn pages_of_the_book_link_to_pages_of_the_book() {
    let outside = |page: &Page| {
        let targets = targets(&page.text).into_iter().filter(|target| !is_elsewhere(target));
        let name = page.name.clone();
        let leaving = targets.filter(|target| target.starts_with("../"));
        leaving.map(|target| format!("{name}: {target}")).collect::<Vec<_>>()
    };
    let outside: Vec<String> = book().iter().flat_map(outside).collect();
    assert!(outside.is_empty(), "the book is built from docs alone; name other files as code:\n{outside:#?}");
}

#[test]
fn the_summary_names_every_page_of_the_book_once() {
    let named: Vec<String> = targets(&page(SUMMARY).text);
    let there: BTreeSet<String> =
        book().into_iter().map(|page| page.name.trim_start_matches("docs/").to_owned()).collect();
    assert_eq!(named.iter().cloned().collect::<BTreeSet<_>>(), there);
    assert_eq!(named.len(), there.len(), "a page stands twice: {named:?}");
}

fn broken(page: &Page) -> Vec<String> {
    let here = Path::new(&page.name).parent().unwrap();
    let targets = targets(&page.text).into_iter().filter(|target| !is_elsewhere(target));
    let is_broken = |target: &String| {
        let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(f, a)| (f, Some(a)));
        let file = if file.is_empty() { PathBuf::from(&page.name) } else { plain(&here.join(file)) };
        !root().join(&file).exists() || anchor.is_some_and(|anchor| !anchors(&file).contains(anchor))
    };
    targets.filter(is_broken).map(|target| format!("{}: {target}", page.name)).collect()
}

fn is_elsewhere(target: &str) -> bool {
    target.starts_with("https://") || target.starts_with("http://")
}

/// What links and pictures of a page lead to.
fn targets(text: &str) -> Vec<String> {
    let link = Regex::new(r#"\]\(([^()\s]+)\)|<img[^>]* src="([^"]+)""#).unwrap();
    let text = prose(text).join("\n");
    let found = link.captures_iter(&text).filter_map(|link| link.get(1).or(link.get(2)));
    found.map(|target| target.as_str().to_owned()).collect()
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(file: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    headings(&text).iter().map(|heading| anchor(heading)).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_and_anchors_are_read() {
    assert_eq!(
        targets("[a](b.md#c) ![d](e.svg) `[f](g)`\n<img width=\"9\" src=\"h.svg\">"),
        ["b.md#c", "e.svg", "h.svg"]
    );
    assert_eq!(anchor("What `--memory` does, and why"), "what---memory-does-and-why");
    assert_eq!(plain(Path::new("docs/../a/./b")), Path::new("a/b"));
}
