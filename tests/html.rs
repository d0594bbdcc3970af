//! HTML pages: text, stories, roles, declared fields, and what is hostile.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use unspool::container::Told;
use unspool::evidence::Evidence;
use unspool::html::{Opened, open, open_html};
use unspool::page::{Unspooled, unspool_opened};
use unspool::role::Part;
use unspool::rules::Rules;
use unspool::span::{Span, is_white, trim_span};
use unspool::split::MIN_CONFIDENCE;
use unspool::strip::Story;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/html")
}

fn apart(opened: &Opened) -> Unspooled {
    unspool_opened(opened, &Rules::builtin().unwrap(), MIN_CONFIDENCE)
}

fn fixture(name: &str) -> (Opened, Unspooled) {
    let file = format!("{name}.html");
    let opened = open(&file, std::fs::read(fixtures().join(&file)).unwrap(), Told::default());
    let page = apart(&opened);
    (opened, page)
}

fn page(html: &str) -> (Opened, Unspooled) {
    let opened = open_html(html.as_bytes(), None);
    let page = apart(&opened);
    (opened, page)
}

fn body(text: &str, story: &Story) -> String {
    story.text_pieces().map(|piece| piece.span.of(text)).collect::<Vec<_>>().join("\n")
}

/// Every byte that is not white space lies in exactly one piece or dropped line.
fn assert_conserved(text: &str, page: &Unspooled) {
    let stories = page.stripped.stories.iter();
    let pieces = stories.clone().flat_map(|story| story.pieces.iter().map(|piece| piece.span));
    let dropped =
        stories.flat_map(|story| &story.dropped).chain(&page.stripped.dropped).map(|line| line.span);
    let mut spans: Vec<Span> = pieces.chain(dropped).collect();
    spans.sort_unstable();
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end && text[end..span.start].chars().all(is_white), "lost or twice at {end}");
        assert_eq!(trim_span(text, span), span);
        end = span.end;
    }
    assert!(text[end..].chars().all(is_white), "lost at the end");
}

#[test]
fn each_page_has_its_stories_and_its_twin_has_one() {
    let stories: BTreeMap<String, Vec<String>> =
        toml::from_str(&std::fs::read_to_string(fixtures().join("stories.toml")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (name, titles) in &stories {
        let (opened, page) = fixture(name);
        assert_conserved(&opened.text, &page);
        let found: Vec<&str> = page
            .stripped
            .stories
            .iter()
            .map(|story| story.fields.title.as_deref().unwrap_or_default())
            .collect();
        if found != titles.iter().map(String::as_str).collect::<Vec<_>>() {
            wrong.push(format!("{name}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        stories.len() >= 24
            && stories
                .iter()
                .filter(|(name, _)| name.ends_with("-twin"))
                .all(|(_, titles)| titles.len() == 1)
    );
}

#[test]
fn each_story_of_a_page_has_its_own_fields() {
    let (_, page) = fixture("autoload");
    let told: Vec<_> = page.stripped.stories.iter().map(|story| &story.fields).collect();
    assert_eq!(told[0].declared.url.as_deref(), Some("https://quay.example/news/seaweed-bread-prize"));
    assert_eq!(told[1].declared.url.as_deref(), Some("https://quay.example/news/harbour-bridge-closes"));
    assert_eq!(told[1].declared.publisher.as_deref(), Some("The Quay"));
    let day = |at: usize| told[at].published().and_then(|when| when.day(None)).map(|day| day.to_string());
    assert_eq!((day(0).as_deref(), day(1).as_deref()), (Some("2024-10-07"), Some("2024-10-08")));
    assert!(told[1].authors.contains(&"Ann Pell".to_owned()), "{:?}", told[1].authors);
}

#[test]
fn a_boundary_says_why() {
    let (_, page) = fixture("declared");
    let evidence = &page.stripped.stories[1].evidence;
    assert!(
        evidence.contains(&Evidence::DeclaredStory) && evidence.contains(&Evidence::SameContainer),
        "{evidence:?}"
    );
    assert!(page.stripped.stories[1].confidence.unwrap() >= MIN_CONFIDENCE);
}

#[test]
fn chrome_goes_to_the_ledger_and_the_text_stays() {
    let (opened, page) = fixture("infinite-scroll-twin");
    let story = &page.stripped.stories[0];
    let text = body(&opened.text, story);
    assert!(
        text.starts_with("PORT ELM: The old harbour bridge") && text.ends_with("during a storm."),
        "{text}"
    );
    let rules = Rules::builtin().unwrap();
    let dropped: Vec<(&str, &str)> =
        story.dropped.iter().map(|line| (rules.name(line.rule), line.span.of(&opened.text))).collect();
    assert!(
        dropped
            .iter()
            .any(|(rule, text)| *rule == "chrome/html" && text.starts_with("They closed it in 1987")),
        "{dropped:#?}"
    );
    assert_eq!(story.fields.dateline.as_deref(), Some("PORT ELM"));
}

#[test]
fn what_a_page_declares_otherwise_than_it_shows_is_told() {
    let text =
        "The ferry to the outer islands was cancelled on Monday because of the storm, the company said. "
            .repeat(4);
    let head = "<meta property='og:title' content='Storm stops all ferries'><meta property='article:published_time' content='2024-03-05T10:00:00Z'>\
                <meta name=author content='Tomas Reed'>";
    let shown =
        "<h1>Ferry cancelled</h1><div class=byline>By Ann Pell</div><div class=date>4 March 2024</div>";
    let (_, page) = page(&format!("<head>{head}</head><article>{shown}<p>{text}</p><p>{text}</p></article>"));
    let story = &page.stripped.stories[0];
    for evidence in [Evidence::TitleDisagrees, Evidence::DateDisagrees, Evidence::AuthorsDisagree] {
        assert!(story.evidence.contains(&evidence), "{:?}", story.evidence);
    }
    assert_eq!(
        story.fields.published().and_then(|when| when.at()).as_deref(),
        Some("2024-03-05T10:00:00+00:00")
    );
    assert!(story.pieces.iter().any(|piece| piece.part == Part::Byline));
}

#[test]
fn the_encoding_is_that_of_the_mark_of_the_bytes_or_of_the_declaration() {
    let check = |bytes: &[u8], declared: Option<&str>, text: &str| {
        assert_eq!(open_html(bytes, declared).text, text, "{bytes:?}");
    };
    check(b"<meta charset=windows-1252><p>caf\xE9 \x93x\x94</p>", None, "café “x”\n");
    check(
        b"<meta http-equiv=Content-Type content=\"text/html; charset='iso-8859-15'\"><p>\xA4</p>",
        None,
        "€\n",
    );
    check(b"<meta charset=utf-8><p>\x83\x6F</p>", Some("Shift_JIS"), "バ\n");
    check("<meta charset=iso-8859-1><p>café</p>".as_bytes(), None, "café\n");
    check(b"\xFF\xFE<\0p\0>\0x\0", None, "x\n");
}

#[test]
fn hostile_pages_cost_no_more_than_their_size() {
    const MOST: Duration = Duration::from_secs(60);
    let story = "<h1>Mill burns down</h1><p>The mill burnt down on Monday night, police said, and nobody was hurt.</p>";
    let many = |piece: &str, times: usize| piece.repeat(times);
    let pages = [
        ("a million open tags", many("<div>", 1_000_000) + story),
        (
            "a million open tags of many kinds",
            many("<p><b><a><li><table><td><span class=x>", 150_000) + story,
        ),
        ("a million ends", many("</div></p></b>", 300_000) + story),
        ("deep nesting", many("<div><p>x", 100_000) + &many("</div>", 100_000)),
        ("a long attribute", format!("<div class=\"{}\">{story}</div>", many("a b ", 2_500_000))),
        ("many attributes", format!("<div {}>{story}</div>", many("class=x data-url=y ", 100_000))),
        ("an unclosed comment", format!("{story}<!-- {}", many("<p>x</p>", 100_000))),
        ("an unclosed script", format!("{story}<script>{}", many("<p>x</p>", 100_000))),
        ("an unclosed attribute", format!("{story}<a href=\"{}", many("<p>x</p>", 100_000))),
        (
            "many headlines",
            many("<h2>Mill burns down</h2><p>The mill burnt down on Monday night, police said.</p>", 5_000),
        ),
        (
            "many articles",
            many(
                &format!(
                    "<article data-url=/x>{story}<p>It was the third fire in a year, and the second of the week.</p></article>"
                ),
                3_000,
            ),
        ),
        (
            "much JSON-LD",
            many(
                "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x y\"}</script>",
                20_000,
            ) + story,
        ),
        (
            "deep JSON-LD",
            format!("<script type=application/ld+json>{}</script>{story}", many("{\"@graph\":[", 100_000)),
        ),
        ("null bytes", format!("<p>\0a\0b</p>{story}")),
        ("only ends of references", many("&amp&#x;&#99999999;&", 100_000)),
    ];
    for (name, html) in pages {
        let begun = Instant::now();
        let opened = open_html(html.as_bytes(), None);
        let page = apart(&opened);
        assert_conserved(&opened.text, &page);
        assert!(!opened.text.contains(['\0', '\r']), "{name}");
        assert!(begun.elapsed() < MOST, "{name} took {:?}", begun.elapsed());
    }
}

#[test]
fn a_page_of_scripts_alone_has_no_text() {
    let (opened, page) = page(
        "<script>document.write('<article><h1>Mill burns down</h1></article>')</script><style>p { }</style>",
    );
    assert_eq!(opened.text, "");
    assert!(page.stripped.stories.is_empty());
}

#[test]
fn a_text_file_that_is_html_is_read_as_html() {
    assert!(open("a.txt", b" <!DOCTYPE html><p>x".to_vec(), Told::default()).markup.is_some());
    assert!(open("a.html", b"x".to_vec(), Told::default()).markup.is_some());
    assert!(open("a.txt", b"<p> is how a paragraph begins".to_vec(), Told::default()).markup.is_none());
}
