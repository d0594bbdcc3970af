//! What several ways of looking found, put together.

use super::{Candidate, Evidence, Rows};
use rustc_hash::{FxHashMap, FxHashSet};

/// Puts what has the form of other headers in the place of what else leads to the same text, unless that has a make of its
/// own already.
pub(super) fn add_forms(found: &mut Vec<Candidate>, mut forms: Vec<Candidate>) {
    use Evidence as E;
    const MADE: &[Evidence] = &[E::LiveEntry, E::Digest, E::MailHeader];
    const DOUBTS: [Evidence; 4] =
        [E::ShortHeadline, E::NameForHeadline, E::HeadlineOnly, E::SentenceForHeadline];
    let mut by_body: FxHashMap<usize, Vec<Candidate>> = FxHashMap::default();
    found.iter().for_each(|one| by_body.entry(one.body).or_default().push(*one));
    forms.retain_mut(|form| {
        let others = by_body.get(&form.body).map_or(&[][..], Vec::as_slice);
        let same = others.iter().find(|one| one.title == form.title);
        if let Some(same) = same {
            form.evidence = form.evidence.union(same.evidence);
            form.start = form.start.min(same.start);
        }
        DOUBTS.into_iter().for_each(|doubt| form.evidence.remove(doubt));
        form.evidence.contains_any(MADE) || !others.iter().any(|one| one.evidence.contains_any(MADE))
    });
    let bodies: FxHashSet<usize> = forms.iter().map(|form| form.body).collect();
    found.retain(|one| !bodies.contains(&one.body));
    found.extend(forms);
}

/// Puts the entries of a live page in the place of what else was seen there: other dates above a headline are those of
/// pictures, and other lines above a time are no headlines.
pub(super) fn add_entries(found: &mut Vec<Candidate>, entries: Vec<Candidate>) {
    let titles: FxHashSet<usize> = entries.iter().filter_map(|entry| entry.title).collect();
    let bodies: FxHashSet<usize> = entries.iter().map(|entry| entry.body).collect();
    let taken = |one: &Candidate| one.title.is_some_and(|title| titles.contains(&title));
    found.retain(|one| !taken(one) && !bodies.contains(&one.body));
    found.extend(entries);
}

/// Adds letters or items to what is known already; their text may be short.
pub(super) fn add(rows: &Rows<'_>, found: &mut Vec<Candidate>, items: Vec<Candidate>) {
    let by_title: FxHashMap<Option<usize>, usize> =
        found.iter().enumerate().map(|(at, candidate)| (candidate.title, at)).collect();
    // What stands right above the time of an entry may be its author.
    let entries = found.iter().filter(|one| one.evidence.contains(Evidence::LiveEntry));
    let taken: FxHashSet<usize> = entries.map(|entry| entry.body).collect();
    let mut dated: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, candidate) in found.iter().enumerate().filter(|(_, candidate)| candidate.is_dated()) {
        dated.entry(candidate.body).or_default().push(at);
    }
    for item in items {
        // Summaries may stand between a headline and its date; any of lines without a blank one between may be the headline.
        let joined = |above: Option<usize>| match (above, item.title) {
            (Some(above), Some(title)) => {
                rows.rows[title.min(above + 1)..=title].iter().all(|row| row.blanks == 0)
            }
            _ => false,
        };
        for &at in dated.get(&item.body).map_or(&[][..], Vec::as_slice) {
            if joined(found[at].title) {
                found[at].evidence.extend(item.evidence.iter());
            }
        }
        match by_title.get(&item.title).copied() {
            Some(at) => {
                found[at].evidence = found[at].evidence.union(item.evidence);
                found[at].evidence.remove(Evidence::ThinBody);
                found[at].evidence.remove(Evidence::AmongTeasers);
            }
            None if taken.contains(&item.body) => {}
            None => found.push(item),
        }
    }
}
