//! An object of JSON or a row of a table → the text of a page, and where it comes from.

use super::Media;
use crate::origin::{Origin, Scraped};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Which fields hold what; those that are not named are found by the names that crawlers and their followers use. A dot
/// parts the name of an object from the name of a field in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// The text of the page.
    pub text: Option<String>,
    /// When it was scraped.
    pub date: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// Text: datatrove, Dolma, trafilatura and many others; news-please; CCNet; Common Crawl's news; OSCAR. HTML where there is
/// no text.
const TEXT: [&str; 11] = [
    "text",
    "maintext",
    "raw_content",
    "raw_text",
    "plain_text",
    "content",
    "article_text",
    "body",
    "html",
    "raw_html",
    "html_content",
];
/// Address: most of them; datatrove and Dolma; OSCAR; trafilatura.
const URL: [&str; 8] = [
    "url",
    "metadata.url",
    "warc_headers.warc-target-uri",
    "WARC-Target-URI",
    "source_url",
    "link",
    "source",
    "metadata.source",
];
/// Moment of scraping: news-please and CCNet; trafilatura; Dolma; OSCAR and other followers of Common Crawl.
const DATE: [&str; 14] = [
    "scraped_at",
    "date_download",
    "crawl_date",
    "crawled_at",
    "fetch_time",
    "fetched_at",
    "download_date",
    "filedate",
    "warc_date",
    "WARC-Date",
    "warc_headers.warc-date",
    "metadata.warc_date",
    "metadata.crawl_date",
    "added",
];
/// What says beside a field `date` that it is the moment of scraping and not that of publication (datatrove).
const DUMP: [&str; 2] = ["dump", "metadata.dump"];
const DUMP_DATE: [&str; 2] = ["date", "metadata.date"];

impl Fields {
    /// The fields that are named, with the options that name them.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [("--text-field", &self.text), ("--date-field", &self.date), ("--url-field", &self.url)];
        all.into_iter().filter_map(|(option, name)| Some((option, name.as_deref()?)))
    }

    /// The names of the fields that may hold the text, in the order in which they are tried.
    pub(super) fn text_names(&self) -> Vec<&str> {
        self.text.as_deref().map_or_else(|| TEXT.to_vec(), |name| vec![name])
    }

    /// The names of all fields that are asked for.
    pub(super) fn all_names(&self) -> Vec<&str> {
        let others = [&URL[..], &DATE, &DUMP, &DUMP_DATE].concat();
        [self.text_names(), others, self.named().map(|(_, name)| name).collect()].concat()
    }

    /// The text of a page, by what stands in its fields, and whether its name says what it is; `None` if there is none.
    pub(super) fn text_of<T>(&self, text: impl Fn(&str) -> Option<T>) -> Option<(T, Media)> {
        self.text_names().into_iter().find_map(|name| Some((text(name)?, media(name))))
    }

    /// Where a page comes from, by what stands in its fields.
    pub(super) fn origin_of<'o>(&self, said: impl Fn(&str) -> Option<Cow<'o, str>>) -> Origin {
        let address = |name: &str| said(name).filter(|url| url.contains("://")).map(Cow::into_owned);
        let url = match &self.url {
            Some(name) => said(name).map(Cow::into_owned),
            None => URL.into_iter().find_map(address),
        };
        let date = |name: &str| Scraped::read(&said(name)?);
        let dumped = || DUMP_DATE.into_iter().filter(|_| DUMP.iter().any(|dump| said(dump).is_some()));
        let scraped = match &self.date {
            Some(name) => date(name),
            None => DATE.into_iter().chain(dumped()).find_map(date),
        };
        Origin { url, scraped }
    }
}

/// What a field holds, by its name: one of its words is `html`.
fn media(name: &str) -> Media {
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_html = last.split(['_', '-']).any(|word| word.eq_ignore_ascii_case("html"));
    if is_html { Media::Html } else { Media::Unknown }
}

/// What stands in a field, if it is text.
pub(super) fn text_at<'o>(object: &'o Map<String, Value>, name: &str) -> Option<&'o str> {
    at(object, name)?.as_str()
}

/// What stands in a field.
pub(super) fn at<'o>(object: &'o Map<String, Value>, name: &str) -> Option<&'o Value> {
    object.get(name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        at(object.get(outer)?.as_object()?, inner)
    })
}

/// The names of all fields, those in objects with a dot, as many as help.
pub(super) fn names(object: &Map<String, Value>) -> Vec<String> {
    const NAMED: usize = 30;
    let name = |(name, value): (&String, &Value)| match value {
        Value::Object(inner) => inner.keys().map(|inner| format!("{name}.{inner}")).collect(),
        _ => vec![name.clone()],
    };
    object.iter().flat_map(name).take(NAMED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text_of<'o>(fields: &Fields, object: &'o Map<String, Value>) -> Option<&'o str> {
        let text = |name: &str| text_at(object, name).filter(|text| !text.trim().is_empty());
        Some(fields.text_of(text)?.0)
    }

    fn check(object: &Value, text: Option<&str>, url: Option<&str>, scraped: Option<&str>) {
        let (object, fields) = (object.as_object().unwrap(), Fields::default());
        let Origin { url: found, scraped: when } =
            fields.origin_of(|name| text_at(object, name).map(Cow::Borrowed));
        let when = when.map(|when| when.to_string());
        assert_eq!((text_of(&fields, object), found.as_deref(), when.as_deref()), (text, url, scraped));
    }

    #[test]
    fn the_fields_of_known_programs_are_found() {
        let url = "https://example.org/ferry";
        let datatrove = json!({"text": "T", "id": "1", "metadata": {"url": url, "date": "2024-03-12T08:30:05Z", "dump": "CC"}});
        check(&datatrove, Some("T"), Some(url), Some("2024-03-12T08:30:05Z"));
        let dolma = json!({"id": "1", "text": "T", "source": "cc", "added": "2024-03-12T08:30:05.000Z", "created": "2020-01-01", "metadata": {"url": url}});
        check(&dolma, Some("T"), Some(url), Some("2024-03-12T08:30:05Z"));
        let trafilatura = json!({"title": "F", "date": "2020-01-01", "filedate": "2024-03-12", "raw_text": "R", "text": "T", "source": url});
        check(&trafilatura, Some("T"), Some(url), Some("2024-03-12"));
        let news_please = json!({"maintext": "T", "text": null, "url": url, "date_download": "2024-03-12 08:30:05", "date_publish": "2020-01-01 00:00:00"});
        check(&news_please, Some("T"), Some(url), Some("2024-03-12"));
        let oscar = json!({"content": "T", "warc_headers": {"warc-target-uri": url, "warc-date": "2024-03-12T08:30:05Z"}});
        check(&oscar, Some("T"), Some(url), Some("2024-03-12T08:30:05Z"));
    }

    #[test]
    fn a_day_of_publication_is_no_moment_of_scraping() {
        check(&json!({"text": "T", "date": "2024-03-12"}), Some("T"), None, None);
        check(&json!({"text": " ", "body": 7, "source": "cc"}), None, None, None);
    }

    #[test]
    fn a_field_that_is_called_html_holds_html() {
        let media =
            |object: &Value| Fields::default().text_of(|name| text_at(object.as_object()?, name)).unwrap().1;
        assert_eq!(media(&json!({"text": null, "raw_html": "<p>T"})), Media::Html);
        assert_eq!(media(&json!({"text": "T", "html": "<p>T"})), Media::Unknown);
    }

    #[test]
    fn a_named_field_is_the_only_one_asked_for() {
        let fields = Fields { text: Some("page.body".to_owned()), ..Fields::default() };
        let object = json!({"text": "no", "page": {"body": "T"}});
        assert_eq!(text_of(&fields, object.as_object().unwrap()), Some("T"));
        assert_eq!(text_of(&fields, json!({"text": "no"}).as_object().unwrap()), None);
    }
}
