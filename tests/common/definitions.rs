//! The definitions of near-duplicates: all pairs, without any short cut. Tests and a fuzz target hold the engine against them.

use std::sync::LazyLock;
use unspool::corpus::{Corpus, Telling, TextId};
use unspool::facts::{Facts, Level, before_cut, facts};
use unspool::fingerprint::{FLOOR, core, fingerprint, word_ids};
use unspool::lists::stowed::Stowage;
use unspool::pair::{Kinship, Matches, StoryMatch, compare_stories};
use unspool::rules::Rules;
use unspool::settle::{Duplicates, Fate, ParagraphFate, Policy, Revisions, Verdicts as Settled, settle};
use unspool::similarity::{Similarity, similarity};

/// A story: paragraphs, and whether the last one is cut off.
pub type Paragraphs = (Vec<String>, bool);

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().expect("the tables are sound"));

/// What becomes of each story, and the twins of its paragraphs.
pub type Verdicts = (Vec<Verdict>, Vec<Vec<Twin>>);

/// The verdicts of the definitions.
pub fn oracle(stories: &[Paragraphs]) -> Verdicts {
    verdicts(&plain(stories))
}

/// The verdicts of the engine on what was matched.
pub fn engine(stories: &[Paragraphs], matched: impl Fn(&Corpus<'_>) -> Matches<'static>) -> Verdicts {
    let corpus = corpus(stories);
    let matches = matched(&corpus);
    let stowage = Stowage::endless();
    let likes = compare_stories(&corpus, &matches, Similarity::STORY, &stowage);
    told(&corpus, &settle(&corpus, (&matches, &likes), &POLICY, &stowage))
}

/// The stories as the engine takes them.
pub fn corpus(stories: &[Paragraphs]) -> Corpus<'_> {
    Corpus::of(&tellings(stories), &RULES, Level::Numbers)
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

fn plain(stories: &[Paragraphs]) -> Vec<Story> {
    let read = |text: &str| facts(text, RULES.fact_words(None), Level::Numbers);
    let paragraph = |text: &String| Plain {
        words: word_ids(&fingerprint(text, &RULES).words),
        facts: read(core(text, &RULES)),
        sure: read(before_cut(core(text, &RULES))),
    };
    let story = |(paragraphs, truncated): &Paragraphs| Story {
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

/// What is said of a story: the survivor it yields to, or the story it revises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// It stays.
    Kept {
        /// The story that it revises.
        revises: Option<(usize, Similarity)>,
    },
    /// It yields.
    Duplicate(usize, Similarity),
}

/// A twin: story, paragraph, similarity.
pub type Twin = Option<(usize, usize, Similarity)>;

fn verdicts(stories: &[Story]) -> Verdicts {
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

fn tellings(stories: &[Paragraphs]) -> Vec<Telling<'_>> {
    let telling = stories.iter().map(|(paragraphs, truncated)| Telling {
        scope: 0,
        language: None,
        paragraphs: paragraphs.iter().map(String::as_str).collect(),
        truncated: *truncated,
    });
    telling.collect()
}

/// All pairs of texts that are similar enough.
pub fn all_pairs(corpus: &Corpus<'_>) -> Vec<(TextId, TextId, Similarity)> {
    let ids: Vec<TextId> = corpus.ids().filter(|&id| corpus.size(id).is_comparable()).collect();
    let pairs = ids.iter().enumerate().flat_map(|(at, &a)| ids[at + 1..].iter().map(move |&b| (a, b)));
    let like = pairs.map(|(a, b)| (a, b, similarity(&corpus.words(a), &corpus.words(b))));
    like.filter(|(_, _, likeness)| *likeness >= Similarity::MATCH).collect()
}

/// The engine's verdicts in the oracle's form.
fn told(corpus: &Corpus<'_>, verdicts: &Settled<'_>) -> Verdicts {
    let revision = |like: StoryMatch| {
        let kinship = like.kinship(POLICY.similarity);
        (kinship == Some(Kinship::Revision)).then_some((like.earlier as usize, like.share))
    };
    let fates = verdicts.stories.iter().map(|fate| match fate {
        Fate::Kept { like } => Verdict::Kept { revises: like.and_then(revision) },
        Fate::Duplicate(twin) => Verdict::Duplicate(twin.earlier as usize, twin.share),
    });
    let twin = |fate: &ParagraphFate| match fate {
        ParagraphFate::Duplicate(twin) => {
            let story = corpus.story_of(twin.number);
            let paragraph = (twin.number - corpus.stories[story].first) as usize;
            Some((story, paragraph, twin.similarity))
        }
        ParagraphFate::Alone | ParagraphFate::HeldBack(_) => None,
    };
    let twins = corpus.stories.iter().enumerate().map(|(at, story)| {
        let fates = verdicts.paragraphs(at);
        let fate = |number| fates.iter().find(|(told, _)| *told == number).and_then(|(_, fate)| twin(fate));
        story.numbers().map(fate).collect()
    });
    (fates.collect(), twins.collect())
}
