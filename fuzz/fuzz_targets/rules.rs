//! Whatever stands in a rules file: it is refused in words, or its rules hold on a page and break none of the laws.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unspool::own_rules::proved;
use unspool::page::unspool;
use unspool::split::MIN_CONFIDENCE;

const PAGE: &str = "Northgate harbour opens\n\nUpdated 7 sec ago\nFollow\n\nNORTHGATE: The harbour opened on Monday.\n\
                    Share this article\n© 2024 The Ledger\n";

fuzz_target!(|text: &str| {
    let rules = match proved(&[("fuzz.toml".to_owned(), text.to_owned())]) {
        Ok(rules) => rules,
        Err(error) => {
            assert!(error.to_string().starts_with("rules file `fuzz.toml`"), "{error}");
            return;
        }
    };
    let page = unspool(PAGE, &rules, MIN_CONFIDENCE);
    let ends = page.split.runs.iter().map(|run| (run.lines.start, run.lines.end));
    let reached = ends.fold(0, |reached, (start, end)| {
        assert_eq!(reached, start);
        end
    });
    assert_eq!(reached, page.labelled.lines.len());
});
