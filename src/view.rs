//! Stories in the shapes that other tools give to documents (`--view`).

use crate::record::Record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line of `dolma.jsonl`: a document of the Dolma toolkit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DolmaLine {
    /// The story's id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its publisher, else the rules its page was read by.
    pub source: String,
    /// When it was published, else changed: a moment if the page gives one, else a day. Empty if unknown: the toolkit reads
    /// no null here.
    pub created: String,
    /// When its page was scraped; empty if unknown.
    pub added: String,
    /// What else is known of it.
    pub metadata: DolmaMetadata,
}

/// What else is known of a document of the Dolma toolkit; names and meanings are those of `stories.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DolmaMetadata {
    /// The headline.
    pub title: Option<String>,
    /// Summary bullets and standfirsts.
    pub highlights: Vec<String>,
    /// Captions.
    pub captions: Vec<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// The news agency.
    pub agency: Option<String>,
    /// Where the report was written.
    pub dateline: Option<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// The page's address.
    pub url: Option<String>,
    /// The input it stands in.
    pub path: String,
    /// The line or record of a container.
    pub item: Option<u64>,
    /// Its place on the page.
    pub position: usize,
    /// Words in the text.
    pub word_count: usize,
    /// The content: a hash of its words.
    pub content_id: String,
    /// SimHash of its words.
    pub simhash: Option<String>,
    /// Dropped copies of it.
    pub copies: usize,
}

impl From<&Record> for DolmaLine {
    fn from(record: &Record) -> Self {
        let known = record.clone();
        let told = known.published_at.or(known.published).or(known.updated_at).or(known.updated);
        Self {
            id: known.id,
            text: known.text,
            source: record.publisher.clone().unwrap_or(known.ruleset),
            created: told.unwrap_or_default(),
            added: known.scraped_at.unwrap_or_default(),
            metadata: DolmaMetadata {
                title: known.title,
                highlights: known.highlights,
                captions: known.captions,
                authors: known.authors,
                agency: known.agency,
                dateline: known.dateline,
                publisher: known.publisher,
                language: known.language,
                topics: known.topics,
                url: known.url,
                path: known.path,
                item: known.item,
                position: known.position,
                word_count: known.word_count,
                content_id: known.content_id,
                simhash: known.simhash,
                copies: known.copies,
            },
        }
    }
}

/// A line of `newsarticle.jsonl`: a NewsArticle of schema.org, as JSON-LD.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NewsArticleLine {
    /// The vocabulary.
    #[serde(rename = "@context")]
    pub context: String,
    /// What it is.
    #[serde(rename = "@type")]
    pub kind: String,
    /// The story's id.
    pub identifier: String,
    /// The headline.
    pub headline: Option<String>,
    /// Summary bullets and standfirsts, one a line.
    #[serde(rename = "abstract")]
    pub summary: Option<String>,
    /// The text.
    pub article_body: String,
    /// The authors.
    pub author: Vec<Named>,
    /// The publisher.
    pub publisher: Option<Named>,
    /// The news agency.
    pub source_organization: Option<Named>,
    /// When it was published: a moment if the page gives one, else a day.
    pub date_published: Option<String>,
    /// When it was changed.
    pub date_modified: Option<String>,
    /// Where the report was written.
    pub dateline: Option<String>,
    /// BCP 47.
    pub in_language: Option<String>,
    /// Topics.
    pub keywords: Vec<String>,
    /// The page's address.
    pub url: Option<String>,
    /// Words in the text.
    pub word_count: usize,
}

/// A person or an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Which of the two.
    #[serde(rename = "@type")]
    pub kind: String,
    /// The name.
    pub name: String,
}

impl Named {
    fn person(name: &str) -> Self {
        Self { kind: "Person".to_owned(), name: name.to_owned() }
    }

    fn organization(name: &str) -> Self {
        Self { kind: "NewsMediaOrganization".to_owned(), name: name.to_owned() }
    }
}

impl From<&Record> for NewsArticleLine {
    fn from(record: &Record) -> Self {
        let known = record.clone();
        Self {
            context: "https://schema.org".to_owned(),
            kind: "NewsArticle".to_owned(),
            identifier: known.id,
            headline: known.title,
            summary: joined(&known.highlights, "\n"),
            article_body: known.text,
            author: known.authors.iter().map(|name| Named::person(name)).collect(),
            publisher: known.publisher.as_deref().map(Named::organization),
            source_organization: known.agency.as_deref().map(Named::organization),
            date_published: known.published_at.or(known.published),
            date_modified: known.updated_at.or(known.updated),
            dateline: known.dateline,
            in_language: known.language,
            keywords: known.topics,
            url: known.url,
            word_count: known.word_count,
        }
    }
}

/// A line of `trafilatura.jsonl`: the names that trafilatura gives in its JSON, and its ways of joining lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TrafilaturaLine {
    /// The headline.
    pub title: Option<String>,
    /// Names of authors, joined by `; `.
    pub author: Option<String>,
    /// The host in the page's address.
    pub hostname: Option<String>,
    /// The day of publication, else of the last change.
    pub date: Option<String>,
    /// SimHash of the text's words.
    pub fingerprint: Option<String>,
    /// The story's id.
    pub id: String,
    /// The text.
    #[serde(rename = "raw_text")]
    pub raw_text: String,
    /// The text.
    pub text: String,
    /// BCP 47.
    pub language: Option<String>,
    /// The day of scraping.
    pub filedate: Option<String>,
    /// The page's address.
    pub source: Option<String>,
    /// The publisher.
    pub source_hostname: Option<String>,
    /// Summary bullets and standfirsts, joined by a space.
    pub excerpt: Option<String>,
    /// Always empty: the page's sections are not told apart from its topics.
    pub categories: String,
    /// Topics, joined by `;`.
    pub tags: String,
    /// Always empty: comments are no part of a story.
    pub comments: String,
}

impl From<&Record> for TrafilaturaLine {
    fn from(record: &Record) -> Self {
        let known = record.clone();
        Self {
            title: known.title,
            author: joined(&known.authors, "; "),
            hostname: known.url.as_deref().and_then(host).map(str::to_owned),
            date: known.date,
            fingerprint: known.simhash,
            id: known.id,
            raw_text: known.text.clone(),
            text: known.text,
            language: known.language,
            // A moment begins with its day.
            filedate: known.scraped_at.map(|moment| moment.chars().take("YYYY-MM-DD".len()).collect()),
            source: known.url,
            source_hostname: known.publisher,
            excerpt: joined(&known.highlights, " "),
            categories: String::new(),
            tags: known.topics.join(";"),
            comments: String::new(),
        }
    }
}

fn joined(texts: &[String], by: &str) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join(by))
}

/// `example.org` of `https://user@example.org:8080/a`.
fn host(url: &str) -> Option<&str> {
    let behind = url.split_once("://")?.1;
    let authority = behind.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { host } else { host.split(':').next()? };
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_stands_between_the_scheme_and_the_path() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(host(url), expected, "{url}");
        check("https://news.example/a/b?c=https://d", Some("news.example"));
        check("http://me:secret@news.example:8080", Some("news.example"));
        check("https://[::1]/a", Some("[::1]"));
        check("news.example/a", None);
        check("file:///a", None);
    }
}
