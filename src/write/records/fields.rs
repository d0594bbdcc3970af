//! A story's fields as they stand in its record.

use super::{DateSource, Fields, Record, Rules, Seen, hex64, hex128, story_id};
use crate::date::When;
use crate::origin::Scraped;
use crate::record::PagePath;
use crate::telling::{Page, day_of};

/// A record with everything but its text, parts and twins.
pub(super) fn record(seen: &Seen<'_>, rules: &Rules) -> Record {
    lone_record(&seen.page.page, (seen.page.path, seen.page.item), seen.position, rules)
}

/// The record of the story at a position of a page, with everything but its text, its parts and what other pages decide.
pub fn lone_record(page: &Page, (path, item): PagePath<'_>, position: usize, rules: &Rules) -> Record {
    let (story, story_told) = (&page.analysis.stripped.stories[position], &page.analysis.told[position]);
    let fields = story.fields.clone();
    let (published, updated) = (fields.published(), fields.updated());
    let Fields { title, highlights, captions, authors, agency, credits, dateline, topics, dates, declared } =
        fields;
    let origin = &page.origin;
    let ruleset = rules.ruleset(page.analysis.stripped.ruleset);
    let published = Told::new(published, dates.published, origin.scraped);
    let updated = Told::new(updated, dates.updated, origin.scraped);
    let either =
        |declared: Vec<String>, shown: Vec<String>| if declared.is_empty() { shown } else { declared };
    let language = story_told.language.map(|language| language.tag().to_owned());
    let (date, date_source) = date(&published, &updated);
    Record {
        id: story_id(path, item, position),
        text: String::new(),
        title,
        highlights,
        captions,
        authors: either(declared.authors, authors),
        agency,
        credits,
        dateline,
        publisher: ruleset.publisher.clone().or(declared.publisher),
        ruleset: ruleset.name.clone(),
        language: language.or(declared.language),
        topics: either(declared.topics, topics),
        date,
        date_source,
        published: published.day,
        published_at: published.at,
        published_raw: published.raw,
        updated: updated.day,
        updated_at: updated.at,
        updated_raw: updated.raw,
        url: origin.url.clone().or(declared.url),
        scraped_at: origin.scraped.map(|scraped| scraped.to_string()),
        path: path.to_owned(),
        item,
        position,
        span: story.span,
        truncated: story.truncated,
        word_count: story_told.word_count,
        split_confidence: story.confidence,
        evidence: story.evidence.clone(),
        content_id: hex128(story_told.content_id),
        simhash: story_told.simhash.map(hex64),
        copies: 0,
        copied_in: Vec::new(),
        duplicate_of: None,
        revision_of: None,
        paragraphs_dropped: 0,
        parts: Vec::new(),
    }
}

/// What a page says of one date.
#[derive(Default)]
struct Told {
    day: Option<String>,
    at: Option<String>,
    raw: Option<String>,
    relative: bool,
}

impl Told {
    /// What counts, and what the page shows, which may be something else.
    fn new(when: Option<When>, shown: Option<(When, String)>, scraped: Option<Scraped>) -> Self {
        let Some(when) = when else { return Self::default() };
        let day = day_of(&when, scraped).map(|day| day.to_string());
        let shown_at = shown
            .as_ref()
            .filter(|(other, _)| other.day(None) == when.day(None))
            .and_then(|(other, _)| other.at());
        let at = when.at().or(shown_at);
        Self { day, at, raw: shown.map(|(_, raw)| raw), relative: when.is_relative() }
    }
}

/// `published`, else `updated`.
fn date(published: &Told, updated: &Told) -> (Option<String>, Option<DateSource>) {
    let (told, source) = match (&published.day, &updated.day) {
        (Some(_), _) => (published, DateSource::Published),
        (None, Some(_)) => (updated, DateSource::Updated),
        (None, None) => return (None, None),
    };
    (told.day.clone(), Some(if told.relative { DateSource::Relative } else { source }))
}
