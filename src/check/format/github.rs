//! The report as commands of a GitHub workflow: an error for each limit, and one on each file.

use crate::check::{Report, Verdict, WorstPage};
use crate::show::printable;
use std::fmt::Write as _;

/// Prints it.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, github, limits};
///
/// let limits = limits(&toml::from_str("min-stories = 10")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// let first = "::error title=unspool%3A min-stories::stories is 3, and must be at least 10";
/// assert_eq!(github(&report).lines().next(), Some(first));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn github(report: &Report) -> String {
    let mut text = String::new();
    for verdict in report.breaches() {
        let title = property(&format!("unspool: {}", verdict.limit.id()));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "::error title={title}::{}", data(&verdict.sentence()));
        verdict.worst.iter().for_each(|page| text.push_str(&annotation(page, verdict, &title)));
    }
    text
}

fn annotation(page: &WorstPage, verdict: &Verdict, title: &str) -> String {
    let line = page.line().map_or_else(String::new, |line| format!(",line={line}"));
    let said = data(&format!("{}; {}", page.sentence(), verdict.sentence()));
    format!("::error file={}{line},title={title}::{said}\n", property(&printable(&page.file)))
}

/// Escapes a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_breach_is_an_error_and_each_page_an_annotation() {
        let text = github(&crate::check::format::tests::report());
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "::error title=unspool%3A max-untitled::untitled is 2, and must be at most 0",
                "::error file=pages/a%3Ab/50%25 <of> \"it\" & more.txt,line=3,title=unspool%3A max-untitled::2 stories \
                 without a headline (“Two | <words>\u{1B}[31m”%0D%0Anext); untitled is 2, and must be at most 0",
            ]
        );
    }
}
