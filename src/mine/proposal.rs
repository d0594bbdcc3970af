//! Shapes that were found on sites → rules to propose.

use super::archive::{Archive, Known, ShapeId};
use super::census::Stats;
use super::judge::Verdict;
use super::site::Site;
use crate::date::DateWords;
use crate::evidence::Evidence;
use crate::role::RuleId;
use crate::rules::{Rules, SHORT_LINE_BYTES};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A regular expression.
    Pattern(String),
    /// The first words of a long line.
    Start(String),
}

/// A rule to propose.
#[derive(Debug)]
pub(super) struct Proposal {
    pub(super) name: String,
    pub(super) wanted: Wanted,
    /// Whether some of its lines are sentences.
    pub(super) prose: bool,
    pub(super) evidence: Option<Evidence>,
    /// The rule that knows its lines already.
    pub(super) known: Option<RuleId>,
    /// Lines that it must hit: the first ones found.
    pub(super) drops: Vec<String>,
    /// Lines that it must leave alone.
    pub(super) keeps: Vec<String>,
    /// How it stands on each site it was found on, by number.
    pub(super) sites: Vec<(usize, Stats)>,
    pub(super) shape: ShapeId,
}

impl Proposal {
    /// Whether it marks the beginning of stories.
    pub(super) fn is_marker(&self) -> bool {
        self.evidence == Some(Evidence::StoryMarker)
    }

    fn pages(&self) -> usize {
        self.sites.iter().map(|(_, stats)| stats.pages).sum()
    }
}

/// What hits the lines of a shape; `None` if too little is known of them.
pub(super) fn wanted(known: &Known, words: &DateWords) -> Option<Wanted> {
    /// Fewer first words may begin many lines.
    const WORDS: usize = 4;
    if known.examples.iter().all(|example| example.len() <= SHORT_LINE_BYTES) {
        return known.form.pattern(words).map(Wanted::Pattern);
    }
    let head = known.form.head();
    (head.split_whitespace().count() >= WORDS).then(|| Wanted::Start(head.trim().to_owned()))
}

/// What was found on sites: for each shape, how it stands on which site, and what it was taken for.
pub(super) type Found = BTreeMap<ShapeId, Vec<(usize, Stats, Verdict)>>;

/// The rules to propose, the weightiest first: markers, then furniture that no rule knows, then what some rule knows.
pub(super) fn proposals(found: Found, sites: &[Site], archive: &Archive, rules: &Rules) -> Vec<Proposal> {
    let propose = |(shape, places)| proposal(shape, places, archive, rules);
    let mut proposals: Vec<Proposal> = found.into_iter().filter_map(propose).collect();
    proposals.sort_by_key(|proposal| {
        let site = proposal.sites.first().map_or(0, |(site, _)| *site);
        let group = (!proposal.is_marker(), proposal.known.is_some());
        (group, std::cmp::Reverse(proposal.pages()), site, proposal.shape)
    });
    let mut taken: BTreeSet<String> = rules.iter().map(|(_, rule)| rule.name.clone()).collect();
    for proposal in &mut proposals {
        let name = name(proposal, sites, archive, rules);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        proposal.name = free.unwrap_or(name);
        taken.insert(proposal.name.clone());
    }
    proposals
}

/// A shape is proposed if it was found to be furniture in most of its places, as a marker if it is mostly that.
fn proposal(
    shape: ShapeId,
    places: Vec<(usize, Stats, Verdict)>,
    archive: &Archive,
    rules: &Rules,
) -> Option<Proposal> {
    let lines = |wanted: Verdict| -> usize {
        let of = places.iter().filter(|(_, _, verdict)| *verdict == wanted);
        of.map(|(_, stats, _)| stats.lines).sum()
    };
    let (markers, furniture) = (lines(Verdict::Marker), lines(Verdict::Furniture));
    let known = &archive.shapes[shape as usize];
    let held: usize = places.iter().map(|(_, stats, _)| stats.lines).sum::<usize>() - markers - furniture;
    if markers + furniture <= held {
        return None;
    }
    let knows = known.rule();
    let evidence = knows.and_then(|id| rules.evidence(id));
    let sites = places.into_iter().filter(|(_, _, verdict)| !matches!(verdict, Verdict::Held(_)));
    Some(Proposal {
        name: String::new(),
        wanted: wanted(known, &rules.dates)?,
        prose: known.prose > 0,
        evidence: if markers >= furniture { Some(Evidence::StoryMarker) } else { evidence },
        known: knows,
        drops: known.examples.iter().map(|line| example(line)).collect(),
        keeps: vec![format!("She read “{}” aloud.", example(known.examples.first()?))],
        sites: sites.map(|(site, stats, _)| (site, stats)).collect(),
        shape,
    })
}

/// A line as an example: of a long one, enough to be long.
fn example(line: &str) -> String {
    const LONG: usize = SHORT_LINE_BYTES + 40;
    line[..line.floor_char_boundary(LONG)].trim_end().to_owned()
}

/// A name of the kind of rule, the site and the first words: `chrome/ledger-readers-now`. What some rule knows keeps the
/// name of that rule at its beginning, and so tells what it told (see `rules::Tells`).
fn name(proposal: &Proposal, sites: &[Site], archive: &Archive, rules: &Rules) -> String {
    const WORDS: usize = 3;
    let head = match proposal.known {
        _ if proposal.is_marker() => "marker/".to_owned(),
        Some(id) => format!("{}-", rules.name(id)),
        None => "chrome/".to_owned(),
    };
    let site = match proposal.sites.as_slice() {
        [(site, _)] => slug(&sites[*site].name),
        _ => "sites".to_owned(),
    };
    let words: Vec<&str> = archive.shapes[proposal.shape as usize].form.fixed_words().take(WORDS).collect();
    let words = slug(&words.join("-"));
    format!("{head}{site}-{}", if words.is_empty() { "line" } else { &words })
}

/// Letters and digits in lower case, joined by `-`.
pub(super) fn slug(text: &str) -> String {
    const LONGEST: usize = 24;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-").to_lowercase();
    joined.chars().take(LONGEST).collect::<String>().trim_end_matches('-').to_owned()
}
