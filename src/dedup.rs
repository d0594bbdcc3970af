//! Texts that are at hand → which of them are near-duplicates of which: what a run does with stories, for a table of texts.

use crate::config::Keep;
use crate::corpus::{Bags, Corpus, Parts, Same, Story, StoryId, TextId, Texts};
use crate::facts::Level;
use crate::fingerprint::{Forms, Size, StoryHash};
use crate::keep::{Standing, keep_order};
use crate::language::{Language, language};
use crate::lists::number;
use crate::lists::stowed::Stowage;
use crate::pair::stories::Bench;
use crate::pair::{Linked, Links, Matches, Ways, compare_stories, pair};
use crate::rules::Rules;
use crate::run::{Stop, Stopped};
use crate::settle::{Duplicates, Fate, Policy, Revisions, settle};
use crate::shards::Shards;
use crate::similarity::Similarity;
use crate::span::trim;
use crate::spool::Spool;
use rayon::prelude::*;
use std::ops::Range;
use std::path::PathBuf;

/// Texts that are fingerprinted by one thread at a time.
const TASK: usize = 256;
/// Bytes of words and facts that are kept once they are read.
const REMEMBERED: usize = 1 << 30;

/// What near-duplicates are looked for by.
///
/// ```
/// use unspool::{dedup::{Likeness, dedup}, facts::Level, rules::Rules, run::Stop};
///
/// let old = "The ferry left on Monday with 212 passengers, and everybody in the harbor was glad of it.";
/// let new = "The ferry left on Monday with 240 passengers, and everybody in the harbor was glad of it.";
/// let duplicates = |likeness: Likeness| -> Result<usize, Box<dyn std::error::Error>> {
///     Ok(dedup(&[old, new], &Rules::builtin()?, likeness, &Stop::default())?.iter().flatten().count())
/// };
/// // Another number is another fact.
/// assert_eq!(duplicates(Likeness::default())?, 0);
/// assert_eq!(duplicates(Likeness { facts: Level::Off, ..Likeness::default() })?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Likeness {
    /// Which of several copies stays. A text is whole and has no day, so that `head` and `newest` are `longest`.
    pub keep: Keep,
    /// Which facts a duplicate must not add to its survivor.
    pub facts: Level,
    /// The least share of matched words that makes a text a duplicate.
    pub similarity: Similarity,
}

impl Default for Likeness {
    fn default() -> Self {
        Self { keep: Keep::Longest, facts: Level::Numbers, similarity: Similarity::STORY }
    }
}

/// The kept text that another one is a duplicate of.
///
/// ```
/// use unspool::{dedup::{Likeness, dedup}, rules::Rules, run::Stop};
///
/// let long = "The ferry left on Monday with 212 passengers, and all in the old harbor were glad of it.";
/// let short = "The ferry left on Monday with 212 passengers, and all in the harbor were glad of it.";
/// let survivors = dedup(&[short, long], &Rules::builtin()?, Likeness::default(), &Stop::default())?;
/// let survivor = survivors[0].expect("the longer copy stays");
/// // Of the 18 words of the longer one, the shorter one has 17.
/// assert_eq!((survivor.row, survivor.similarity.as_fraction()), (1, 0.9444));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survivor {
    /// Its place among the texts.
    pub row: usize,
    /// The similarity of the duplicate's paragraphs to those that they match there, weighed by their words; a paragraph that
    /// matches none counts nothing.
    pub similarity: Similarity,
}

/// Finds the texts that are near-duplicates of kept ones: for each text its survivor, or `None` if it stays.
///
/// Each text is compared as the story of its paragraphs, by the rules of a run (fingerprints, candidate pairs, direct
/// comparison, settling). Laws: a survivor has none itself, and the two were compared directly; the same texts give the same
/// survivors on any number of threads.
///
/// ```
/// use unspool::{dedup::{Likeness, dedup}, rules::Rules, run::Stop};
///
/// let texts = [
///     "The ferry left on Monday with 212 passengers, and everybody in the harbor was glad of it.",
///     "Pupils of a small school grow eleven kinds of herbs above their classrooms.",
///     "The ferry left on Monday with 212 passengers, and everybody in the harbour was glad of it.",
/// ];
/// let survivors = dedup(&texts, &Rules::builtin()?, Likeness::default(), &Stop::default())?;
/// let rows: Vec<_> = survivors.iter().map(|survivor| survivor.map(|of| of.row)).collect();
/// assert_eq!(rows, [None, None, Some(0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If somebody asks it to stop.
pub fn dedup(
    texts: &[&str],
    rules: &Rules,
    likeness: Likeness,
    stop: &Stop,
) -> Result<Vec<Option<Survivor>>, Stopped> {
    let spool = Spool::new(PathBuf::new());
    let links = Linked {
        same: Shards::new(usize::MAX, &spool),
        keyed: Shards::new(usize::MAX, &spool),
        bags: Bags::new(usize::MAX),
    };
    let told = tell(texts, rules, &links, stop)?;
    let order = in_keep_order(&told, likeness.keep);
    let mut corpus = Corpus::new(parts(&told, &order), &links.same, rules, likeness.facts);
    corpus.tell_apart_by(&links.bags);
    corpus.remember(REMEMBERED);
    asked(stop)?;
    let (ways, stowage) = (Ways::new(usize::MAX, &spool), Stowage::endless());
    let matches = pair(&corpus, &links.keyed, (&ways, &stowage), Similarity::LEAST);
    asked(stop)?;
    let likes = compare_stories(&corpus, &matches, Similarity::LEAST.min(likeness.similarity), &stowage);
    asked(stop)?;
    let fates = settle(&corpus, (&matches, &likes), &policy(likeness.similarity), &stowage).stories;
    Ok(survivors((&corpus, &matches), &fates, &order))
}

fn asked(stop: &Stop) -> Result<(), Stopped> {
    stop.check().map_err(|_| Stopped)
}

/// Only whole texts are looked at, and those that are like another one but no duplicate of it stay.
fn policy(similarity: Similarity) -> Policy {
    Policy {
        stories: Duplicates::Drop,
        paragraphs: Duplicates::Keep,
        revisions: Revisions::Keep,
        similarity,
        paragraph_similarity: Similarity::PARAGRAPH,
    }
}

/// What is known of a text.
struct Told<'t> {
    /// The number of its first paragraph.
    first: u32,
    paragraphs: Vec<&'t str>,
    sizes: Vec<Size>,
    words: u32,
    id: StoryId,
    language: Option<Language>,
}

/// Fingerprints all texts.
fn tell<'t>(
    texts: &[&'t str],
    rules: &Rules,
    links: &Linked<'_>,
    stop: &Stop,
) -> Result<Vec<Told<'t>>, Stopped> {
    let mut told: Vec<Told<'t>> = texts.par_iter().map(|text| Told::new(text)).collect();
    let mut next = 0;
    for told in &mut told {
        told.first = next;
        next = next.saturating_add(number(told.paragraphs.len()));
    }
    told.par_chunks_mut(TASK).try_for_each(|told| {
        asked(stop)?;
        let mut some = Links::default();
        told.iter_mut().for_each(|told| told.fingerprint(rules, &mut some));
        links.put(some);
        Ok(())
    })?;
    Ok(told)
}

impl<'t> Told<'t> {
    fn new(text: &'t str) -> Self {
        let (paragraphs, language) = (paragraphs(text), language(text));
        Self { first: 0, paragraphs, sizes: Vec::new(), words: 0, id: StoryId::default(), language }
    }

    fn fingerprint(&mut self, rules: &Rules, links: &mut Links) {
        let mut all = StoryHash::default();
        for (number, paragraph) in (self.first..).zip(&self.paragraphs) {
            // Nobody asks for its SimHash.
            let print = Forms::of(paragraph).fingerprint(paragraph, None, rules);
            all.add(&print.words);
            links.same(Same::new(print.id, 0, number));
            if print.is_comparable() {
                links.alike(&print.words, (0, number), || true);
            }
            self.sizes.push(Size::new(print.words.count(), print.is_comparable()));
        }
        let (words, id) = all.finish();
        (self.words, self.id) = (number(words), StoryId::new(id));
    }
}

/// The paragraphs of a text: what blank lines part, or, where there are none, its lines.
fn paragraphs(text: &str) -> Vec<&str> {
    let (mut at, mut blocks, mut goes_on) = (0, Vec::<Range<usize>>::new(), false);
    for line in text.split_inclusive('\n') {
        let (start, is_blank) = (at, trim(line).is_empty());
        at += line.len();
        match blocks.last_mut() {
            Some(block) if goes_on && !is_blank => block.end = at,
            _ if !is_blank => blocks.push(start..at),
            _ => {}
        }
        goes_on = !is_blank;
    }
    match blocks.as_slice() {
        [only] => text[only.clone()].lines().map(trim).collect(),
        blocks => blocks.iter().map(|block| trim(&text[block.clone()])).collect(),
    }
}

/// The places of the texts, in keep order.
fn in_keep_order(told: &[Told<'_>], keep: Keep) -> Vec<usize> {
    let standing = |row: usize| {
        let words = told[row].words;
        Standing { truncated: false, position: 0, words, day: None, page: number(row) }
    };
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.par_sort_unstable_by(|&a, &b| keep_order(&standing(a), &standing(b), keep));
    order
}

/// The corpus that the texts are.
fn parts<'t>(told: &[Told<'t>], order: &[usize]) -> Parts<'t> {
    let story = |&row: &usize| {
        let Told { first, paragraphs, words, language, .. } = &told[row];
        Story {
            first: *first,
            paragraphs: number(paragraphs.len()),
            words: *words,
            scope: 0,
            page: number(row),
            position: 0,
            equal: 0,
            language: *language,
            truncated: false,
            released: false,
        }
    };
    Parts {
        stories: order.iter().map(story).collect(),
        ids: order.iter().map(|&row| told[row].id).collect(),
        sizes: told.iter().flat_map(|told| told.sizes.iter().copied()).collect(),
        texts: Texts::Here(told.iter().flat_map(|told| told.paragraphs.iter().copied()).collect()),
    }
}

/// The survivor of each text, by its place.
fn survivors(
    (corpus, matches): (&Corpus<'_>, &Matches<'_>),
    fates: &[Fate],
    order: &[usize],
) -> Vec<Option<Survivor>> {
    let found: Vec<Option<Survivor>> = fates
        .par_iter()
        .enumerate()
        .map(|(at, fate)| {
            let Fate::Duplicate(twin) = fate else { return None };
            let survivor = twin.earlier as usize;
            let similarity = nearness(&Bench::new(corpus, matches), corpus, (at, survivor));
            Some(Survivor { row: order[survivor], similarity })
        })
        .collect();
    let mut survivors = vec![None; found.len()];
    order.iter().zip(found).for_each(|(&row, found)| survivors[row] = found);
    survivors
}

/// How like a story is to its twin: see [`Survivor::similarity`].
fn nearness(bench: &Bench<'_>, corpus: &Corpus<'_>, (story, twin): (usize, usize)) -> Similarity {
    let [story, twin] = [story, twin].map(|at| &corpus.stories[at]);
    if story.equal == twin.equal {
        return Similarity::ONE;
    }
    let twins = corpus.texts_of(twin);
    let likeness = |&text: &TextId| {
        let best = || twins.iter().filter_map(|&other| bench.similarity(text, other)).max();
        let best = if twins.contains(&text) { Some(Similarity::ONE) } else { best() };
        corpus.size(text).words() * best.map_or(0, Similarity::as_ten_thousandths)
    };
    let sum: usize = corpus.texts_of(story).iter().map(likeness).sum();
    Similarity::share(sum, story.words as usize * Similarity::ONE.as_ten_thousandths())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARBOUR: &str = "The harbour opened again on Monday after a week of storms that kept the fishing boats ashore and the \
                           market without fish, officials said.";
    const BUDGET: &str = "Parliament passed the budget late in the night by a narrow vote after the coalition agreed to cut \
                          fuel subsidies and to raise the pay of teachers.";

    fn check(texts: &[&str], likeness: Likeness, expected: &[Option<(usize, f64)>]) {
        let rules = Rules::builtin().unwrap();
        let found = dedup(texts, &rules, likeness, &Stop::default()).unwrap();
        let found: Vec<Option<(usize, f64)>> = found
            .into_iter()
            .map(|found| found.map(|Survivor { row, similarity }| (row, similarity.as_fraction())))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn copies_and_near_copies_name_the_text_that_stays() {
        let edited = HARBOUR.replace("Monday", "Sunday");
        let first = Likeness { keep: Keep::First, ..Likeness::default() };
        let expected = [None, None, Some((0, 1.0)), Some((0, 0.9583)), None];
        check(&[HARBOUR, BUDGET, HARBOUR, &edited, ""], first, &expected);
        check(&[], Likeness::default(), &[]);
    }

    #[test]
    fn the_longest_copy_stays_unless_the_first_is_asked_for() {
        let longer = HARBOUR.replace("officials said", "two officials of the port said");
        check(&[HARBOUR, &longer], Likeness::default(), &[Some((1, 0.8571)), None]);
        // The other way round a fact would be lost: "two".
        let first = Likeness { keep: Keep::First, ..Likeness::default() };
        check(&[HARBOUR, &longer], first, &[None, None]);
        check(&[HARBOUR, &longer], Likeness { facts: Level::Off, ..first }, &[None, Some((0, 0.8571))]);
    }

    #[test]
    fn a_text_of_several_paragraphs_is_compared_by_all_of_them() {
        let both = format!("{HARBOUR}\n\n{BUDGET}");
        let edited = format!("{BUDGET}\n\n{}\n", HARBOUR.replace("Monday", "Sunday"));
        check(
            &[&both, HARBOUR, &edited],
            Likeness { keep: Keep::First, ..Likeness::default() },
            &[None, Some((0, 1.0)), Some((0, 0.9803))],
        );
    }

    #[test]
    fn paragraphs_are_parted_by_blank_lines_or_else_by_lines() {
        assert_eq!(paragraphs("one\ntwo\r\nthree"), ["one", "two", "three"]);
        assert_eq!(paragraphs("\n one\ntwo\r\n\r\nthree\n \n"), ["one\ntwo", "three"]);
        assert_eq!(paragraphs(" \n"), [""; 0]);
    }

    #[test]
    fn it_ends_when_it_is_asked_to() {
        let stop = Stop::default();
        stop.ask();
        assert!(dedup(&[HARBOUR], &Rules::builtin().unwrap(), Likeness::default(), &stop).is_err());
    }
}
