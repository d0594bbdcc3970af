//! Whatever a file holds: taking it apart ends, and gives pages at places of their own, below the file and in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{catch_unwind, set_hook};
use std::process::abort;
use std::sync::Once;
use unspool::container::{Found, Limits, Reading, items_in};
use unspool::decode::is_binary;
use unspool::html;

/// Names that tell something where the first bytes do not.
const NAMES: [&str; 4] = ["a.txt", "a.jsonl", "a.json", "a.zip"];

thread_local! {
    /// What the last panic said.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

// Readers of tables may panic: that is caught where they are called (`container::table`). What gets out is a finding.
fuzz_target!(|bytes: &[u8]| {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| set_hook(Box::new(|panic| SAID.set(panic.to_string()))));
    if catch_unwind(|| check(bytes)).is_err() {
        eprintln!("{}", SAID.take());
        abort();
    }
});

fn check(bytes: &[u8]) {
    let limits = Limits { page: 1 << 20, unpacked: 1 << 24, items: 1000, ..Limits::default() };
    let reading = Reading { limits, ..Reading::default() };
    let name = NAMES[bytes.len() % NAMES.len()];
    let (mut places, mut last) = (BTreeSet::new(), None);
    let mut give = |found: Found| {
        let place = match found {
            Found::Page(item) => {
                if !is_binary(&item.bytes) {
                    html::open(&item.path, item.bytes, item.told);
                }
                (item.path, item.number)
            }
            Found::Skipped(skipped) => {
                assert!(skipped.path.starts_with(name));
                return Ok(());
            }
            Found::Ignored(_) => return Ok(()),
        };
        assert!(place.0.starts_with(name) && !place.0.split('/').any(|part| part == ".."));
        let in_order =
            last.as_ref().is_none_or(|last: &(String, Option<u64>)| last.0 != place.0 || last.1 < place.1);
        assert!(in_order, "{last:?} before {place:?}");
        assert!(places.insert(place.clone()), "{place:?} twice");
        last = Some(place);
        Ok(())
    };
    assert_eq!(items_in((name, bytes), &reading, &mut give), Ok(()));
}
