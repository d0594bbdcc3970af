//! The report as SARIF 2.1.0: a rule for each limit, a result for each page.

use crate::check::{PagePlace, Report, Verdict, WorstPage};
use serde_json::{Value, json};
use std::fmt::Write as _;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints it.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # let (folder, out) = example::released()?;
/// # use unspool::{output::OutputFolder, verify::Sources};
/// use unspool::check::{check, limits, sarif};
///
/// let limits = limits(&toml::from_str("max-skipped = 0")?, None, None)?;
/// let report = check(&OutputFolder::open(&out)?, &limits, &Sources::default(), &out)?;
/// let read: serde_json::Value = serde_json::from_str(&sarif(&report))?;
/// let result = &read["runs"][0]["results"][0];
/// assert_eq!(result["ruleId"], "max-skipped");
/// assert!(result["message"]["text"].as_str().is_some_and(|text| text.starts_with("empty: ")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sarif(report: &Report) -> String {
    let rules: Vec<Value> = report.verdicts.iter().map(rule).collect();
    let verdicts = report.verdicts.iter().enumerate().filter(|(_, verdict)| !verdict.held);
    let results: Vec<Value> = verdicts.flat_map(|(at, verdict)| results(at, verdict)).collect();
    let driver = json!({"name": "unspool", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    let run = json!({"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"});
    json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).to_string() + "\n"
}

fn rule(verdict: &Verdict) -> Value {
    let limit = &verdict.limit;
    let text = format!("{} ({}): {}", limit.figure.name(), limit.figure.meaning(), limit.bound);
    json!({
        "id": limit.id(),
        "shortDescription": {"text": text},
        "defaultConfiguration": {"level": "error"},
    })
}

/// A result for each page; one without a place where no page is to blame.
fn results(rule: usize, verdict: &Verdict) -> Vec<Value> {
    let result = |text: String, page: Option<&WorstPage>| {
        let locations: Vec<Value> = page.iter().map(|page| location(page, page.places.first())).collect();
        let others =
            page.iter().flat_map(|page| page.places.iter().skip(1).map(|place| location(page, Some(place))));
        let related: Vec<Value> = others.collect();
        json!({
            "ruleId": verdict.limit.id(),
            "ruleIndex": rule,
            "level": "error",
            "message": {"text": text},
            "locations": locations,
            "relatedLocations": related,
        })
    };
    if verdict.worst.is_empty() {
        return vec![result(verdict.sentence(), None)];
    }
    let told = |page: &WorstPage| format!("{}; {}", page.sentence(), verdict.sentence());
    verdict.worst.iter().map(|page| result(told(page), Some(page))).collect()
}

fn location(page: &WorstPage, place: Option<&PagePlace>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&page.file)}});
    if let Some(line) = place.and_then(|place| place.line) {
        physical["region"] = json!({"startLine": line});
    }
    json!({"physicalLocation": physical})
}

/// A relative path as a URI reference (RFC 3986): a colon in its first part would end a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            // Writing to a string cannot fail.
            byte => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_is_a_result_at_its_line() {
        let json: Value = serde_json::from_str(&sarif(&crate::check::format::tests::report())).unwrap();
        let run = &json["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(2));
        assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
        let result = &run["results"][0];
        assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&json!("max-untitled"), &json!(1)));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            place["artifactLocation"]["uri"],
            "pages/a%3Ab/50%25%20%3Cof%3E%20%22it%22%20%26%20more.txt"
        );
        assert_eq!(place["region"]["startLine"], 3);
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 31);
    }
}
