//! Five real scrapes, line by line. They lie outside the repository, so nothing here quotes them: what a field must
//! hold is taken from the lines that have its role.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::print_stderr, reason = "says that the pages are absent")]
#![allow(clippy::disallowed_methods, reason = "tests read pages")]

mod workshop;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use unspool::config::Config;
use unspool::page::unspool;
use unspool::read::Input;
use unspool::record::{DateSource, Record};
use unspool::role::Part;
use unspool::run::Job;
use unspool::show::margin;
use unspool::split::MIN_CONFIDENCE;
use workshop::{RULES, Workshop, run_job};

/// A page by its file name, and the role of each of its lines; `.` is a blank line, `×` repeats what stands before.
struct Scrape {
    name: &'static str,
    roles: &'static str,
}

const SCRAPES: [Scrape; 5] = [
    Scrape { name: "000_f3bc9a8ba1404a24.txt", roles: "paragraph×10" },
    Scrape {
        name: "001_d2a6f1ef697104bb.txt",
        roles: "title . caption marker/short-url date marker/follow . headline-echo . highlight×2 . \
                paragraph . paragraph . paragraph . paragraph . paragraph . paragraph . paragraph . . \
                title . date marker/follow . headline-echo . highlight×2 . \
                paragraph . paragraph . paragraph . paragraph . paragraph . \
                paragraph . paragraph . paragraph . paragraph . paragraph",
    },
    Scrape {
        name: "002_c628a8884a65bf52.txt",
        roles: "title . byline . caption paragraph . paragraph . paragraph . paragraph . \
                subheading . paragraph . subheading . paragraph . paragraph . paragraph . marker/published-in .",
    },
    Scrape {
        name: "003_2d915ef59ac00f6a.txt",
        roles: "title . marker/gallery caption marker/gallery caption marker/short-url date marker/follow . \
                headline-echo . highlight×2 . \
                paragraph . paragraph . paragraph . paragraph . paragraph . \
                paragraph . paragraph . paragraph . paragraph . paragraph . . \
                title . date marker/follow . headline-echo . highlight×2 . \
                paragraph . paragraph . paragraph . paragraph . paragraph . paragraph . \
                paragraph . paragraph . paragraph . paragraph . paragraph . paragraph",
    },
    Scrape {
        name: "004_c3ebcaa6b5de0d27.txt",
        roles: "title . caption marker/short-url date marker/follow . headline-echo . highlight×2 . \
                paragraph . paragraph . paragraph . paragraph . paragraph . paragraph . \
                paragraph×3 . paragraph . paragraph×2 . paragraph×6 . . paragraph . . \
                title . date marker/follow . headline-echo . highlight×2 . \
                paragraph . paragraph . paragraph . paragraph . paragraph . paragraph . paragraph . \
                paragraph . paragraph . paragraph . paragraph . paragraph . paragraph",
    },
];

/// `published`, `updated` and `date_source` of every story, in the order of the pages.
const DATES: [(Option<&str>, Option<&str>, Option<DateSource>); 8] = [
    (None, None, None),
    (None, Some("2024-10-08"), Some(DateSource::Updated)),
    (None, None, None),
    (Some("2024-09-20"), Some("2024-09-20"), Some(DateSource::Published)),
    (None, Some("2023-10-18"), Some(DateSource::Updated)),
    (None, None, None),
    (None, Some("2021-04-06"), Some(DateSource::Updated)),
    (None, None, None),
];

#[test]
fn every_line_has_its_role() {
    let Some(folder) = scrapes() else { return };
    let mut wrong = Vec::new();
    for scrape in &SCRAPES {
        let text = std::fs::read_to_string(folder.join(scrape.name)).unwrap();
        let page = unspool(&text, &RULES, MIN_CONFIDENCE);
        let lines = page.stripped.roles.iter().zip(&page.labelled.lines);
        let found: Vec<&str> = lines.map(|(role, line)| margin(*role, line.sign, &RULES)).collect();
        let expected = scrape.roles();
        assert_eq!(found.len(), expected.len(), "{}: lines", scrape.name);
        let pairs =
            found.iter().zip(&expected).enumerate().filter(|(_, (found, expected))| found != expected);
        wrong.extend(pairs.map(|(index, (found, expected))| {
            format!("{}:{}: {found:?}, should be {expected:?}", scrape.name, index + 1)
        }));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pages_hold_one_two_one_two_and_two_stories() {
    let Some(stories) = stories() else { return };
    let counts = SCRAPES.each_ref().map(|scrape| stories.iter().filter(|story| story.is_of(scrape)).count());
    assert_eq!(counts, [1, 2, 1, 2, 2]);
}

#[test]
fn a_title_is_the_trimmed_headline_and_the_page_without_one_has_none() {
    let Some(stories) = stories() else { return };
    let untitled: Vec<&str> = stories
        .iter()
        .filter(|story| story.record.title.is_none())
        .map(|story| story.record.path.as_str())
        .collect();
    assert_eq!(untitled, [SCRAPES[0].name]);
    for story in stories {
        assert_eq!(story.record.title, story.lines("title").pop(), "{}", story.place());
    }
}

#[test]
fn days_are_read_and_relative_times_give_none() {
    let Some(stories) = stories() else { return };
    let dates = stories.iter().map(|Story { record, .. }| {
        (record.published.as_deref(), record.updated.as_deref(), record.date_source)
    });
    assert_eq!(dates.collect::<Vec<_>>(), DATES);
}

#[test]
fn updated_raw_holds_the_words_of_the_page() {
    let Some(stories) = stories() else { return };
    for story in stories {
        let lines = story.lines("date").into_iter().chain(story.lines("byline"));
        let words = lines.map(|line| line.rsplit("Updated ").next().unwrap().to_owned()).next();
        assert_eq!(story.record.updated_raw, words, "{}", story.place());
        assert_eq!(story.record.updated_at, None, "{}: no page names a zone", story.place());
    }
}

#[test]
fn highlights_are_the_bullets_without_their_marks() {
    let Some(stories) = stories() else { return };
    let count: usize = stories.iter().map(|story| story.record.highlights.len()).sum();
    assert_eq!(count, 12);
    for story in stories {
        let bullets: Vec<String> =
            story.lines("highlight").iter().map(|line| line.trim_start_matches("• ").to_owned()).collect();
        assert_eq!(story.record.highlights, bullets, "{}", story.place());
    }
}

#[test]
fn captions_stand_in_their_field() {
    let Some(stories) = stories() else { return };
    let count: usize = stories.iter().map(|story| story.record.captions.len()).sum();
    assert_eq!(count, 5);
    for story in stories {
        assert_eq!(story.record.captions, story.lines("caption"), "{}", story.place());
    }
}

/// So no marker, echo, caption, highlight or date is in it.
#[test]
fn the_text_is_the_paragraphs_and_subheadings_and_nothing_else() {
    let Some(stories) = stories() else { return };
    for story in stories {
        let body = story.lines_where(|role| matches!(role, "paragraph" | "subheading"));
        assert!(story.record.text == body.join("\n\n"), "{}", story.place());
    }
}

#[test]
fn the_subheadings_of_the_daily_stand_in_its_text() {
    let Some(stories) = stories() else { return };
    let daily = stories.iter().find(|story| story.is_of(&SCRAPES[2])).unwrap();
    let subheadings = daily.lines("subheading");
    assert_eq!(subheadings.len(), 2);
    assert!(subheadings.iter().all(|line| daily.record.text.split("\n\n").any(|piece| piece == line)));
    let parts = daily.record.parts.iter().filter(|part| part.role == Part::Subheading).count();
    assert_eq!(parts, 2);
}

#[test]
fn every_dateline_is_read_and_stays_at_the_start_of_the_text() {
    let Some(stories) = stories() else { return };
    for story in stories {
        let first = story.lines("paragraph").swap_remove(0);
        let (dateline, _) = first.split_once(':').unwrap();
        assert_eq!(story.record.dateline.as_deref(), Some(dateline), "{}", story.place());
        assert!(story.record.text.starts_with(&format!("{dateline}: ")), "{}", story.place());
    }
}

#[test]
fn the_author_glued_to_the_dates_is_read() {
    let Some(stories) = stories() else { return };
    for story in stories {
        let bylines = story.lines("byline");
        let authors: Vec<&str> =
            bylines.iter().map(|line| line.split_once(" Published ").unwrap().0).collect();
        assert_eq!(story.record.authors, authors, "{}", story.place());
        assert_eq!(authors.len(), usize::from(story.is_of(&SCRAPES[2])), "{}", story.place());
    }
}

#[test]
fn publishers_are_recognised_by_their_markers() {
    let Some(stories) = stories() else { return };
    let found = stories.iter().map(|story| story.record.ruleset.as_str());
    let dailies =
        ["generic", "arab-news", "arab-news", "dawn", "arab-news", "arab-news", "arab-news", "arab-news"];
    assert_eq!(found.collect::<Vec<_>>(), dailies);
}

#[test]
fn two_blank_lines_inside_a_story_are_no_boundary() {
    let Some(stories) = stories() else { return };
    let first = stories.iter().find(|story| story.is_of(&SCRAPES[4])).unwrap();
    let roles = SCRAPES[4].roles();
    let (before, behind) = (40, 43);
    assert_eq!(roles[before - 2..behind], ["paragraph", "", "", "paragraph", ""]);
    assert!(first.record.text.ends_with(&first.page[behind - 2]));
}

#[test]
fn all_laws_hold_on_the_scrapes() {
    let Some(folder) = scrapes() else { return };
    assert_laws_hold(folder, SCRAPES.len());
}

#[test]
fn all_laws_hold_on_the_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let pages = walkdir::WalkDir::new(&folder)
        .into_iter()
        .filter(|entry| entry.as_ref().unwrap().file_type().is_file());
    let pages = pages.count();
    assert_laws_hold(folder, pages);
}

fn assert_laws_hold(folder: PathBuf, pages: usize) {
    let workshop = run_on(folder);
    let verified = workshop.verify();
    assert_eq!(verified.breaches, []);
    assert_eq!(verified.changed, [""; 0]);
    assert_eq!(verified.pages, pages);
    assert_eq!(verified.stories, workshop.records().len());
}

impl Scrape {
    /// The role of each line; blank ones have none.
    fn roles(&self) -> Vec<&'static str> {
        let counted = |word: &'static str| match word.split_once('×') {
            Some((role, times)) => vec![role; times.parse().unwrap()],
            None => vec![if word == "." { "" } else { word }],
        };
        self.roles.split_whitespace().flat_map(counted).collect()
    }

    /// The lines of each story: it begins with its title, else with the page.
    fn stories(&self) -> Vec<Range<usize>> {
        let roles = self.roles();
        let mut starts: Vec<usize> =
            (0..roles.len()).filter(|&line| line == 0 || roles[line] == "title").collect();
        starts.push(roles.len());
        starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }
}

/// A record with the lines it must be made of.
struct Story {
    record: Record,
    roles: Vec<&'static str>,
    lines: Range<usize>,
    /// All lines of its page, trimmed.
    page: Vec<String>,
}

impl Story {
    fn is_of(&self, scrape: &Scrape) -> bool {
        self.record.path == scrape.name
    }

    fn lines(&self, role: &str) -> Vec<String> {
        self.lines_where(|other| other == role)
    }

    fn lines_where(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        self.lines
            .clone()
            .filter(|&line| wanted(self.roles[line]))
            .map(|line| self.page[line].clone())
            .collect()
    }

    fn place(&self) -> String {
        format!("{}, story {}", self.record.path, self.record.position)
    }
}

/// All stories in order; `None` if the pages are not there.
fn stories() -> Option<&'static [Story]> {
    static STORIES: LazyLock<Option<Vec<Story>>> = LazyLock::new(read_stories);
    STORIES.as_deref()
}

fn read_stories() -> Option<Vec<Story>> {
    let folder = scrapes()?;
    let records = run_on(folder.clone()).records();
    let story = |record: Record| {
        let scrape = SCRAPES.iter().find(|scrape| record.path == scrape.name).unwrap();
        let text = std::fs::read_to_string(folder.join(scrape.name)).unwrap();
        let page = text.lines().map(|line| line.trim().to_owned()).collect();
        let lines = scrape.stories().get(record.position).cloned();
        let lines = lines.unwrap_or_else(|| panic!("{} has a story too many", scrape.name));
        Story { record, roles: scrape.roles(), lines, page }
    };
    Some(records.into_iter().map(story).collect())
}

fn run_on(root: PathBuf) -> Workshop {
    let workshop = Workshop::new();
    let inputs = vec![Input::Folder { prefix: String::new(), root }];
    run_job(&Job::new(inputs, workshop.out(), Config::default())).unwrap();
    workshop
}

fn scrapes() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !folder.is_dir() {
        eprintln!("skipped: the real scrapes are not here (../shared/seeds)");
        return None;
    }
    Some(folder)
}
