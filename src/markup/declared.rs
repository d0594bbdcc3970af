//! What a page declares of its stories: JSON-LD, OpenGraph and other `meta` elements, microdata, `time`.

use crate::date::{When, leading};
use crate::html::{Fact, FactKind, Markup, html};
use crate::rules::Rules;
use crate::strip::Declared;
use crate::words::compared;
use serde_json::Value;

impl Declared {
    /// What is missing here, taken from `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        let list = |one: Vec<String>, other: Vec<String>| if one.is_empty() { other } else { one };
        Self {
            title: self.title.or(other.title),
            authors: list(self.authors, other.authors),
            publisher: self.publisher.or(other.publisher),
            language: self.language.or(other.language),
            topics: list(self.topics, other.topics),
            url: self.url.or(other.url),
            published: self.published.or(other.published),
            updated: self.updated.or(other.updated),
        }
    }

    /// The words of the headline, as copies are compared.
    pub(crate) fn headline(&self) -> String {
        self.title.as_deref().map_or_else(String::new, folded)
    }
}

/// A headline's words, as copies are compared.
pub(super) fn folded(text: &str) -> String {
    compared(text).as_str().to_owned()
}

/// The stories that a page's JSON-LD declares, each with the element it stands in.
pub(super) fn data_stories(page: &Markup, rules: &Rules) -> Vec<(u32, Declared)> {
    /// A page that declares more is a list.
    const MOST: usize = 64;
    let mut found = Vec::new();
    for fact in page.facts.iter().filter(|fact| fact.kind == FactKind::Data) {
        let Some(value) = json(&fact.value) else { continue };
        let mut objects = Vec::new();
        articles(&value, 0, &mut objects);
        found.extend(objects.into_iter().map(|object| (fact.element, of_object(object, rules))));
    }
    found.truncate(MOST);
    found
}

/// JSON as pages have it: in comments, with line ends in strings, with commas too many.
fn json(text: &str) -> Option<Value> {
    let bare = text
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let bare = bare
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    let one_line = || bare.replace(|c: char| c.is_control(), " ");
    serde_json::from_str(bare).or_else(|_| serde_json::from_str(&one_line())).ok()
}

/// The objects of a tree that are news items, in its order.
fn articles<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v Value>) {
    const DEPTH: usize = 6;
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| articles(item, depth + 1, found)),
        Value::Object(fields) if is_article(value) => {
            found.push(value);
            fields.get("hasPart").into_iter().for_each(|part| articles(part, depth + 1, found));
        }
        Value::Object(fields) => {
            let inner = ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"];
            inner
                .iter()
                .filter_map(|key| fields.get(*key))
                .for_each(|inner| articles(inner, depth + 1, found));
        }
        _ => {}
    }
}

fn is_article(value: &Value) -> bool {
    let named = |name: &str| {
        let name = name.rsplit(['/', '#']).next().unwrap_or_default();
        name.ends_with("Article") || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report" | "Review")
    };
    let kinds = strings(value.get("@type"));
    kinds.iter().any(|kind| named(kind)) && value.get("headline").or(value.get("name")).is_some()
}

fn of_object(object: &Value, rules: &Rules) -> Declared {
    let text = |key: &str| strings(object.get(key)).into_iter().next();
    let when = |key: &str| text(key).and_then(|value| moment(&value, rules));
    let address = || object.get("mainEntityOfPage").and_then(|page| page.get("@id")).and_then(Value::as_str);
    Declared {
        title: text("headline").or_else(|| text("name")),
        authors: distinct(
            strings(object.get("author"))
                .into_iter()
                .chain(strings(object.get("creator")))
                .filter(|name| is_name(name)),
        ),
        publisher: text("publisher"),
        language: text("inLanguage").as_deref().and_then(language),
        topics: topics(strings(object.get("keywords"))),
        url: text("url").or_else(|| address().map(str::to_owned)).filter(|url| is_address(url)),
        published: when("datePublished"),
        updated: when("dateModified"),
    }
}

/// The strings that a value holds: itself, the name of an object, those of a list.
fn strings(value: Option<&Value>) -> Vec<String> {
    let plain = |text: &str| html(text).0.trim().replace('\n', " ");
    match value {
        Some(Value::String(text)) => vec![plain(text)].into_iter().filter(|text| !text.is_empty()).collect(),
        Some(Value::Array(items)) => items.iter().flat_map(|item| strings(Some(item))).collect(),
        Some(Value::Object(fields)) => {
            strings(fields.get("name").or(fields.get("@value")).filter(|name| !name.is_object()))
        }
        _ => Vec::new(),
    }
}

/// What `meta` elements and `link`s say.
pub(super) fn of_facts(facts: &[&Fact], rules: &Rules) -> Declared {
    let meta = |keys: &[&str]| {
        let of = |key: &&str| facts.iter().find(|fact| fact.kind == FactKind::Meta && fact.key == *key);
        keys.iter().find_map(of).map(|fact| fact.value.clone())
    };
    let metas = |key: &str| {
        let of = |fact: &&&Fact| fact.kind == FactKind::Meta && fact.key == key;
        facts.iter().filter(of).map(|fact| fact.value.clone()).collect::<Vec<_>>()
    };
    let first = |kind: FactKind| facts.iter().find(|fact| fact.kind == kind).map(|fact| fact.value.clone());
    let when = |keys: &[&str]| meta(keys).and_then(|value| moment(&value, rules));
    let authors = AUTHORS.iter().map(|key| metas(key)).find(|names| names.iter().any(|name| is_name(name)));
    let tags = metas("article:tag");
    let listed = || ["news_keywords", "parsely-tags", "sailthru.tags"].iter().find_map(|key| meta(&[*key]));
    Declared {
        title: meta(&[
            "og:title",
            "twitter:title",
            "headline",
            "dc.title",
            "parsely-title",
            "sailthru.title",
        ]),
        authors: distinct(authors.unwrap_or_default().into_iter().filter(|name| is_name(name))),
        publisher: meta(&["og:site_name", "application-name", "dc.publisher"]),
        language: meta(&["og:locale", "dc.language", "content-language"])
            .or_else(|| first(FactKind::Language))
            .as_deref()
            .and_then(language),
        topics: topics(if tags.is_empty() { listed().into_iter().collect() } else { tags }),
        url: first(FactKind::Canonical)
            .or_else(|| meta(&["og:url"]))
            .or_else(|| first(FactKind::Address))
            .filter(|url| is_address(url)),
        published: when(PUBLISHED),
        updated: when(UPDATED),
    }
}

const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "article.published",
    "date",
    "dc.date",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "og:article:modified_time",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "article.updated",
];

/// The moment that a value names; none that is told from the moment of reading.
pub(super) fn moment(value: &str, rules: &Rules) -> Option<When> {
    let (when, _) = leading(value.trim(), &rules.dates)?;
    matches!(when, When::Day { .. }).then_some(when)
}

/// Whether a value is a name and no address or handle.
fn is_name(value: &str) -> bool {
    const LONGEST: usize = 80;
    let words = value.split_whitespace().count();
    value.len() <= LONGEST
        && (1..=8).contains(&words)
        && !value.contains("://")
        && !value.starts_with('@')
        && !value.contains("www.")
}

/// An address as it leads on from the page's own.
pub(super) fn absolute(value: &str, page: Option<&str>) -> Option<String> {
    if is_address(value) {
        return Some(value.to_owned());
    }
    let (scheme, rest) = page?.split_once("://")?;
    let host = rest.split('/').next()?;
    match value {
        _ if value.starts_with("//") => Some(format!("{scheme}:{value}")),
        _ if value.starts_with('/') => Some(format!("{scheme}://{host}{value}")),
        _ => None,
    }
}

fn is_address(value: &str) -> bool {
    (value.starts_with("http://") || value.starts_with("https://")) && !value.contains(char::is_whitespace)
}

/// The language of a tag, without its region: of `en_GB`, `en`.
fn language(value: &str) -> Option<String> {
    let mut parts = value.trim().split(['-', '_']);
    let language = parts.next().filter(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    })?;
    Some(language.to_ascii_lowercase())
}

/// The topics of lists that may be parted by commas.
fn topics(lists: Vec<String>) -> Vec<String> {
    const MOST: usize = 40;
    let single = lists.len() == 1;
    let parts = lists.iter().flat_map(|list| list.split(move |c: char| single && matches!(c, ',' | ';')));
    let mut topics = distinct(parts.map(|topic| topic.trim().to_owned()).filter(|topic| !topic.is_empty()));
    topics.truncate(MOST);
    topics
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    values.for_each(|value| {
        if !list.contains(&value) {
            list.push(value);
        }
    });
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(page: &str) -> Declared {
        let (rules, page) = (Rules::builtin().unwrap(), html(page).1);
        let data = data_stories(&page, &rules).into_iter().next().map(|(_, story)| story).unwrap_or_default();
        data.or(of_facts(&page.facts.iter().collect::<Vec<_>>(), &rules))
    }

    #[test]
    fn json_ld_is_read_as_pages_have_it() {
        let story = declared(
            "<script type='application/ld+json'><!-- {\"@graph\": [{\"@type\": \"WebSite\"}, {\"@type\": [\"NewsArticle\"],\n\
             \"headline\": \"Fish &amp; chips\nreturn\", \"author\": [{\"name\": \"Ann Pell\"}, \"https://example.com/ann\"],\n\
             \"publisher\": {\"name\": \"The Quay\"}, \"datePublished\": \"2024-10-08T09:05:00+02:00\", \"keywords\": \"fish, quay\",\n\
             \"inLanguage\": \"en-GB\", \"mainEntityOfPage\": {\"@id\": \"https://example.com/fish\"}}]} --></script>",
        );
        assert_eq!(story.title.as_deref(), Some("Fish & chips return"));
        assert_eq!(story.authors, ["Ann Pell"]);
        assert_eq!(story.publisher.as_deref(), Some("The Quay"));
        assert_eq!(story.topics, ["fish", "quay"]);
        assert_eq!(story.language.as_deref(), Some("en"));
        assert_eq!(story.url.as_deref(), Some("https://example.com/fish"));
        assert_eq!(story.published.and_then(|when| when.at()).as_deref(), Some("2024-10-08T09:05:00+02:00"));
    }

    #[test]
    fn meta_elements_are_read_where_there_is_no_json_ld() {
        let story = declared(
            "<html lang=en><link rel=canonical href='https://example.com/a'><meta property='og:title' content='Old harbor opens'>\
             <meta name=author content='Ann Pell'><meta property='article:published_time' content='2024-10-08'>\
             <meta property='article:tag' content='Ports, old'><meta property='article:tag' content='Trade'>",
        );
        assert_eq!(
            (story.title.as_deref(), story.url.as_deref()),
            (Some("Old harbor opens"), Some("https://example.com/a"))
        );
        assert_eq!(story.topics, ["Ports, old", "Trade"]);
        assert_eq!(
            story.published.and_then(|when| when.day(None)).map(|day| day.to_string()).as_deref(),
            Some("2024-10-08")
        );
        assert_eq!(story.published.and_then(|when| when.at()), None);
    }

    #[test]
    fn json_of_any_depth_is_no_danger() {
        let deep = format!("<script type='application/ld+json'>{}</script>", "[".repeat(100_000));
        assert_eq!(declared(&deep), Declared::default());
    }
}
