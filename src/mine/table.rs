//! Rules to propose → a rules file for a person to read.

use super::archive::Archive;
use super::proposal::{Proposal, Wanted, slug};
use super::site::Site;
use crate::own_rules::proved;
use crate::rules::Rules;
use crate::show::printable;
use std::fmt::Write as _;

/// What the file is made of.
pub(super) struct Table<'t> {
    sites: &'t [Site],
    /// The rules.
    pub(super) proposals: Vec<Proposal>,
    /// How the pages of the one site are known.
    signs: Option<Signs>,
    archive: &'t Archive,
    rules: &'t Rules,
}

/// Patterns of lines by which the pages of a site are known.
#[derive(Debug, PartialEq, Eq)]
struct Signs {
    lines: Vec<String>,
    /// How many of them have to stand on a page.
    least: usize,
}

impl<'t> Table<'t> {
    pub(super) fn new(
        sites: &'t [Site],
        proposals: Vec<Proposal>,
        archive: &'t Archive,
        rules: &'t Rules,
    ) -> Self {
        let signs = match sites {
            [site] => signs(site, &proposals, archive),
            _ => None,
        };
        Self { sites, proposals, signs, archive, rules }
    }

    /// The file, of rules that prove themselves: one that does not is left out.
    pub(super) fn proved(&mut self) -> String {
        loop {
            let text = self.text();
            let Err(error) = proved(&[("mined".to_owned(), text.clone())]) else { return text };
            match error.rule {
                Some(rule) => self.proposals.retain(|proposal| proposal.name != rule),
                None if self.signs.is_some() => self.signs = None,
                None => self.proposals.clear(),
            }
        }
    }

    fn text(&self) -> String {
        let mut out = self.head();
        for (at, proposal) in self.proposals.iter().enumerate() {
            self.rule(at + 1, proposal, &mut out);
        }
        out
    }

    fn head(&self) -> String {
        let pages: usize = self.sites.iter().map(|site| site.pages.len()).sum();
        let mut out = format!(
            "# Rules that `unspool mine` proposes, from {pages} pages. Read them before you use them:\n\
             # above each rule stand the lines it was made of. Delete a rule that hits what you want to keep.\n\
             # `unspool run --rules FILE` loads them beside the shipped ones.\n#\n"
        );
        for (number, site) in self.sites.iter().enumerate() {
            let rules =
                self.proposals.iter().filter(|proposal| proposal.sites.iter().any(|(at, _)| *at == number));
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "# {}: {} pages, {} rules",
                printable(&site.name),
                site.pages.len(),
                rules.count()
            );
        }
        let name = match self.sites {
            [site] => slug(&site.name),
            _ => "mined".to_owned(),
        };
        let _ = writeln!(out, "name = {}", quoted(if name.is_empty() { "mined" } else { &name }));
        match &self.signs {
            Some(Signs { lines, least }) => {
                let lines: Vec<String> = lines.iter().map(|line| format!("  {},\n", quoted(line))).collect();
                let _ = write!(out, "\n[recognise]\nat-least = {least}\nlines = [\n{}]\n", lines.concat());
            }
            None => out.push_str("\n# Without `[recognise]` these rules hold on every page.\n"),
        }
        out
    }

    fn rule(&self, number: usize, proposal: &Proposal, out: &mut String) {
        let kind = if proposal.is_marker() { "story marker" } else { "furniture" };
        let _ = write!(out, "\n# {number}. {kind}");
        if let Some(id) = proposal.known {
            let _ = write!(out, ", known as `{}`", self.rules.name(id));
        }
        out.push('\n');
        for (site, stats) in &proposal.sites {
            let site = &self.sites[*site];
            let share = 100 * stats.pages / site.pages.len().max(1);
            let _ = writeln!(
                out,
                "#    {}: {} lines on {} of {} pages ({share} %), {}",
                printable(&site.name),
                stats.lines,
                stats.pages,
                site.pages.len(),
                stats.place()
            );
        }
        for line in &self.archive.shapes[proposal.shape as usize].examples {
            let _ = writeln!(out, "#    │ {}", shortened(line));
        }
        let _ = writeln!(out, "[[rule]]\nname = {}", quoted(&proposal.name));
        match &proposal.wanted {
            Wanted::Pattern(pattern) => drop(writeln!(out, "pattern = [{}]", quoted(pattern))),
            Wanted::Start(words) => drop(writeln!(out, "start = [{}]\nlong-lines = true", quoted(words))),
        }
        if proposal.prose {
            out.push_str("prose = true\n");
        }
        if let Some(evidence) = proposal.evidence {
            let _ = writeln!(out, "evidence = \"{}\"", evidence.name());
        }
        let list = |lines: &[String]| lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "drops = [{}]\nkeeps = [{}]", list(&proposal.drops), list(&proposal.keeps));
    }
}

/// The lines that stand on this site alone and on most of its pages, if nearly all of its pages have enough of them.
fn signs(site: &Site, proposals: &[Proposal], archive: &Archive) -> Option<Signs> {
    /// More say no more.
    const MOST: usize = 8;
    const WORDS: usize = 2;
    let known = |proposal: &Proposal| &archive.shapes[proposal.shape as usize];
    let telling = |proposal: &&Proposal| {
        let pages = known(proposal).pages;
        let own = proposal.known.is_none() && proposal.sites.iter().all(|(_, stats)| stats.pages == pages);
        own && pages * 2 >= site.pages.len() && known(proposal).form.fixed_words().count() >= WORDS
    };
    let mut best: Vec<&Proposal> = proposals.iter().filter(telling).collect();
    best.sort_by_key(|proposal| std::cmp::Reverse(known(proposal).pages));
    best.truncate(MOST);
    let count = |page: &usize| {
        let rows = &archive.pages[*page].rows;
        let stands =
            |proposal: &&&Proposal| rows.iter().any(|row| row.shapes.contains(&Some(proposal.shape)));
        best.iter().filter(stands).count()
    };
    let counts: Vec<usize> = site.pages.iter().map(count).collect();
    let enough =
        |least: &usize| counts.iter().filter(|count| *count >= least).count() * 100 >= counts.len() * 99;
    let least = [2, 1].into_iter().find(enough)?;
    let pattern = |proposal: &&Proposal| match &proposal.wanted {
        Wanted::Pattern(pattern) => Some(pattern.clone()),
        Wanted::Start(_) => None,
    };
    Some(Signs { lines: best.iter().filter_map(pattern).collect(), least })
}

/// A line of a page as a comment: on one line, without what moves a terminal's cursor.
fn shortened(line: &str) -> String {
    const WIDTH: usize = 96;
    let mut shown: String = printable(line).chars().take(WIDTH).collect();
    if line.chars().nth(WIDTH).is_some() {
        shown.push('…');
    }
    shown
}

/// A string of TOML: as it stands between single quotes where that is possible; characters that no one sees are escaped.
fn quoted(text: &str) -> String {
    let hidden = |c: char| c.is_control() || (c != ' ' && crate::span::is_white(c));
    if !text.contains(|c: char| c == '\'' || hidden(c)) {
        return if text.contains('\\') || text.contains('"') {
            format!("'{text}'")
        } else {
            format!("\"{text}\"")
        };
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if hidden(c) => drop(write!(out, "\\U{:08X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
