//! Gold pages damaged as scrapes are, with the gold labels following every line.

use super::GoldLine;
use crate::role::Part;
use crate::span::trim;

/// What may happen to a page on its way to a scrape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// `Follow` is missing.
    NoFollow,
    /// `Short Url` is missing.
    NoShortUrl,
    /// No headline is repeated.
    NoEcho,
    /// `Updated` in other words and letters.
    OtherUpdated,
    /// Straight quotes in one copy of the headline, curly ones in the other.
    StraightQuotes,
    /// A label glued to one copy of the headline.
    GluedLabel,
    /// No-break spaces and zero-width characters.
    OddSpaces,
    /// CRLF line ends.
    CrLf,
    /// Lone CR line ends.
    Cr,
    /// All blank lines lost.
    NoBlanks,
    /// A blank line between any two lines.
    AllBlanks,
    /// Paragraphs broken at a margin.
    HardWrapped,
    /// HTML entities left in.
    Entities,
    /// UTF-8 read as Windows-1252.
    Mojibake,
    /// The page ends within the last header.
    CutHeader,
    /// The first headline of the page is lost.
    NoFirstHeadline,
    /// Written as Markdown, with headings, emphasis and links.
    Markdown,
}

impl Damage {
    /// Every damage.
    pub const ALL: [Self; 17] = [
        Self::NoFollow,
        Self::NoShortUrl,
        Self::NoEcho,
        Self::OtherUpdated,
        Self::StraightQuotes,
        Self::GluedLabel,
        Self::OddSpaces,
        Self::CrLf,
        Self::Cr,
        Self::NoBlanks,
        Self::AllBlanks,
        Self::HardWrapped,
        Self::Entities,
        Self::Mojibake,
        Self::CutHeader,
        Self::NoFirstHeadline,
        Self::Markdown,
    ];
}

/// A page as lines with their gold.
type Rows = Vec<(String, GoldLine)>;

/// A page with its gold, damaged in each of these ways.
pub fn damaged(text: &str, gold: &[GoldLine], damages: &[Damage]) -> (String, Vec<GoldLine>) {
    let mut rows: Rows = text.lines().map(str::to_owned).zip(gold.iter().cloned()).collect();
    let mut end = "\n";
    for damage in damages {
        match damage {
            Damage::CrLf => end = "\r\n",
            Damage::Cr => end = "\r",
            _ => rows = apply(rows, *damage),
        }
    }
    let gold = rows.iter().map(|(_, gold)| gold.clone()).collect();
    let lines: Vec<String> = rows.into_iter().map(|(line, _)| line).collect();
    (lines.join(end), gold)
}

fn apply(rows: Rows, damage: Damage) -> Rows {
    match damage {
        Damage::NoFollow => without(rows, |line, _| trim(line) == "Follow"),
        Damage::NoShortUrl => without(rows, |line, _| trim(line).starts_with("Short Url")),
        Damage::NoEcho => without(rows, |_, gold| gold.group == "headline-echo"),
        Damage::OtherUpdated => each(rows, |at, line, _| other_updated(at, &line)),
        Damage::StraightQuotes => each(rows, |_, line, gold| {
            on_echo(gold, line, |line| line.replace(['’', '‘'], "'").replace(['“', '”'], "\""))
        }),
        Damage::GluedLabel => {
            each(rows, |_, line, gold| on_echo(gold, line, |line| format!("Special {line}")))
        }
        Damage::OddSpaces => each(rows, |at, line, _| odd_spaces(at, &line)),
        Damage::NoBlanks => without(rows, |_, gold| gold.group == "blank"),
        Damage::AllBlanks => all_blanks(apply(rows, Damage::NoBlanks)),
        Damage::HardWrapped => {
            all_blanks(apply(rows, Damage::NoBlanks)).into_iter().flat_map(wrapped).collect()
        }
        Damage::Entities => {
            each(rows, |_, line, _| line.replace('&', "&amp;").replace('’', "&#8217;").replace('"', "&quot;"))
        }
        Damage::Mojibake => each(rows, |_, line, _| mojibake(&line)),
        Damage::CutHeader => cut_header(rows),
        Damage::NoFirstHeadline => no_first_headline(rows),
        Damage::Markdown => each(rows, |at, line, gold| markdown(at, &line, &gold.group)),
        Damage::CrLf | Damage::Cr => rows,
    }
}

fn without(rows: Rows, gone: impl Fn(&str, &GoldLine) -> bool) -> Rows {
    rows.into_iter().filter(|(line, gold)| !gone(line, gold)).collect()
}

fn each(rows: Rows, change: impl Fn(usize, String, &GoldLine) -> String) -> Rows {
    let change = |(at, (line, gold)): (usize, (String, GoldLine))| (change(at, line, &gold), gold);
    rows.into_iter().enumerate().map(change).collect()
}

fn on_echo(gold: &GoldLine, line: String, change: impl Fn(String) -> String) -> String {
    if gold.group == "headline-echo" { change(line) } else { line }
}

fn other_updated(at: usize, line: &str) -> String {
    const OTHERS: [&str; 3] = ["Last updated: ", "UPDATED: ", "Update: "];
    line.strip_prefix("Updated ")
        .map_or_else(|| line.to_owned(), |rest| format!("{}{rest}", OTHERS[at % OTHERS.len()]))
}

fn odd_spaces(at: usize, line: &str) -> String {
    if trim(line).is_empty() {
        return "\u{A0}".to_owned();
    }
    match at % 3 {
        0 => format!("\u{200B}{line}\u{A0}"),
        1 => line.replacen(' ', "\u{A0}", 2),
        _ => format!("{line}\u{A0} \u{200F}"),
    }
}

/// A line as scrapers write it that keep what a page links to.
fn markdown(at: usize, line: &str, group: &str) -> String {
    /// Longer lines are no buttons.
    const WORDS: usize = 6;
    let text = trim(line);
    let button =
        text.starts_with(char::is_alphabetic) && text.split(' ').count() <= WORDS && !text.contains("://");
    match group {
        "title" => format!("# {text}"),
        "subheading" => format!("## {text}"),
        "caption" => format!("_{text}_"),
        "byline" if text.starts_with("By ") => {
            format!("By [{}](https://www.example.com/by/{at})", &text[3..])
        }
        "chrome" | "marker" if button && at.is_multiple_of(2) => {
            format!("  * [{text}](https://www.example.com/{at})")
        }
        "chrome" | "marker" if button => format!("[{text}](/{at} \"{text}\")"),
        _ => line.to_owned(),
    }
}

fn blank() -> (String, GoldLine) {
    (String::new(), GoldLine { story: 0, group: "blank".to_owned() })
}

fn all_blanks(rows: Rows) -> Rows {
    rows.into_iter().flat_map(|row| [row, blank()]).collect()
}

/// A paragraph broken into lines of at most 72 characters.
fn wrapped((line, gold): (String, GoldLine)) -> Rows {
    const MARGIN: usize = 72;
    if gold.group != Part::Paragraph.name() {
        return vec![(line, gold)];
    }
    let mut rows: Rows = Vec::new();
    for word in line.split(' ') {
        match rows.last_mut().filter(|(line, _)| line.chars().count() + 1 + word.chars().count() <= MARGIN) {
            Some((line, _)) => {
                line.push(' ');
                line.push_str(word);
            }
            None => rows.push((word.to_owned(), gold.clone())),
        }
    }
    rows
}

/// UTF-8 read as Windows-1252.
fn mojibake(line: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(line.as_bytes()).0.into_owned()
}

/// The page ends behind the date of its last header.
fn cut_header(mut rows: Rows) -> Rows {
    let last = rows.iter().map(|(_, gold)| gold.story).max().unwrap_or(0);
    let title = rows.iter().position(|(_, gold)| gold.story == last && gold.group == Part::Title.name());
    let in_body = |gold: &GoldLine| gold.story == last && gold.group == Part::Paragraph.name();
    let body = rows.iter().position(|(_, gold)| in_body(gold));
    let dated = |range: std::ops::Range<usize>| {
        rows[range].iter().rposition(|(_, gold)| gold.group == Part::Date.name())
    };
    if let (Some(title), Some(body)) = (title, body)
        && last > 1
        && title < body
        && let Some(date) = dated(title..body)
    {
        rows.truncate(title + date + 1);
    }
    rows
}

/// The first headline is lost; its next copy is the first one now.
fn no_first_headline(mut rows: Rows) -> Rows {
    let Some(title) = rows.iter().position(|(_, gold)| gold.group == Part::Title.name()) else { return rows };
    let (_, gone) = rows.remove(title);
    if let Some((_, gold)) =
        rows.iter_mut().find(|(_, gold)| gold.story == gone.story && gold.group == "headline-echo")
    {
        gold.group = gone.group;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damage: Damage, expected: &str) {
        let text = "Old “harbor”\n\nUpdated 7 sec ago\nFollow\nOld “harbor”\nIt opened.";
        let groups = ["title", "blank", "date", "marker", "headline-echo", "paragraph"];
        let gold: Vec<GoldLine> =
            groups.iter().map(|group| GoldLine { story: 1, group: (*group).to_owned() }).collect();
        let (text, gold) = damaged(text, &gold, &[damage]);
        assert_eq!(text, expected);
        assert_eq!(text.lines().count().max(text.split('\r').count()), gold.len(), "{damage:?}");
    }

    #[test]
    fn gold_follows_the_lines() {
        check(Damage::NoFollow, "Old “harbor”\n\nUpdated 7 sec ago\nOld “harbor”\nIt opened.");
        check(Damage::NoEcho, "Old “harbor”\n\nUpdated 7 sec ago\nFollow\nIt opened.");
        check(Damage::OtherUpdated, "Old “harbor”\n\nUpdate: 7 sec ago\nFollow\nOld “harbor”\nIt opened.");
        check(
            Damage::StraightQuotes,
            "Old “harbor”\n\nUpdated 7 sec ago\nFollow\nOld \"harbor\"\nIt opened.",
        );
        check(Damage::NoFirstHeadline, "\nUpdated 7 sec ago\nFollow\nOld “harbor”\nIt opened.");
        check(
            Damage::Markdown,
            "# Old “harbor”\n\nUpdated 7 sec ago\n[Follow](/3 \"Follow\")\nOld “harbor”\nIt opened.",
        );
        check(Damage::Cr, "Old “harbor”\r\rUpdated 7 sec ago\rFollow\rOld “harbor”\rIt opened.");
    }
}
