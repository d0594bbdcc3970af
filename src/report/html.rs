//! A [`Report`] → the page: one file with its style, its script and its data in it.

use super::island::island;
use super::judged::{Kind, Precision};
use super::tally::Tally;
use super::{Report, Samples};
use crate::percent::percent;
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("assets/report.css");
/// The parts of the one script, in order.
const SCRIPT: &str = concat!(
    include_str!("assets/base.js"),
    include_str!("assets/charts.js"),
    include_str!("assets/overview.js"),
    include_str!("assets/beside.js"),
    include_str!("assets/duplicates.js"),
    include_str!("assets/pages.js"),
    include_str!("assets/chrome.js"),
    include_str!("assets/judge.js"),
    include_str!("assets/start.js"),
);

/// The page. Whatever comes from pages is escaped by the template, or stands in the data and is written by the script as
/// text; the policy in its head lets nothing run but the one script, whose digest it holds.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'p> {
    report: &'p Report,
    kept: String,
    read: String,
    figures: Vec<Figure>,
    tables: Vec<Table>,
    style: &'static str,
    script: &'static str,
    style_digest: String,
    script_digest: String,
    data: String,
}

/// A figure that stands large.
struct Figure {
    value: String,
    name: &'static str,
    note: String,
}

/// Numbers that the script draws beside their table.
struct Table {
    id: &'static str,
    title: &'static str,
    note: String,
    heads: [&'static str; 3],
    rows: Vec<[String; 3]>,
}

/// The page of a report.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{rules::Rules, verify::Sources};
/// use unspool::report::{Asked, html, report};
///
/// # let rules = Rules::builtin()?;
/// # let asked = Asked { lie: Sources::default(), rules: &rules, seed: 1, samples: 3, judged: "" };
/// let (report, _) = report(&out, &asked)?;
/// let page = html(&report);
/// assert!(page.starts_with("<!doctype html>"));
/// assert!(page.contains("Village school wins prize for its rooftop garden"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn html(report: &Report) -> String {
    let page = Page {
        report,
        kept: grouped(report.summary.stories.kept as u64),
        read: grouped(report.summary.inputs.read as u64),
        figures: figures(report),
        tables: tables(report),
        style: STYLE,
        script: SCRIPT,
        style_digest: digest(STYLE),
        script_digest: digest(SCRIPT),
        data: island(report),
    };
    // A template without fallible filters fails only where a value cannot be written, and strings always can.
    page.render().unwrap_or_default()
}

fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

fn figures(report: &Report) -> Vec<Figure> {
    let (stories, inputs, bytes) = (&report.summary.stories, &report.summary.inputs, &report.summary.bytes);
    let said = |count: usize| grouped(count as u64);
    let figure = |value: usize, name, note| Figure { value: said(value), name, note };
    let of_found = |count: usize| format!("{} of those found", share(count as u64, stories.found as u64));
    let ignored = format!("{} skipped, {} ignored", said(inputs.skipped), said(inputs.ignored));
    let broken =
        format!("{} cut off, {} without a headline", said(stories.truncated), said(stories.untitled));
    let held = format!("{} held back by their facts", said(stories.held_back));
    let kept = format!("{} kept in stories", share(bytes.kept, bytes.read));
    vec![
        figure(inputs.read, "pages read", ignored),
        figure(stories.found, "stories found", broken),
        figure(stories.kept, "stories kept", of_found(stories.kept)),
        figure(stories.duplicates, "duplicates", of_found(stories.duplicates)),
        figure(stories.revisions, "revisions", held),
        Figure { value: sized(bytes.read), name: "read", note: kept },
    ]
}

fn tables(report: &Report) -> Vec<Table> {
    let (counts, inputs) = (&report.counts, &report.summary.inputs);
    let pages =
        counts.stories_per_page.iter().map(|(stories, pages)| (stories.to_string(), *pages)).collect();
    let skipped =
        inputs.skipped_by_reason.iter().map(|(reason, count)| (reason.clone(), *count as u64)).collect();
    let months = counts.months.counts.iter().map(|(month, count)| (month.clone(), *count));
    let undated = Some(("unknown".to_owned(), counts.months.unknown)).filter(|(_, count)| *count > 0);
    vec![
        flow(report),
        table("per-page", "Stories per page", ["stories", "pages", "share"], pages),
        table(
            "confidence",
            "Boundaries by confidence",
            ["confidence", "boundaries of kept stories", "share"],
            confidence(report),
        ),
        table("words", "Length of stories", ["words", "stories", "share"], words(counts.words)),
        table("languages", "Languages", ["language", "stories", "share"], named(&counts.languages)),
        table("publishers", "Publishers", ["publisher", "stories", "share"], named(&counts.publishers)),
        table("skipped", "Skipped inputs", ["reason", "inputs", "share"], skipped),
        table("months", "Stories by month", ["month", "stories", "share"], months.chain(undated).collect()),
    ]
}

fn table(id: &'static str, title: &'static str, heads: [&'static str; 3], rows: Vec<(String, u64)>) -> Table {
    let all = rows.iter().map(|(_, count)| count).sum();
    let note = if all == 0 { "none".to_owned() } else { format!("{} {} in all", grouped(all), heads[1]) };
    let row = |(name, count): (String, u64)| [name, grouped(count), share(count, all)];
    Table { id, title, note, heads, rows: rows.into_iter().map(row).collect() }
}

/// Where the bytes went.
fn flow(report: &Report) -> Table {
    let bytes = &report.summary.bytes;
    let mut rules: Vec<(&String, &u64)> = bytes.by_rule.iter().collect();
    rules.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let row = |name: String, count: u64| [name, grouped(count), share(count, bytes.read)];
    let mut rows = vec![
        row("read".to_owned(), bytes.read),
        row("kept in stories".to_owned(), bytes.kept),
        row("white space".to_owned(), bytes.white),
        row("dropped".to_owned(), bytes.dropped),
    ];
    rows.extend(rules.into_iter().map(|(rule, count)| row(format!("dropped by {rule}"), *count)));
    let note = format!(
        "{} of {} kept, {} dropped by {} rules, the rest is white space between lines",
        sized(bytes.kept),
        sized(bytes.read),
        sized(bytes.dropped),
        bytes.by_rule.len()
    );
    Table { id: "flow", title: "Where the bytes went", note, heads: ["what", "bytes", "share"], rows }
}

/// Twentieths of confidence.
fn confidence(report: &Report) -> Vec<(String, u64)> {
    let bins = report.counts.confidence.0.chunks(5).enumerate();
    let bins = bins.map(|(at, bins)| (at, bins.iter().sum::<u64>()));
    let name = |at: usize| if at == 20 { "1.00".to_owned() } else { format!("{:.2}–", at as f64 / 20.0) };
    bins.filter(|(_, count)| *count > 0).map(|(at, count)| (name(at), count)).collect()
}

fn words(counts: [u64; 9]) -> Vec<(String, u64)> {
    let names = ["0–", "25–", "50–", "100–", "200–", "400–", "800–", "1600–", "3200–"];
    names.map(str::to_owned).into_iter().zip(counts).collect()
}

fn named(tally: &Tally) -> Vec<(String, u64)> {
    let rows = tally.rows().into_iter().map(|(name, count)| (name.to_owned(), count));
    let rest =
        [("others", tally.others), ("unknown", tally.unknown)].into_iter().filter(|(_, count)| *count > 0);
    rows.chain(rest.map(|(name, count)| (name.to_owned(), count))).collect()
}

impl Page<'_> {
    /// What the page leaves out, in sentences.
    fn left_out(&self) -> Vec<String> {
        let (report, said) = (self.report, |count: usize| grouped(count as u64));
        let groups = format!(
            "{} of {} groups of duplicates and revisions: the largest, and others drawn by lot. Of a group up to 12 stories of \
             each kind, of a story up to 40 paragraphs.",
            said(report.groups.shown.len()),
            said(report.groups.found)
        );
        let pages = format!(
            "{} of {} pages: suspects first; {} more suspects found no room. Near misses were looked for on {} pages drawn by \
             lot. Of a page up to 240 rows around the place in question.",
            said(report.pages.len()),
            grouped(report.counts.pages),
            said(report.pages_left_out),
            said(report.taken_apart)
        );
        let drops = "Of each rule up to 8 of its lines, drawn by lot, and the 60 longest lines of all rules."
            .to_owned();
        let samples = |kind: &Samples| {
            let (shown, of, seed) = (said(kind.shown.len()), said(kind.of), report.seed);
            format!("{shown} of {of} {} to judge, drawn by lot with the seed {seed}.", kind.kind.plural())
        };
        let cut = "Long texts are cut off; they end with “…”.".to_owned();
        [groups, pages, drops].into_iter().chain(report.samples.iter().map(samples)).chain([cut]).collect()
    }

    /// The precision of what was judged, as rows of a table.
    fn judged(&self) -> Vec<[String; 4]> {
        let row = |row: &Precision| {
            let share = row.share.map_or_else(|| "—".to_owned(), percent);
            let (low, high) = row.interval;
            let judged = row.right + row.wrong;
            [
                row.kind.plural().to_owned(),
                format!("{} of {}", grouped(row.right), grouped(judged)),
                share,
                format!("{} to {}", percent(low), percent(high)),
            ]
        };
        self.report.precision.iter().map(row).collect()
    }
}

impl Kind {
    /// What samples of it are called.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Split => "splits",
            Self::Drop => "drops",
            Self::Duplicate => "duplicates",
        }
    }
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "—".to_owned() } else { percent(part as f64 / whole as f64) }
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the largest unit that leaves a whole number.
fn sized(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (bytes as f64, 0);
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        (value, unit) = (value / 1000.0, unit + 1);
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 999, 1500, 2_340_000].map(sized), ["0 B", "999 B", "1.5 kB", "2.3 MB"]);
        assert_eq!(share(1, 3), "33.33 %");
        assert_eq!(share(0, 0), "—");
    }

    #[test]
    fn the_script_is_one_that_a_policy_can_hold() {
        assert_eq!(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("innerHTML") && !STYLE.contains("</style"));
    }
}
