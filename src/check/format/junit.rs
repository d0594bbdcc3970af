//! The report as test results: each limit is a test case.

use crate::check::{Report, Verdict};
use std::fmt::Write as _;

/// Prints it.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, junit, limits};
///
/// let limits = limits(&toml::from_str("min-stories = 10")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// assert!(junit(&report).contains("<testcase classname=\"unspool.check\" name=\"min-stories\">"));
/// assert!(junit(&report).contains("message=\"stories is 3, and must be at least 10\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn junit(report: &Report) -> String {
    let (tests, failures) = (report.verdicts.len(), report.breaches().count());
    let counts = format!("name=\"unspool check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let cases: String = report.verdicts.iter().map(case).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite {counts} skipped=\"0\">\n\
         {cases}  </testsuite>\n</testsuites>\n"
    )
}

fn case(verdict: &Verdict) -> String {
    let name = escaped(&verdict.limit.id());
    let open = format!("    <testcase classname=\"unspool.check\" name=\"{name}\"");
    if verdict.held {
        return format!("{open}/>\n");
    }
    let mut text = String::new();
    for page in &verdict.worst {
        let line = page.line().map_or_else(String::new, |line| format!(":{line}"));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{line}: {}", page.file, page.sentence());
    }
    let (message, text) = (escaped(&verdict.sentence()), escaped(&text));
    format!(
        "{open}>\n      <failure type=\"limit\" message=\"{message}\">{text}</failure>\n    </testcase>\n"
    )
}

/// Escapes text for XML 1.0, which cannot hold control characters at all.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_held_is_a_case_without_a_failure() {
        let text = junit(&crate::check::format::tests::report());
        assert!(
            text.contains("<testsuites name=\"unspool check\" tests=\"2\" failures=\"1\" errors=\"0\">"),
            "{text}"
        );
        assert!(text.contains("name=\"max-skipped\"/>"), "{text}");
        let failure = "<failure type=\"limit\" message=\"untitled is 2, and must be at most 0\">pages/a:b/50% &lt;of&gt; \
                       &quot;it&quot; &amp; more.txt:3: ";
        assert!(text.contains(failure) && !text.contains('\u{1B}'), "{text}");
    }
}
