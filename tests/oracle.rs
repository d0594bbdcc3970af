//! The definitions of near-duplicates, all pairs, without any short cut; every faster way is held against them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use unspool::corpus::{Corpus, Telling, TextId};
use unspool::facts::{Facts, Level, before_cut, facts};
use unspool::fingerprint::{FLOOR, core, fingerprint, word_ids};
use unspool::pair::{Matches, compare_stories, pair_at_hand};
use unspool::rules::Rules;
use unspool::settle::{Duplicates, Fate, ParagraphFate, Policy, Revisions, Verdicts, settle};
use unspool::similarity::{Similarity, similarity};

fn rules() -> &'static Rules {
    static RULES: std::sync::OnceLock<Rules> = std::sync::OnceLock::new();
    RULES.get_or_init(|| Rules::builtin().unwrap())
}

const POLICY: Policy = Policy {
    stories: Duplicates::Drop,
    paragraphs: Duplicates::Mark,
    revisions: Revisions::Keep,
    similarity: Similarity::STORY,
    paragraph_similarity: Similarity::PARAGRAPH,
};

/// A paragraph as the definitions see it.
struct Plain {
    words: Vec<u64>,
    facts: Facts,
    /// Those that are sure when it is cut off.
    sure: Facts,
}

/// A story as the definitions see it.
struct Story {
    paragraphs: Vec<Plain>,
    truncated: bool,
}

impl Story {
    fn words(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.words.len()).sum()
    }

    fn all_words(&self) -> Vec<u64> {
        self.paragraphs.iter().flat_map(|paragraph| paragraph.words.clone()).collect()
    }
}

fn plain(stories: &[common::Paragraphs]) -> Vec<Story> {
    let read = |text: &str| facts(text, rules().fact_words(None), Level::Numbers);
    let paragraph = |text: &String| Plain {
        words: word_ids(&fingerprint(text, rules()).words),
        facts: read(core(text, rules())),
        sure: read(before_cut(core(text, rules()))),
    };
    let story = |(paragraphs, truncated): &common::Paragraphs| Story {
        paragraphs: paragraphs.iter().map(paragraph).collect(),
        truncated: *truncated,
    };
    stories.iter().map(story).collect()
}

/// Two paragraphs match within stories from 0.80; short ones only when equal.
fn match_in_story(a: &Plain, b: &Plain) -> Option<Similarity> {
    if a.words == b.words {
        return Some(Similarity::ONE);
    }
    let long = a.words.len() >= FLOOR && b.words.len() >= FLOOR;
    Some(similarity(&a.words, &b.words)).filter(|likeness| long && *likeness >= Similarity::MATCH)
}

/// A cut-off paragraph matches one that begins like it, its last word (which may be cut as well) left out.
fn begins(cut: &Plain, whole: &Plain) -> bool {
    let head = &cut.words[..cut.words.len().saturating_sub(1)];
    !head.is_empty()
        && head.len() < whole.words.len()
        && similarity(head, &whole.words[..head.len()]) >= Similarity::MATCH
}

/// Whether one paragraph tells what a long one that matches nothing says.
fn tells(twin: &Plain, gone: &Plain) -> bool {
    twin.words.len() >= FLOOR
        && similarity(&gone.words, &twin.words) >= Similarity::TOLD
        && agrees(gone, twin)
}

fn agrees(gone: &Plain, twin: &Plain) -> bool {
    gone.words == twin.words || gone.facts.is_covered_by(&twin.facts)
}

/// The share of `story` that `twin` holds, and whether it is a duplicate.
fn compare(story: &Story, twin: &Story) -> (Similarity, bool) {
    if story.all_words() == twin.all_words() {
        return (Similarity::ONE, true);
    }
    let last = story.paragraphs.len() - 1;
    let found: Vec<bool> = story
        .paragraphs
        .iter()
        .enumerate()
        .map(|(at, paragraph)| {
            twin.paragraphs.iter().any(|other| {
                let cut = story.truncated && at == last;
                let like = match_in_story(paragraph, other).is_some() || (cut && begins(paragraph, other));
                like && (agrees(paragraph, other) || (cut && paragraph.sure.is_covered_by(&other.facts)))
            })
        })
        .collect();
    let pairs = || story.paragraphs.iter().zip(&found);
    let matched: usize =
        pairs().filter(|(_, found)| **found).map(|(paragraph, _)| paragraph.words.len()).sum();
    let share = Similarity::share(matched, story.words());
    let told = |paragraph: &Plain| twin.paragraphs.iter().any(|other| tells(other, paragraph));
    let whole = pairs().all(|(paragraph, found)| *found || paragraph.words.len() < FLOOR || told(paragraph));
    (share, share >= Similarity::STORY && whole)
}

/// Earlier stories that a story is compared with: those of equal words, and the 8 with the most votes.
fn candidates(stories: &[Story], at: usize) -> Vec<usize> {
    let mut votes = vec![0; at];
    for paragraph in stories[at].paragraphs.iter().filter(|paragraph| !paragraph.words.is_empty()) {
        let holds = |other: &&usize| {
            stories[**other].paragraphs.iter().any(|twin| match_in_story(paragraph, twin).is_some())
        };
        let all: Vec<usize> = (0..at).collect();
        all.iter().filter(holds).take(32).for_each(|&other| votes[other] += paragraph.words.len());
    }
    let mut ranked: Vec<usize> = (0..at).filter(|&other| votes[other] > 0).collect();
    ranked.sort_by_key(|&other| (std::cmp::Reverse(votes[other]), other));
    ranked.truncate(8);
    ranked.extend((0..at).filter(|&other| stories[other].all_words() == stories[at].all_words()));
    ranked
}

/// What the definitions say of each story: the survivor it yields to, or the story it revises.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Kept { revises: Option<(usize, Similarity)> },
    Duplicate(usize, Similarity),
}

/// A twin: story, paragraph, similarity.
type Twin = Option<(usize, usize, Similarity)>;

fn oracle(stories: &[Story]) -> (Vec<Verdict>, Vec<Vec<Twin>>) {
    let (mut verdicts, mut twins): (Vec<Verdict>, Vec<Vec<Twin>>) = (Vec::new(), Vec::new());
    for at in 0..stories.len() {
        let verdict = verdict(stories, at, &verdicts);
        let mut own: Vec<Twin> = Vec::new();
        for paragraph in 0..stories[at].paragraphs.len() {
            own.push(twin(
                stories,
                (at, paragraph),
                (&verdicts, &twins),
                (&own, matches!(verdict, Verdict::Kept { .. })),
            ));
        }
        verdicts.push(verdict);
        twins.push(own);
    }
    (verdicts, twins)
}

fn verdict(stories: &[Story], at: usize, verdicts: &[Verdict]) -> Verdict {
    if stories[at].words() == 0 {
        return Verdict::Kept { revises: None };
    }
    let kept = |other: &usize| matches!(verdicts[*other], Verdict::Kept { .. });
    let compared = candidates(stories, at).into_iter().filter(kept).map(|other| {
        let (share, duplicate) = compare(&stories[at], &stories[other]);
        (other, share, duplicate)
    });
    let best = |wanted: bool| {
        let fitting = compared
            .clone()
            .filter(|(_, share, duplicate)| *duplicate == wanted && *share >= Similarity::REVISION);
        fitting
            .min_by_key(|(other, share, _)| (std::cmp::Reverse(*share), *other))
            .map(|(other, share, _)| (other, share))
    };
    match best(true) {
        Some((other, share)) => Verdict::Duplicate(other, share),
        None => Verdict::Kept { revises: best(false) },
    }
}

/// The kept paragraph that a paragraph is a duplicate of.
fn twin(
    stories: &[Story],
    (at, paragraph): (usize, usize),
    (verdicts, twins): (&[Verdict], &[Vec<Twin>]),
    (own, kept): (&[Twin], bool),
) -> Twin {
    let text = &stories[at].paragraphs[paragraph];
    let earlier = (0..at).filter(|&other| matches!(verdicts[other], Verdict::Kept { .. }));
    let places =
        earlier.flat_map(|other| (0..stories[other].paragraphs.len()).map(move |place| (other, place)));
    let places = places.filter(|&(other, place)| twins[other][place].is_none());
    let here = (0..paragraph).filter(|&place| kept && own[place].is_none()).map(|place| (at, place));
    let like = places.chain(here).filter_map(|(other, place)| {
        let twin = &stories[other].paragraphs[place];
        let likeness = similarity(&text.words, &twin.words);
        let long = text.words.len() >= FLOOR && twin.words.len() >= FLOOR;
        (long && likeness >= Similarity::PARAGRAPH && agrees(text, twin)).then_some((other, place, likeness))
    });
    like.min_by_key(|&(other, place, likeness)| (std::cmp::Reverse(likeness), other, place))
}

fn tellings(stories: &[common::Paragraphs]) -> Vec<Telling<'_>> {
    let telling = stories.iter().map(|(paragraphs, truncated)| Telling {
        scope: 0,
        language: None,
        paragraphs: paragraphs.iter().map(String::as_str).collect(),
        truncated: *truncated,
    });
    telling.collect()
}

/// All pairs of texts that are similar enough.
fn all_pairs(corpus: &Corpus<'_>) -> Vec<(TextId, TextId, Similarity)> {
    let ids: Vec<TextId> = corpus.ids().filter(|&id| corpus.size(id).is_comparable()).collect();
    let pairs = ids.iter().enumerate().flat_map(|(at, &a)| ids[at + 1..].iter().map(move |&b| (a, b)));
    let like = pairs.map(|(a, b)| (a, b, similarity(&corpus.words(a), &corpus.words(b))));
    like.filter(|(_, _, likeness)| *likeness >= Similarity::MATCH).collect()
}

/// The engine's verdicts in the oracle's form.
fn told(corpus: &Corpus<'_>, verdicts: &Verdicts) -> (Vec<Verdict>, Vec<Vec<Twin>>) {
    let revision = |like: unspool::pair::StoryMatch| {
        let kinship = like.kinship(POLICY.similarity);
        (kinship == Some(unspool::pair::Kinship::Revision)).then_some((like.earlier, like.share))
    };
    let fates = verdicts.stories.iter().map(|fate| match fate {
        Fate::Kept { like } => Verdict::Kept { revises: like.and_then(revision) },
        Fate::Duplicate(twin) => Verdict::Duplicate(twin.earlier, twin.share),
    });
    let twin = |number| match verdicts.paragraph(number) {
        ParagraphFate::Duplicate(twin) => {
            let story = corpus.story_of(twin.number);
            let paragraph = (twin.number - corpus.stories[story].first) as usize;
            Some((story, paragraph, twin.similarity))
        }
        ParagraphFate::Alone | ParagraphFate::HeldBack(_) => None,
    };
    let twins = corpus.stories.iter().map(|story| story.numbers().map(twin).collect());
    (fates.collect(), twins.collect())
}

fn check(
    stories: &[common::Paragraphs],
    matched: impl Fn(&Corpus<'_>) -> Matches,
) -> Result<(), TestCaseError> {
    let corpus = Corpus::of(&tellings(stories), rules(), Level::Numbers);
    let matches = matched(&corpus);
    let likes = compare_stories(&corpus, &matches, Similarity::STORY);
    let verdicts = settle(&corpus, &matches, &likes, &POLICY);
    prop_assert_eq!(told(&corpus, &verdicts), oracle(&plain(stories)));
    Ok(())
}

/// 256 corpora; with `PROPTEST_CASES=500` in the environment so many.
fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(20_241_008), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn settling_all_pairs_gives_the_oracles_verdicts(stories in common::corpus()) {
        check(&stories, |corpus| Matches::new(corpus, &all_pairs(corpus)))?;
    }

    /// With the seed fixed: candidates are found with a probability, however near to one.
    #[test]
    fn settling_candidate_pairs_gives_the_oracles_verdicts(stories in common::corpus()) {
        check(&stories, |corpus| pair_at_hand(corpus, Similarity::MATCH))?;
    }
}

#[test]
fn a_cut_off_story_yields_to_its_whole_copy() {
    let whole: Vec<String> = common::SENTENCES[..5].iter().map(|text| (*text).to_owned()).collect();
    let mut cut = whole[..3].to_vec();
    let last = cut[2].len() / 2;
    cut[2].truncate(last);
    let (verdicts, _) = oracle(&plain(&[(whole, false), (cut.clone(), true)]));
    assert!(matches!(verdicts[1], Verdict::Duplicate(0, _)), "{verdicts:?}");
    check(
        &[(common::SENTENCES[..5].iter().map(|text| (*text).to_owned()).collect(), false), (cut, true)],
        |corpus| pair_at_hand(corpus, Similarity::MATCH),
    )
    .unwrap();
}

/// The verdict on the second of two stories, which the engine gives as well.
fn second(first: Vec<String>, second: common::Paragraphs) -> Verdict {
    let stories = [(first, false), second];
    check(&stories, |corpus| pair_at_hand(corpus, Similarity::MATCH)).unwrap();
    oracle(&plain(&stories)).0[1]
}

#[test]
fn a_story_yields_though_one_of_its_paragraphs_was_edited_more_than_the_others() {
    let whole: Vec<String> = common::SENTENCES[..6].iter().map(|text| (*text).to_owned()).collect();
    let edited = |count: usize| {
        let edits: Vec<(usize, usize)> = (0..count).map(|at| (at * 3, [0, 1, 2, 5][at % 4])).collect();
        let mut story = whole.clone();
        story[0] = common::edited(&story[0], &edits);
        story
    };
    let likeness = |count| {
        let words = |text: &str| word_ids(&fingerprint(text, rules()).words);
        similarity(&words(&whole[0]), &words(&edited(count)[0]))
    };
    assert!(
        likeness(6) < Similarity::MATCH && likeness(6) >= Similarity::TOLD && likeness(8) < Similarity::TOLD
    );
    assert!(matches!(second(whole.clone(), (edited(6), false)), Verdict::Duplicate(0, _)));
    assert!(matches!(second(whole.clone(), (edited(8), false)), Verdict::Kept { revises: Some(_) }));
}

#[test]
fn a_figure_that_the_end_of_a_page_breaks_holds_no_story_back() {
    let whole: Vec<String> = common::SENTENCES[..2].iter().map(|text| (*text).to_owned()).collect();
    let cut = |end: &str| {
        let at = whole[1].find(end).unwrap() + end.len();
        vec![whole[0].clone(), whole[1][..at].to_owned()]
    };
    assert!(matches!(second(whole.clone(), (cut("moved 1,4"), true)), Verdict::Duplicate(0, _)));
    assert!(matches!(second(whole.clone(), (cut("moved 1,4"), false)), Verdict::Kept { .. }));
}

#[test]
fn nothing_drifts_along_a_chain() {
    let edited = |edits: &[(usize, usize)]| vec![common::edited(common::SENTENCES[2], &edits.to_vec())];
    // Each resembles the next at 0.90 and more, the ends do not.
    let chain = [edited(&[]), edited(&[(3, 0), (5, 1)]), edited(&[(3, 0), (5, 1), (8, 2), (11, 5)])];
    let stories: Vec<common::Paragraphs> = chain.into_iter().map(|paragraphs| (paragraphs, false)).collect();
    check(&stories, |corpus| pair_at_hand(corpus, Similarity::MATCH)).unwrap();
}

/// Work grows with the number of texts, not with its square: every text is compared with a bounded number of others.
#[test]
fn many_near_equal_paragraphs_are_paired_in_linear_work() {
    let stories: Vec<common::Paragraphs> = (0..3_000)
        .map(|at| {
            (
                vec![format!(
                    "{} Number {at} of the same kind was seen by the watchers on the pier.",
                    common::SENTENCES[0]
                )],
                false,
            )
        })
        .collect();
    let corpus = Corpus::of(&tellings(&stories), rules(), Level::Numbers);
    let matches = pair_at_hand(&corpus, Similarity::MATCH);
    let bound = unspool::pair::RUN_BOUND * unspool::pair::keys::KEYS;
    assert!(matches.candidates <= corpus.text_count() * bound, "{} candidates", matches.candidates);
    assert!(matches.largest_run > 1_000, "the paragraphs are near-equal: {}", matches.largest_run);
}
