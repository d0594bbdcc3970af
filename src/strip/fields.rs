//! What the parts of a story say: title, dates, authors and the rest.

use super::{PageLines, Piece};
use crate::date::When;
use crate::label::{Look, byline_width, dateline_width, read_as, words_of};
use crate::role::{Part, Role};
use crate::rules::Rules;
use crate::span::{is_white, trim};
use crate::split::Run;
use crate::stamp::{Dated, Label, stamp};
use crate::words::is_cased;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The fields of a story, as the page gives them.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nBy Ann Pell\nUpdated 4 March 2024\n\n\
///             SIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let fields = &unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped.stories[0].fields;
/// assert_eq!(fields.title.as_deref(), Some("Rain in Sidon"));
/// assert_eq!(fields.dateline.as_deref(), Some("SIDON"));
/// assert_eq!(fields.authors, ["Ann Pell"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Fields {
    /// The headline.
    pub title: Option<String>,
    /// Summary bullets and standfirsts.
    pub highlights: Vec<String>,
    /// Captions.
    pub captions: Vec<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// The news agency, where one is credited.
    pub agency: Option<String>,
    /// Closing credits.
    pub credits: Vec<String>,
    /// Where the report was written, as the page has it.
    pub dateline: Option<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// Dates.
    pub dates: Dates,
    /// What an HTML page declares of the story beside its text.
    pub declared: Declared,
}

/// What is declared of a story.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[doc(hidden)]
pub struct Declared {
    /// The headline.
    pub title: Option<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// The story's own address.
    pub url: Option<String>,
    /// When it came out.
    pub published: Option<When>,
    /// When it was last changed.
    pub updated: Option<When>,
}

impl Fields {
    /// When the story came out: as declared, else as the page shows.
    pub fn published(&self) -> Option<When> {
        self.declared.published.or(self.dates.published.as_ref().map(|(when, _)| *when))
    }

    /// When it was last changed, likewise.
    pub fn updated(&self) -> Option<When> {
        self.declared.updated.or(self.dates.updated.as_ref().map(|(when, _)| *when))
    }
}

/// What a page says of when a story came out.
///
/// ```
/// use unspool::{page::unspool, rules::Rules, split::MIN_CONFIDENCE};
///
/// let page = "Rain in Sidon\n\nUpdated 4 March 2024\n\n\
///             SIDON: It rained for an hour, and everybody in the harbor was glad of it.\n";
/// let dates = &unspool(page, &Rules::builtin()?, MIN_CONFIDENCE).stripped.stories[0].fields.dates;
/// let (when, words) = dates.updated.as_ref().expect("the page says so");
/// assert_eq!(words, "4 March 2024");
/// assert_eq!(when.day(None).map(|day| day.to_string()).as_deref(), Some("2024-03-04"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dates {
    /// Publication, with the page's words.
    pub published: Option<(When, String)>,
    /// The last change, with the page's words.
    pub updated: Option<(When, String)>,
}

/// Reads the fields out of the parts.
pub(super) fn fields(page: &PageLines<'_>, run: &Run, roles: &[Role], pieces: &[Piece]) -> Fields {
    let mut fields = Fields::default();
    for piece in pieces {
        let text = piece.span.of(page.text);
        match piece.part {
            Part::Title => fields.title = fields.title.or_else(|| Some(words_of(text).to_owned())),
            Part::Highlight => fields.highlights.push(words_of(text).to_owned()),
            Part::Caption => push_new(&mut fields.captions, words_of(text).to_owned()),
            Part::Credit => fields.credits.push(words_of(text).to_owned()),
            Part::Topics => fields.topics.extend(topics(&read_as(text), page.rules)),
            Part::Byline | Part::Date => byline(&read(text, page.rules), page.rules, &mut fields),
            Part::Paragraph | Part::Subheading => {}
        }
    }
    fields.dateline = dateline(page, run, roles);
    fields.agency =
        fields.agency.take().or_else(|| agency_of_dateline(fields.dateline.as_deref(), page.rules));
    fields
}

/// A line as rules read it, if the dates in it stand so on the page.
fn read<'t>(text: &'t str, rules: &Rules) -> Cow<'t, str> {
    let read = read_as(text);
    let there = |dated: &Dated| text.contains(dated.raw.of(&read));
    match read {
        Cow::Owned(ref made) if stamp(made, rules).is_some_and(|stamp| !stamp.dates.iter().all(there)) => {
            text.into()
        }
        read => read,
    }
}

fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// The dateline of the first paragraph.
fn dateline(page: &PageLines<'_>, run: &Run, roles: &[Role]) -> Option<String> {
    let first = run.lines.clone().find(|&index| roles[index] == Role::Part(Part::Paragraph))?;
    let piece = page.piece(first);
    dateline_width(piece).map(|width| piece[..width].to_owned())
}

fn agency_of_dateline(dateline: Option<&str>, rules: &Rules) -> Option<String> {
    let (_, behind) = dateline?.split_once('(')?;
    agency(behind.trim_end_matches(')'), rules)
}

fn agency(name: &str, rules: &Rules) -> Option<String> {
    rules.labels.agencies.is_one(name).then(|| name.to_owned())
}

/// Authors, agency and dates of a byline or date line.
fn byline(text: &str, rules: &Rules, fields: &mut Fields) {
    match stamp(text, rules) {
        Some(stamp) => {
            for dated in &stamp.dates {
                date(text, dated, &mut fields.dates);
            }
            if let Some(rest) = stamp.rest.map(|rest| rest.of(text)).filter(|rest| is_name(rest, rules)) {
                author(rest, rules, fields);
            }
        }
        None => author(text, rules, fields),
    }
}

fn date(text: &str, dated: &Dated, dates: &mut Dates) {
    let field = match dated.label {
        Some(Label::Published) => &mut dates.published,
        // "N sec ago" is the clock of an update; a bare day tells when the story came out.
        None if !dated.when.is_relative() => &mut dates.published,
        _ => &mut dates.updated,
    };
    let open = field.as_ref().is_none_or(|(when, _)| *when == When::Unclear && dated.when != When::Unclear);
    if open {
        *field = Some((dated.when, dated.raw.of(text).to_owned()));
    }
}

fn author(text: &str, rules: &Rules, fields: &mut Fields) {
    let text = trim(words_of(text));
    let by = byline_width(text, &rules.labels);
    let name = trim(&text[by.unwrap_or(0)..]);
    let name = name.trim_matches(|c: char| is_white(c) || matches!(c, '|' | '•' | '·' | ',' | ':'));
    if name.is_empty() {
        return;
    }
    match agency(name, rules) {
        Some(agency) => fields.agency = fields.agency.take().or(Some(agency)),
        None => {
            for (at, names) in name.split('|').enumerate() {
                let called = by.is_some() && at == 0;
                names_in(names, called).for_each(|name| push_new(&mut fields.authors, name.to_owned()));
            }
        }
    }
}

/// The names that a text lists; if it is `called` a list of authors, all that stands in it.
fn names_in(text: &str, called: bool) -> impl Iterator<Item = &str> {
    let each = text.split([',', '&']).flat_map(|part| part.split(" and "));
    let each = each.flat_map(move |part| part.split(move |c| c == '/' && !called)).map(trim);
    let each = each.map(move |name| if called { name } else { trim(behind_place(name)) });
    each.filter(move |name| if called { !name.is_empty() } else { may_be_author(name) })
}

/// A name without the place or the task in front: `Baghdad: Layth Aziz`.
fn behind_place(name: &str) -> &str {
    let parts = name.split_once(':').map(|(_, name)| trim(name));
    parts.filter(|name| Look::of(name).is_name_like()).unwrap_or(name)
}

/// Whether words that nothing calls an author's may be a name: no number, no address, no tag, and no single word in a script that has
/// capitals.
fn may_be_author(name: &str) -> bool {
    let plain = !name.contains(|c: char| c.is_numeric() || "#@/_:".contains(c));
    !name.is_empty() && plain && (!name.contains(is_cased) || name.contains(is_white))
}

/// Whether the words beside a date are somebody's name or an agency.
pub(crate) fn is_name(rest: &str, rules: &Rules) -> bool {
    let name = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = name.split(is_white).collect();
    let lettered = name.chars().all(|c| c.is_alphabetic() || is_white(c) || ".,’'-&|".contains(c));
    let cased = words.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    agency(name, rules).is_some() || (lettered && (2..=8).contains(&words.len()) && cased <= 1)
}

/// The topics of a line, without its label: parted by commas, else one piece.
fn topics(text: &str, rules: &Rules) -> Vec<String> {
    let list = &text[rules.labels.topics.longest(text).unwrap_or(0)..];
    let parts = list.split([',', '|', '،', '、', ';', '•']).map(trim).filter(|topic| !topic.is_empty());
    parts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let (mut fields, rules) = (Fields::default(), Rules::builtin().unwrap());
        byline(&read(line, &rules), &rules, &mut fields);
        assert_eq!(fields.authors, expected);
    }

    #[test]
    fn authors_are_names() {
        check("By Dana Whitlock and Owen Rutter", &["Dana Whitlock", "Owen Rutter"]);
        check("By Madonna", &["Madonna"]);
        check("By Corazon Abueva | Correspondent", &["Corazon Abueva"]);
        check("Dana Whitlock", &["Dana Whitlock"]);
        check("高瀬千尋", &["高瀬千尋"]);
        check("Baghdad: Layth Aziz", &["Layth Aziz"]);
        check("Orla Grant/Gleaner Writer", &["Orla Grant", "Gleaner Writer"]);
        check("4 MB", &[]);
        check("Harbour: the last ferry has left", &[]);
        check("Hashtags", &[]);
        check("#HamadPort #Logistics", &[]);
        check("By [Dana Whitlock](https://orsk.example/dana)", &["Dana Whitlock"]);
    }

    #[test]
    fn dates_are_read_without_the_links_they_stand_in() {
        let rules = Rules::builtin().unwrap();
        let read = |line| read(line, &rules).into_owned();
        assert_eq!(
            read("Posted on [October 18, 2022](/18) by [dot](/dot)"),
            "Posted on October 18, 2022 by dot"
        );
        let broken = "Updated 12 [March](/march) 2024";
        assert_eq!(read(broken), broken, "the page has the date in pieces");
    }
}
