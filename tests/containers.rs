//! What scrapers write: packed pages, archives, lines of JSON, web archives.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use proptest::prelude::*;
use std::sync::LazyLock;
use unspool::container::{Found, Reading, items_in};
use unspool::read::{Input, Reason};
use unspool::run::Job;
use workshop::boxes::{
    Method, answer, br, bz2, chunked, deflated, gz, json, record, tar, xz, zip, zlib, zst,
};
use workshop::{OTHER, PAGE, Workshop, assert_same_files, run_job};

/// Path and item of each record.
fn places(workshop: &Workshop) -> Vec<(String, Option<u64>)> {
    workshop.records().into_iter().map(|record| (record.path, record.item)).collect()
}

fn place(path: &str, item: Option<u64>) -> (String, Option<u64>) {
    (path.to_owned(), item)
}

/// A page that is like no other.
fn page(number: usize) -> String {
    const WORDS: [&str; 12] = [
        "harbour", "orchard", "engine", "violin", "glacier", "bakery", "lantern", "saddle", "compass",
        "granite", "meadow", "trumpet",
    ];
    let word = |at: usize| WORDS[(number / 12_usize.pow(at as u32 % 3) + at * 5) % WORDS.len()];
    let words: Vec<String> = (0..40).map(|at| format!("{}{}", word(at), number * 41 + at)).collect();
    format!("{} opens\n\nUpdated 04 March 2024\nFollow\n\nLAHORE: {}.\n", words[0], words.join(" "))
}

#[test]
fn a_packed_page_is_the_page_whatever_its_name() {
    let (head, tail) = PAGE.as_bytes().split_at(200);
    let packed = [
        ("gz", gz(PAGE.as_bytes())),
        ("gz", [gz(head), gz(tail)].concat()),
        ("gz", [gz(PAGE.as_bytes()), vec![0; 512]].concat()),
        ("zst", zst(PAGE.as_bytes())),
        ("zst", [zst(head), zst(tail)].concat()),
        ("bz2", bz2(PAGE.as_bytes())),
        ("bz2", [bz2(head), bz2(tail)].concat()),
        ("xz", xz(PAGE.as_bytes())),
        ("xz", [xz(head), xz(tail)].concat()),
        ("gz", gz(&zst(&xz(PAGE.as_bytes())))),
    ];
    let plain = Workshop::with([("a.txt", PAGE.as_bytes())]);
    plain.run().unwrap();
    let wanted = &plain.records()[0];
    for (ending, bytes) in packed {
        for name in [format!("a.txt.{ending}"), "a.txt".to_owned()] {
            let workshop = Workshop::with([(name.as_str(), bytes.as_slice())]);
            workshop.run().unwrap();
            let records = workshop.records();
            assert_eq!(records.len(), 1, "{name}: {:?}", workshop.skipped());
            assert_eq!((records[0].path.as_str(), records[0].item), (name.as_str(), None));
            assert_eq!((&records[0].text, records[0].span), (&wanted.text, wanted.span), "{name}");
            assert_eq!(workshop.verify().breaches, [], "{name}");
        }
    }
}

#[test]
fn each_line_of_json_is_a_page_with_its_line_its_address_and_its_moment() {
    let lines =
        [json(PAGE, "https://example.org/ferry"), "\n".to_owned(), json(OTHER, "https://example.org/school")];
    for (name, bytes) in
        [("a.jsonl", lines.concat().into_bytes()), ("a.jsonl.gz", gz(lines.concat().as_bytes()))]
    {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        let inputs = workshop.run().unwrap().summary.inputs;
        assert_eq!((inputs.found, inputs.read, inputs.skipped), (2, 2, 0));
        assert_eq!(places(&workshop), [place(name, Some(1)), place(name, Some(3))]);
        let record = &workshop.records()[1];
        assert_eq!(record.url.as_deref(), Some("https://example.org/school"));
        assert_eq!(record.scraped_at.as_deref(), Some("2024-03-12T08:30:05Z"));
        let id = unspool::record::story_id(name, Some(3), 0);
        assert_eq!(record.id, id);
        let verified = workshop.verify();
        assert_eq!((verified.pages, verified.breaches.len(), verified.changed.len()), (2, 0, 0));
    }
}

#[test]
fn an_object_in_a_file_of_its_own_is_a_page_without_an_item() {
    let object = serde_json::json!({"maintext": PAGE, "url": "https://example.org/ferry"});
    let pretty = serde_json::to_string_pretty(&object).unwrap();
    let workshop = Workshop::with([
        ("line.json", object.to_string().as_bytes()),
        ("pretty.json", pretty.replace("sailed", "went").as_bytes()),
    ]);
    let mut job = workshop.job();
    job.config.settle.stories = unspool::settle::Duplicates::Keep;
    run_job(&job).unwrap();
    assert_eq!(places(&workshop), [place("line.json", None), place("pretty.json", None)]);
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn a_line_without_json_or_text_is_one_skipped_item() {
    let lines =
        format!("{{\"text\": \"cut of\n{}[1]\n{{\"title\": \"t\", \"text\": \" \"}}\n", json(PAGE, "u"));
    let workshop = Workshop::with([("a.jsonl", lines.as_bytes())]);
    workshop.run().unwrap();
    assert_eq!(places(&workshop), [place("a.jsonl", Some(2))]);
    let skipped = workshop.skipped();
    let told: Vec<_> = skipped.iter().map(|line| (line.path.as_str(), line.item, line.reason)).collect();
    let malformed = |item| ("a.jsonl", Some(item), Reason::MalformedItem);
    assert_eq!(told, [malformed(1), malformed(3), malformed(4)]);
    assert!(skipped[2].detail.contains("its fields are text, title"), "{}", skipped[2].detail);
}

#[test]
fn a_field_that_is_nowhere_is_exit_2_before_any_work() {
    let workshop = Workshop::with([("a.jsonl", json(PAGE, "u").as_bytes())]);
    for option in ["--text-field", "--date-field", "--url-field"] {
        let output = workshop.unspool(["run", "pages", option, "body"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains(option) && said.contains("`body`") && said.contains("text, url, warc_date"),
            "{said}"
        );
        assert!(!workshop.out().exists());
    }
}

#[test]
fn a_field_that_is_named_gives_the_text() {
    let line =
        serde_json::json!({"text": "no", "page": {"body": PAGE, "at": "20240312"}, "web": "example.org/a"});
    let workshop = Workshop::with([("a.jsonl", line.to_string().as_bytes())]);
    let output = workshop.unspool([
        "run",
        "pages",
        "--text-field",
        "page.body",
        "--date-field",
        "page.at",
        "--url-field",
        "web",
        "-q",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let record = &workshop.records()[0];
    assert_eq!(
        (record.url.as_deref(), record.scraped_at.as_deref()),
        (Some("example.org/a"), Some("2024-03-12"))
    );
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn members_of_archives_are_pages_below_the_archive() {
    let lines = json(OTHER, "u");
    let (ferry, school) = (PAGE.as_bytes(), OTHER.as_bytes());
    let archives = [
        ("a.tar", tar(&[("b/ferry.txt", ferry), ("b/school.txt", school), ("logo.png", b"\x89PNG")])),
        (
            "a.tar.gz",
            gz(&tar(&[("b/ferry.txt", ferry), ("b/school.txt", school), ("b/logo.png", b"\x89PNG")])),
        ),
        (
            "a.zip",
            zip(&[
                ("b/", b"", Method::Stored),
                ("b/ferry.txt", ferry, Method::Deflated),
                ("b/school.txt", school, Method::Streamed),
                ("b/logo.png", b"\x89PNG", Method::Stored),
            ]),
        ),
    ];
    for (name, bytes) in archives {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        let inputs = workshop.run().unwrap().summary.inputs;
        assert_eq!((inputs.found, inputs.read, inputs.ignored, inputs.skipped), (3, 2, 1, 0), "{name}");
        let wanted = ["ferry", "school"].map(|page| place(&format!("{name}/b/{page}.txt"), None));
        assert_eq!(places(&workshop), wanted, "{name}");
        assert_eq!(workshop.verify().breaches, [], "{name}");
        assert_eq!(workshop.verify().pages, 2, "{name}");
    }
    let inner = zip(&[("c.jsonl.zst", &zst(lines.as_bytes()), Method::Stored)]);
    let workshop =
        Workshop::with([("a.tar", tar(&[("b.zip", &inner), ("ferry.txt.bz2", &bz2(ferry))]).as_slice())]);
    workshop.run().unwrap();
    assert_eq!(
        places(&workshop),
        [place("a.tar/b.zip/c.jsonl.zst", Some(1)), place("a.tar/ferry.txt.bz2", None)]
    );
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn a_hostile_name_is_only_ever_a_name() {
    let names = ["../up.txt", "/top.txt", "b/../../up.txt", "twice.txt", "twice.txt", "./twice.txt"];
    let pages: Vec<String> = (0..names.len()).map(page).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().zip(&pages).map(|(name, page)| (*name, page.as_bytes())).collect();
    let workshop = Workshop::with([("a.tar", tar(&members).as_slice())]);
    std::fs::write(workshop.path("up.txt"), OTHER).unwrap();
    workshop.run().unwrap();
    let wanted = [
        "a.tar/\\x2E\\x2E/up.txt",
        "a.tar/b/\\x2E\\x2E/\\x2E\\x2E/up.txt",
        "a.tar/top.txt",
        "a.tar/twice.txt",
        "a.tar/twice.txt#2",
        "a.tar/twice.txt#3",
    ];
    assert_eq!(places(&workshop), wanted.map(|path| place(path, None)));
    let verified = workshop.verify();
    assert_eq!((verified.pages, verified.breaches.len(), verified.changed.len()), (6, 0, 0));
}

#[test]
fn records_of_web_archives_are_pages_by_the_byte_at_which_they_begin() {
    let typed =
        |media: &str, text: &str| answer("200 OK", &format!("Content-Type: {media}\r\n"), text.as_bytes());
    let records = [
        record("warcinfo", "application/warc-fields", "", b"software: none\r\n"),
        record("conversion", "text/plain", "https://example.org/ferry", PAGE.as_bytes()),
        record(
            "request",
            "application/http; msgtype=request",
            "https://example.org",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        record("response", "application/http", "https://example.org/h", &typed("text/html", &html(1))),
        record("response", "application/http", "https://example.org/i", &typed("image/png", "x")),
        record("response", "application/http", "https://example.org/t", &typed("text/plain", OTHER)),
    ];
    let starts: Vec<u64> =
        records.iter().scan(0, |at, record| Some(std::mem::replace(at, *at + record.len() as u64))).collect();
    let members: Vec<u8> = records.iter().flat_map(|record| gz(record)).collect();
    for (name, bytes) in [("a.warc", records.concat()), ("a.warc.gz", members), ("a.wet", records.concat())] {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        let inputs = workshop.run().unwrap().summary.inputs;
        assert_eq!((inputs.read, inputs.ignored, inputs.skipped), (3, 1, 0), "{:?}", workshop.skipped());
        assert_eq!(places(&workshop), [1, 3, 5].map(|record| place(name, Some(starts[record]))));
        let record = &workshop.records()[0];
        assert_eq!(record.url.as_deref(), Some("https://example.org/ferry"));
        assert_eq!(record.scraped_at.as_deref(), Some("2024-03-12T08:30:05Z"));
        assert_eq!(workshop.verify().breaches, []);
    }
}

/// A page of HTML that is like no other, of which no line begins like HTML.
fn fragment(number: usize) -> String {
    let words = |paragraph: usize| -> String {
        (0..30).map(|at| format!("word{} ", (number * 2 + paragraph) * 30 + at)).collect()
    };
    format!("<article><h1>Mill {number} opens</h1><p>LAHORE: {}.</p><p>{}.</p></article>", words(0), words(1))
}

fn html(number: usize) -> String {
    format!("<!DOCTYPE html><html><body>{}</body></html>", fragment(number))
}

/// An archive of answers; where each of them begins.
fn answers(answers: &[Vec<u8>]) -> (Vec<u8>, Vec<u64>) {
    let records: Vec<Vec<u8>> = answers
        .iter()
        .map(|answer| {
            record("response", "application/http; msgtype=response", "https://example.org/m", answer)
        })
        .collect();
    let starts = records.iter().scan(0, |at, record| Some(std::mem::replace(at, *at + record.len() as u64)));
    let starts = starts.collect();
    (records.concat(), starts)
}

#[test]
fn answers_of_servers_are_read_however_they_were_made_ready_for_the_way() {
    let page = |number: usize| fragment(number).into_bytes();
    let typed = |fields: &str, content: &[u8]| {
        answer("200 OK", &format!("Content-Type: text/html\r\n{fields}"), content)
    };
    let all = [
        typed("", &page(0)),
        typed("Transfer-Encoding: chunked\r\n", &chunked(&page(1), 100)),
        typed("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &chunked(&gz(&page(2)), 7)),
        typed("Content-Encoding: x-gzip\r\n", &gz(&page(3))),
        typed("Content-Encoding: deflate\r\n", &zlib(&page(4))),
        typed("Content-Encoding: deflate\r\n", &deflated(&page(5))),
        typed("Content-Encoding: br\r\n", &br(&page(6))),
        typed("Content-Encoding: zstd, gzip\r\n", &gz(&zst(&page(7)))),
        // What was unpacked by the crawler, although its header says otherwise.
        typed("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &page(8)),
        typed("Content-Encoding: identity\r\n", &page(9)),
    ];
    let (archive, starts) = answers(&all);
    let workshop = Workshop::with([("a.warc", archive.as_slice())]);
    let inputs = workshop.run().unwrap().summary.inputs;
    assert_eq!((inputs.read, inputs.ignored, inputs.skipped), (10, 0, 0), "{:?}", workshop.skipped());
    let wanted: Vec<_> = starts.iter().map(|start| place("a.warc", Some(*start))).collect();
    assert_eq!(places(&workshop), wanted);
    for (number, record) in workshop.records().iter().enumerate() {
        assert_eq!(record.title.as_deref(), Some(format!("Mill {number} opens").as_str()));
        assert!(record.text.contains(&format!("word{} ", number * 60 + 59)), "{number}: {}", record.text);
        assert_eq!(record.url.as_deref(), Some("https://example.org/m"));
    }
    let verified = workshop.verify();
    assert_eq!((verified.pages, verified.breaches.len(), verified.changed.len()), (10, 0, 0));
    let output = workshop.unspool(["explain", &format!("a.warc:{}:0", starts[2]), "out"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("Mill 2 opens"), "{output:?}");
}

#[test]
fn an_answer_without_a_page_is_ignored_and_a_broken_one_is_one_skipped_item() {
    let typed = |status: &str, fields: &str, content: &[u8]| {
        answer(status, &format!("Content-Type: text/html\r\n{fields}"), content)
    };
    let packed = gz(&fragment(1).into_bytes());
    let bytes = fragment(4).into_bytes();
    let pieces = chunked(&bytes, 100);
    let all = [
        typed("404 Not Found", "", b"<h1>Not found</h1>"),
        typed("301 Moved Permanently", "", b"<p>The page has moved.</p>"),
        typed("200 OK", "Content-Encoding: gzip\r\n", &packed[..packed.len() / 2]),
        typed("200 OK", "Transfer-Encoding: chunked\r\n", &pieces[..pieces.len() - 60]),
        typed("200 OK", "Content-Encoding: sdch\r\n", b"packed"),
        b"HTTP/1.1 200 OK".to_vec(),
        typed("200 OK", "", &bytes),
    ];
    let (archive, starts) = answers(&all);
    let workshop = Workshop::with([("a.warc.gz", gz(&archive).as_slice())]);
    let summary = workshop.run().unwrap().summary;
    assert_eq!((summary.inputs.read, summary.inputs.ignored, summary.inputs.skipped), (1, 3, 3));
    let ignored: Vec<&str> = summary.inputs.ignored_by_reason.keys().map(String::as_str).collect();
    assert_eq!(ignored, ["answers 301", "answers 404", "packed answers"]);
    assert_eq!(places(&workshop), [place("a.warc.gz", Some(starts[6]))]);
    let skipped = workshop.skipped();
    let told: Vec<_> = skipped.iter().map(|line| (line.item.unwrap(), line.reason)).collect();
    let wanted = [
        (starts[2], Reason::TruncatedArchive),
        (starts[3], Reason::TruncatedArchive),
        (starts[5], Reason::MalformedItem),
    ];
    assert_eq!(told, wanted, "{skipped:?}");
    // A crawler that keeps no more than so many bytes says so.
    let cut = String::from_utf8(record("response", "application/http", "u", &all[3])).unwrap();
    let cut = cut.replacen("WARC-Type", "WARC-Truncated: length\r\nWARC-Type", 1);
    let workshop = Workshop::with([("a.warc", cut.as_bytes())]);
    assert_eq!(workshop.run().unwrap().summary.inputs.read, 1, "{:?}", workshop.skipped());
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn the_encoding_of_an_answer_is_that_of_its_header() {
    let text = "<h1>Мельница у реки</h1><p>Старая мельница у реки сгорела в понедельник ночью, сообщила полиция.</p>";
    let bytes = encoding_rs::WINDOWS_1251.encode(text).0;
    let typed = answer("200 OK", "Content-Type: text/html; charset=\"windows-1251\"\r\n", &bytes);
    let workshop = Workshop::with([("a.warc", answers(&[typed]).0.as_slice())]);
    let encodings = workshop.run().unwrap().summary.inputs.encodings;
    assert_eq!(encodings.keys().collect::<Vec<_>>(), ["windows-1251"]);
    assert!(workshop.records()[0].text.contains("сгорела"));
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn html_is_read_in_archives_in_packings_and_in_fields() {
    let page = |number: usize| fragment(number).into_bytes();
    let field = serde_json::json!({"text": null, "html": fragment(2), "url": "https://example.org/m"});
    let text = serde_json::json!({"text": html(3)});
    let workshop = Workshop::with([
        ("a.zip", zip(&[("b/mill.html", &page(0), Method::Deflated)]).as_slice()),
        ("b.html.gz", &gz(&page(1))),
        ("c.jsonl", format!("{field}\n{text}\n").as_bytes()),
    ]);
    workshop.run().unwrap();
    let titles: Vec<_> = workshop.records().into_iter().filter_map(|record| record.title).collect();
    assert_eq!(titles, [0, 1, 2, 3].map(|number| format!("Mill {number} opens")));
    assert_eq!(
        places(&workshop),
        [
            place("a.zip/b/mill.html", None),
            place("b.html.gz", None),
            place("c.jsonl", Some(1)),
            place("c.jsonl", Some(2))
        ]
    );
    let verified = workshop.verify();
    assert_eq!((verified.pages, verified.breaches.len(), verified.changed.len()), (4, 0, 0));
}

#[test]
fn items_stand_in_the_order_of_their_numbers_and_the_files_are_the_same_on_any_way() {
    let lines: String = (0..150).map(|number| json(&page(number), "u")).collect();
    let workshop = Workshop::with([
        ("a.jsonl", lines.as_bytes()),
        ("a.jsonl-old.txt", page(500).as_bytes()),
        ("a.tar", &tar(&[("z.txt", page(300).as_bytes()), ("b.txt", page(301).as_bytes())])),
        ("b.txt.gz", &gz(page(400).as_bytes())),
    ]);
    workshop.run().unwrap();
    let places = places(&workshop);
    assert_eq!(places.len(), 154);
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(places[1], place("a.jsonl", Some(2)));
    let wanted = workshop.files();
    let reused = workshop.run().unwrap().reused;
    assert_eq!(reused, 154);
    assert_same_files(&wanted, &workshop.files(), "run again");
    let scarce =
        Job { memory: Some((80 << 20) + (100 << 10)), out: workshop.path("scarce"), ..workshop.job() };
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| run_job(&scarce)).unwrap();
    assert_same_files(&wanted, &workshop::files(&scarce.out), "in hardly any memory, by one thread");
}

#[test]
fn a_page_of_a_container_can_be_explained_and_a_changed_one_is_named() {
    let lines = [json(PAGE, "u"), json(&PAGE.replace("sailed", "went"), "u"), json(OTHER, "u")].concat();
    let workshop = Workshop::with([("a.jsonl", lines.as_bytes())]);
    workshop.run().unwrap();
    assert_eq!(workshop.records()[0].copies, 1);
    let offset = PAGE.find("JEDDAH").unwrap();
    let output = workshop.unspool(["explain", &format!("a.jsonl:2:{offset}"), "out"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("a.jsonl:2, line 9") && said.contains("a.jsonl:1, line 9"), "{said}");
    let output = workshop.unspool(["explain", &format!("a.jsonl:{offset}"), "out"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("did you mean `a.jsonl:1`?"), "{said}");
    workshop.page("a.jsonl", lines.replace("herbs", "trees"));
    assert_eq!(workshop.verify().changed, ["a.jsonl:3"]);
}

#[test]
fn what_is_told_of_pages_goes_into_their_records() {
    let workshop = Workshop::with([
        ("2024-03-11/ferry.txt", PAGE.replace("Updated 04 March 2024", "Updated 2 hours ago").as_bytes()),
        ("school.txt", OTHER.as_bytes()),
    ]);
    let meta = "{\"path\":\"school.txt\",\"url\":\"https://example.org/s\",\"scraped_at\":\"2024-03-12T08:30:00+01:00\"}\n";
    std::fs::write(workshop.path("meta.jsonl"), meta).unwrap();
    let run = |arguments: &[&str]| workshop.unspool([&["run", "pages", "-q"][..], arguments].concat());
    let output = run(&["--meta", "meta.jsonl", "--scraped-at-from", r"^(\d{4}-\d\d-\d\d)/"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let records = workshop.records();
    assert_eq!(records[0].scraped_at.as_deref(), Some("2024-03-11"));
    assert_eq!(records[0].date.as_deref(), Some("2024-03-11"));
    assert_eq!(records[1].scraped_at.as_deref(), Some("2024-03-12T07:30:00Z"));
    assert_eq!(records[1].url.as_deref(), Some("https://example.org/s"));
    std::fs::write(workshop.path("meta.jsonl"), "{\"url\":\"u\"}\n").unwrap();
    for (wrong, said) in
        [(["--meta", "meta.jsonl"], "line 1"), (["--scraped-at-from", "("], "--scraped-at-from")]
    {
        let output = run(&wrong);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{output:?}");
    }
}

#[test]
fn pages_in_old_encodings_are_read_and_the_summary_says_which() {
    let arabic =
        "احترقت الطاحونة القديمة على ضفة النهر ليلة الاثنين، وقالت الشرطة إن أحدا لم يصب بأذى في الحريق.\n";
    let twice = encoding_rs::WINDOWS_1252
        .decode("Café – “late”, said the £5 waiter at the old mill.\n".as_bytes())
        .0
        .into_owned();
    let workshop = Workshop::with([
        ("arabic.txt", &*encoding_rs::WINDOWS_1256.encode(arabic).0),
        ("plain.txt", PAGE.as_bytes()),
        ("twice.txt", twice.as_bytes()),
    ]);
    let encodings = workshop.run().unwrap().summary.inputs.encodings;
    let told: Vec<(&str, usize)> = encodings.iter().map(|(name, pages)| (name.as_str(), *pages)).collect();
    assert_eq!(told, [("UTF-8", 1), ("UTF-8 over windows-1252", 1), ("windows-1256", 1)]);
    let verified = workshop.verify();
    assert_eq!((verified.pages, verified.breaches.len()), (3, 0));
    let output = workshop.unspool(["run", "pages", "--encoding", "windows-1251", "-q"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(workshop.verify().breaches, []);
    let output = workshop.unspool(["run", "pages", "--encoding", "klingon"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--encoding"), "{output:?}");
}

#[test]
fn standard_input_may_be_a_container() {
    let workshop = Workshop::new();
    let lines = [json(PAGE, "u"), json(OTHER, "u")].concat();
    let output = workshop.unspool_on(&gz(lines.as_bytes()), ["run", "-", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(places(&workshop), [place("-", Some(1)), place("-", Some(2))]);
    assert_eq!(workshop.verify().without_source, 2);
}

/// A container that is broken: what of its pages is had, and what its line in `skipped.jsonl` says.
struct Broken {
    what: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
    pages: usize,
    skipped: (&'static str, Option<u64>, Reason),
}

fn broken() -> Vec<Broken> {
    let lines: String = (0..200).map(|number| json(&page(number), "u")).collect();
    let (short, long) = (page(1), page(2).repeat(300));
    let cut = |bytes: Vec<u8>, share: f64| bytes[..(bytes.len() as f64 * share) as usize].to_vec();
    let spoilt = |mut bytes: Vec<u8>, at: usize| {
        bytes[at..at + 8].iter_mut().for_each(|byte| *byte ^= 0x5A);
        bytes
    };
    let two = tar(&[("a.txt", short.as_bytes()), ("b.txt", long.as_bytes())]);
    // A header and whole blocks of 512 bytes.
    let second = 512 + short.len().next_multiple_of(512);
    let zipped = |method| zip(&[("a.txt", short.as_bytes(), method), ("b.txt", long.as_bytes(), method)]);
    let records = [&short, &long].map(|page| record("conversion", "text/plain", "u", page.as_bytes()));
    let members = records.each_ref().map(|record| gz(record));
    let warc = records.concat();
    let stored = zipped(Method::Stored);
    let truncated = Reason::TruncatedArchive;
    let mut all = vec![
        Broken {
            what: "a page in a cut gz",
            name: "a.txt.gz",
            bytes: cut(gz(short.as_bytes()), 0.7),
            pages: 0,
            skipped: ("a.txt.gz", None, truncated),
        },
        Broken {
            what: "a cut tar",
            name: "a.tar",
            bytes: cut(two.clone(), 0.5),
            pages: 1,
            skipped: ("a.tar", None, truncated),
        },
        Broken {
            what: "a tar cut in a header",
            name: "a.tar",
            bytes: two[..second + 300].to_vec(),
            pages: 1,
            skipped: ("a.tar", None, truncated),
        },
        Broken {
            what: "a tar with a spoilt header",
            name: "a.tar",
            bytes: spoilt(two, second),
            pages: 1,
            skipped: ("a.tar", None, Reason::CorruptArchive),
        },
        Broken {
            what: "a cut zip",
            name: "a.zip",
            bytes: cut(zipped(Method::Deflated), 0.6),
            pages: 1,
            skipped: ("a.zip", None, truncated),
        },
        Broken {
            what: "a cut zip of streamed members",
            name: "a.zip",
            bytes: cut(zipped(Method::Streamed), 0.6),
            pages: 1,
            skipped: ("a.zip", None, truncated),
        },
        Broken {
            what: "a zip without its directory",
            name: "a.zip",
            bytes: stored[..stored.len() - 22].to_vec(),
            pages: 2,
            skipped: ("a.zip", None, truncated),
        },
        Broken {
            what: "a spoilt member of a zip",
            name: "a.zip",
            bytes: spoilt(stored.clone(), 100),
            pages: 1,
            skipped: ("a.zip/a.txt", None, Reason::CorruptArchive),
        },
        Broken {
            what: "a spoilt mark in a zip",
            name: "a.zip",
            bytes: spoilt(stored.clone(), stored.len() - 22),
            pages: 2,
            skipped: ("a.zip", None, Reason::CorruptArchive),
        },
        Broken {
            what: "an encrypted member",
            name: "a.zip",
            bytes: zip(&[
                ("a.txt", short.as_bytes(), Method::Stored),
                ("b.txt", b"secret", Method::Encrypted),
            ]),
            pages: 1,
            skipped: ("a.zip/b.txt", None, Reason::Unreadable),
        },
        Broken {
            what: "a cut web archive",
            name: "a.warc",
            bytes: cut(warc.clone(), 0.5),
            pages: 1,
            skipped: ("a.warc", None, truncated),
        },
        Broken {
            what: "a web archive with a spoilt header",
            name: "a.warc",
            bytes: spoilt(warc, record("conversion", "text/plain", "u", short.as_bytes()).len()),
            pages: 1,
            skipped: ("a.warc", None, Reason::CorruptArchive),
        },
        Broken {
            what: "a web archive of packed records, cut in the second",
            name: "a.warc.gz",
            bytes: [&members[0][..], &members[1][..members[1].len() / 2]].concat(),
            pages: 1,
            skipped: ("a.warc.gz", None, truncated),
        },
        Broken {
            what: "a web archive of packed records, the check sum of the second spoilt",
            name: "a.warc.gz",
            bytes: spoilt(members.concat(), members[0].len() + members[1].len() - 8),
            pages: 2,
            skipped: ("a.warc.gz", None, Reason::CorruptArchive),
        },
        Broken {
            what: "zeros that were packed",
            name: "a.txt.gz",
            bytes: gz(&vec![b' '; 8 << 20]),
            pages: 0,
            skipped: ("a.txt.gz", None, Reason::Bomb),
        },
        Broken {
            what: "a bomb in an archive",
            name: "a.tar",
            bytes: tar(&[("a.txt", short.as_bytes()), ("b.txt.zst", &zst(&vec![b' '; 8 << 20]))]),
            pages: 1,
            skipped: ("a.tar", None, Reason::Bomb),
        },
        Broken {
            what: "a packing in a packing in a packing in a packing",
            name: "a.txt.gz",
            bytes: gz(&gz(&gz(&gz(short.as_bytes())))),
            pages: 0,
            skipped: ("a.txt.gz", None, Reason::OverLimit),
        },
        Broken {
            what: "a gz with something else behind it",
            name: "a.jsonl.gz",
            bytes: [gz(json(&short, "u").as_bytes()), b"and so on".to_vec()].concat(),
            pages: 1,
            skipped: ("a.jsonl.gz", None, Reason::CorruptArchive),
        },
    ];
    type Packing = fn(&[u8]) -> Vec<u8>;
    let packings: [(&str, Packing); 4] =
        [("a.jsonl.gz", gz), ("a.jsonl.zst", zst), ("a.jsonl.bz2", bz2), ("a.jsonl.xz", xz)];
    for (name, pack) in packings {
        let bytes = pack(lines.as_bytes());
        all.push(Broken {
            what: "cut",
            name,
            bytes: cut(bytes.clone(), 0.9),
            pages: usize::MAX,
            skipped: (name, None, truncated),
        });
        all.push(Broken {
            what: "cut at its very end",
            name,
            bytes: bytes[..bytes.len() - 2].to_vec(),
            pages: usize::MAX,
            skipped: (name, None, truncated),
        });
        let at = bytes.len() - 8;
        all.push(Broken {
            what: "spoilt",
            name,
            bytes: spoilt(bytes, at),
            pages: usize::MAX,
            skipped: (name, None, Reason::CorruptArchive),
        });
    }
    all
}

#[test]
fn of_a_broken_container_the_pages_before_the_break_are_had_and_the_rest_is_one_line() {
    for Broken { what, name, bytes, pages, skipped } in broken() {
        let workshop = Workshop::with([(name, bytes.as_slice()), ("z.txt", OTHER.as_bytes())]);
        let inputs = workshop.run().unwrap().summary.inputs;
        let lines = workshop.skipped();
        let told: Vec<_> = lines.iter().map(|line| (line.path.as_str(), line.item, line.reason)).collect();
        assert_eq!(told, [skipped], "{what}, {name}: {lines:?}");
        let offset = [Reason::TruncatedArchive, Reason::CorruptArchive, Reason::Bomb].contains(&skipped.2);
        assert!(!offset || lines[0].detail.contains(" byte "), "{what}, {name}: {}", lines[0].detail);
        let read = inputs.read - 1;
        assert!(read == pages || (pages == usize::MAX && read <= 200), "{what}, {name}: {read} pages");
        let verified = workshop.verify();
        assert_eq!((verified.breaches.len(), verified.changed.len()), (0, 0), "{what}, {name}");
    }
}

#[test]
fn more_pages_than_a_file_may_hold_are_not_read() {
    let lines: String = (0..9).map(|number| json(&page(number), "u")).collect();
    let workshop = Workshop::with([("a.jsonl", lines.as_bytes())]);
    let mut job = workshop.job();
    job.config.read.max_items = 5;
    let inputs = run_job(&job).unwrap().summary.inputs;
    assert_eq!((inputs.read, inputs.skipped), (5, 1));
    assert_eq!(workshop.skipped()[0].reason, Reason::OverLimit);
}

#[test]
fn a_named_file_is_read_by_its_content() {
    let workshop = Workshop::with([("dump", zst(json(PAGE, "u").as_bytes()).as_slice())]);
    let job = Job { inputs: vec![Input::File(workshop.pages().join("dump"))], ..workshop.job() };
    run_job(&job).unwrap();
    assert_eq!(places(&workshop), [place("dump", Some(1))]);
    assert_eq!(workshop.verify().breaches, []);
}

/// Containers of all kinds, each with its name.
fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let lines: String = (0..20).map(|number| json(&page(number), "u")).collect();
    let (short, other) = (page(1), page(2));
    let methods = [Method::Stored, Method::Deflated, Method::Streamed];
    let members = methods.map(|method| ("a.txt", short.as_bytes(), method));
    let warc = [short.as_bytes(), other.as_bytes()]
        .map(|page| record("conversion", "text/plain", "u", page))
        .concat();
    vec![
        ("a.jsonl.gz", gz(lines.as_bytes())),
        ("a.jsonl.zst", zst(lines.as_bytes())),
        ("a.jsonl.bz2", bz2(lines.as_bytes())),
        ("a.jsonl.xz", xz(lines.as_bytes())),
        ("a.json", lines.into_bytes()),
        ("a.tar", tar(&[("a.txt", short.as_bytes()), ("b.txt.gz", &gz(other.as_bytes()))])),
        ("a.zip", zip(&members)),
        ("a.warc", warc),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_spoilt_pages_lie_below_their_file_in_order_and_each_once(
        kind in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        spoilt in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        static KINDS: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(kinds);
        let (name, mut bytes) = kind.get(KINDS.as_slice()).clone();
        // Half of them stay whole.
        let length = bytes.len();
        bytes.truncate((cut.index(2 * length) + 1).min(length));
        let length = bytes.len();
        spoilt.iter().for_each(|(at, byte)| bytes[at.index(length)] = *byte);
        let mut places = Vec::new();
        let mut give = |found| {
            if let Found::Page(item) = found {
                places.push((item.path, item.number));
            }
            Ok(())
        };
        prop_assert_eq!(items_in((name, bytes.as_slice()), &Reading::default(), &mut give), Ok(()));
        prop_assert!(places.iter().all(|(path, _)| path.starts_with(name)));
        prop_assert!(places.windows(2).all(|pair| pair[0].0 != pair[1].0 || pair[0].1 < pair[1].1));
        places.sort();
        prop_assert!(places.windows(2).all(|pair| pair[0] != pair[1]), "{:?}", places);
    }
}

/// Found by fuzzing: a buffer that claims to be longer than any memory, at which the reader of tables panics.
#[test]
fn a_table_whose_lengths_make_no_sense_is_skipped_and_the_run_goes_on() {
    let table = include_bytes!("../fixtures/containers/length-beyond-the-file.arrow");
    let workshop = Workshop::with([("a.arrow", &table[..]), ("b.txt", PAGE.as_bytes())]);
    workshop.run().unwrap();
    assert_eq!(workshop.records().len(), 1);
    let skipped = workshop.skipped();
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert_eq!(skipped[0].reason, Reason::CorruptArchive);
}
