//! A story's fields as they stand in its record.

use super::{DateSource, Fields, Record, Rules, Seen, hex64, hex128, id};
use crate::date::When;
use crate::telling::day_of;
use jiff::civil::Date;

/// A record with everything but its text, parts and twins.
pub(super) fn record(seen: &Seen<'_>, rules: &Rules, scraped_at: Option<Date>) -> Record {
    let Fields { title, highlights, captions, authors, agency, credits, dateline, topics, dates } =
        seen.story().fields.clone();
    let ruleset = rules.ruleset(seen.page.page.analysis.stripped.ruleset);
    let published = Told::new(dates.published, scraped_at);
    let updated = Told::new(dates.updated, scraped_at);
    let (date, date_source) = date(&published, &updated);
    Record {
        id: id(seen),
        text: String::new(),
        title,
        highlights,
        captions,
        authors,
        agency,
        credits,
        dateline,
        publisher: ruleset.publisher.clone(),
        ruleset: ruleset.name.clone(),
        language: seen.told().language.map(|language| language.tag().to_owned()),
        topics,
        date,
        date_source,
        published: published.day,
        published_at: published.at,
        published_raw: published.raw,
        updated: updated.day,
        updated_at: updated.at,
        updated_raw: updated.raw,
        url: None,
        scraped_at: scraped_at.map(|day| day.to_string()),
        path: seen.page.path.to_owned(),
        item: seen.page.item,
        position: seen.position,
        span: seen.story().span,
        truncated: seen.story().truncated,
        word_count: seen.told().word_count,
        split_confidence: seen.story().confidence,
        evidence: seen.story().evidence.clone(),
        content_id: hex128(seen.told().content_id),
        simhash: seen.told().simhash.map(hex64),
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
    fn new(date: Option<(When, String)>, scraped_at: Option<Date>) -> Self {
        let Some((when, raw)) = date else { return Self::default() };
        let day = day_of(&when, scraped_at).map(|day| day.to_string());
        Self { day, at: when.at(), raw: Some(raw), relative: when.is_relative() }
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
