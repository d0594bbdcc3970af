//! The engine against the definitions of near-duplicates, on generated corpora and on cases of their own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;
#[path = "common/definitions.rs"]
mod definitions;

use definitions::{Verdict, all_pairs, corpus, engine, oracle};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::LazyLock;
use unspool::corpus::Corpus;
use unspool::fingerprint::{fingerprint, word_ids};
use unspool::pair::{Matches, pair_at_hand};
use unspool::rules::Rules;
use unspool::similarity::{Similarity, similarity};

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());

fn check(
    stories: &[common::Paragraphs],
    matched: impl Fn(&Corpus<'_>) -> Matches<'static>,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(engine(stories, matched), oracle(stories));
    Ok(())
}

/// So many corpora, each time the same ones.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 500, rng_seed: RngSeed::Fixed(20_241_008), ..ProptestConfig::default() }
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
    let (verdicts, _) = oracle(&[(whole, false), (cut.clone(), true)]);
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
    oracle(&stories).0[1]
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
        let words = |text: &str| word_ids(&fingerprint(text, &RULES).words);
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
    let edited = |edits: &[(usize, usize)]| vec![common::edited(common::SENTENCES[2], edits)];
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
    let corpus = corpus(&stories);
    let matches = pair_at_hand(&corpus, Similarity::MATCH);
    let bound = unspool::pair::RUN_BOUND * unspool::pair::keys::KEYS;
    assert!(matches.candidates <= corpus.text_count() * bound, "{} candidates", matches.candidates);
    assert!(matches.largest_run > 1_000, "the paragraphs are near-equal: {}", matches.largest_run);
}
