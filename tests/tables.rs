//! Pages in the columns of tables: Parquet and Arrow IPC.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BinaryViewArray, Date32Array, Int64Array, LargeBinaryArray, LargeStringArray,
    RecordBatch, StringArray, StringViewArray, StructArray, TimestampMicrosecondArray, TimestampSecondArray,
};
use arrow_schema::{DataType, Field};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};
use unspool::container::{Found, Limits, Reading, items_in};
use unspool::read::{Input, Reason};
use unspool::run::Job;
use workshop::boxes::{Method, gz, tar, zip, zst};
use workshop::tables::{arrow_file, arrow_stream, parquet, strings, table};
use workshop::{OTHER, PAGE, Workshop, assert_same_files, run_job};

const MOMENT: &str = "2024-03-12T08:30:05Z";
/// The same in seconds.
const SECONDS: i64 = 1_710_232_205;

fn places(workshop: &Workshop) -> Vec<(String, Option<u64>)> {
    workshop.records().into_iter().map(|record| (record.path, record.item)).collect()
}

fn place(path: &str, item: u64) -> (String, Option<u64>) {
    (path.to_owned(), Some(item))
}

/// A page that is like no other.
fn page(number: usize) -> String {
    let words: Vec<String> = (0..40).map(|at| format!("word{}", number * 41 + at)).collect();
    format!("{} opens\n\nUpdated 04 March 2024\nFollow\n\nLAHORE: {}.\n", words[0], words.join(" "))
}

/// Pages with address and moment, as FineWeb has them.
fn crawl(pages: &[String]) -> RecordBatch {
    let all = |what: &'static str| std::iter::repeat_n(what, pages.len());
    table([
        ("text", strings(pages.iter().map(String::as_str))),
        ("id", strings(all("urn"))),
        ("dump", strings(all("CC-MAIN-2024-10"))),
        ("url", strings(all("https://example.org/ferry"))),
        ("date", strings(all(MOMENT))),
        ("token_count", Arc::new(Int64Array::from(vec![7; pages.len()]))),
    ])
}

fn pages(count: usize) -> Vec<String> {
    (0..count).map(page).collect()
}

/// A table in every form.
fn forms(table: &RecordBatch) -> [(&'static str, Vec<u8>); 3] {
    [
        ("a.parquet", parquet(table, 4)),
        ("a.arrow", arrow_file(table, 4)),
        ("a.arrows", arrow_stream(table, 4)),
    ]
}

#[test]
fn each_row_of_a_table_is_a_page_with_its_row_its_address_and_its_moment() {
    let rows = crawl(&pages(10));
    let mut files = Vec::new();
    for (name, bytes) in forms(&rows) {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        let inputs = workshop.run().unwrap().summary.inputs;
        assert_eq!((inputs.found, inputs.read, inputs.skipped), (10, 10, 0), "{:?}", workshop.skipped());
        let wanted: Vec<_> = (1..=10).map(|row| place(name, row)).collect();
        assert_eq!(places(&workshop), wanted);
        let record = &workshop.records()[9];
        assert_eq!(record.url.as_deref(), Some("https://example.org/ferry"));
        assert_eq!(record.scraped_at.as_deref(), Some(MOMENT));
        let verified = workshop.verify();
        assert_eq!((verified.pages, verified.breaches.len(), verified.changed.len()), (10, 0, 0));
        files.push(workshop.records().into_iter().map(|record| record.text).collect::<Vec<_>>());
    }
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn text_is_read_of_columns_of_any_type_that_holds_it() {
    let mut dictionary = StringDictionaryBuilder::<Int32Type>::new();
    [OTHER, PAGE].iter().for_each(|page| dictionary.append_value(page));
    let both = [OTHER, PAGE];
    let columns: [ArrayRef; 8] = [
        Arc::new(StringArray::from_iter_values(both)),
        Arc::new(LargeStringArray::from_iter_values(both)),
        Arc::new(StringViewArray::from_iter_values(both)),
        Arc::new(BinaryArray::from_iter_values(both)),
        Arc::new(LargeBinaryArray::from_iter_values(both)),
        Arc::new(BinaryViewArray::from_iter_values(both)),
        Arc::new(dictionary.finish()),
        Arc::new(StringArray::from(vec![Some(OTHER), Some(PAGE)])),
    ];
    for column in columns {
        let kind = column.data_type().clone();
        for (name, bytes) in forms(&table([("text", column)])) {
            let workshop = Workshop::with([(name, bytes.as_slice())]);
            workshop.run().unwrap();
            assert_eq!(places(&workshop), [place(name, 1), place(name, 2)], "{name}, {kind}");
            assert_eq!(workshop.records()[1].text.lines().next(), PAGE.lines().nth(8), "{name}, {kind}");
            assert_eq!(workshop.verify().breaches, [], "{name}, {kind}");
        }
    }
}

#[test]
fn the_moment_of_scraping_is_read_of_columns_of_times_and_of_structs() {
    let seconds = TimestampSecondArray::from(vec![SECONDS]);
    let columns: [(ArrayRef, &str); 5] = [
        (Arc::new(seconds.clone().with_timezone("UTC")), MOMENT),
        (
            Arc::new(TimestampMicrosecondArray::from(vec![SECONDS * 1_000_000]).with_timezone("+02:00")),
            MOMENT,
        ),
        (Arc::new(TimestampMicrosecondArray::from(vec![SECONDS * 1_000_000])), "2024-03-12"),
        (Arc::new(Date32Array::from(vec![19_794])), "2024-03-12"),
        (strings([MOMENT]), MOMENT),
    ];
    for (column, wanted) in columns {
        let kind = column.data_type().clone();
        let inner = Field::new("crawl_date", kind.clone(), true);
        let address = Field::new("url", DataType::Utf8, true);
        let metadata = StructArray::from(vec![
            (Arc::new(inner), Arc::clone(&column)),
            (Arc::new(address), strings(["https://example.org/a"])),
        ]);
        let flat = table([("text", strings([PAGE])), ("crawl_date", column)]);
        let nested = table([("text", strings([PAGE])), ("metadata", Arc::new(metadata))]);
        for (name, bytes) in forms(&flat).into_iter().chain(forms(&nested)) {
            let workshop = Workshop::with([(name, bytes.as_slice())]);
            workshop.run().unwrap();
            let record = &workshop.records()[0];
            assert_eq!(record.scraped_at.as_deref(), Some(wanted), "{name}, {kind}");
        }
    }
}

#[test]
fn a_column_that_is_named_gives_the_text_and_one_that_is_nowhere_is_exit_2_before_any_work() {
    let rows = table([("text", strings(["no"])), ("story", strings([PAGE])), ("at", strings([MOMENT]))]);
    for (name, bytes) in forms(&rows).into_iter().chain([("a.parquet.gz", gz(&parquet(&rows, 1)))]) {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        for option in ["--text-field", "--date-field", "--url-field"] {
            let output = workshop.unspool(["run", "pages", option, "body"]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}: {said}");
            assert!(said.contains(option) && said.contains("there are at, story, text"), "{name}: {said}");
            assert!(!workshop.out().exists());
        }
        let named = ["run", "pages", "--text-field", "story", "--date-field", "at", "-q"];
        let output = workshop.unspool(named);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(workshop.records()[0].scraped_at.as_deref(), Some(MOMENT));
        assert_eq!(workshop.verify().breaches, []);
    }
}

#[test]
fn a_row_without_text_is_one_skipped_item_and_a_table_without_a_column_of_it_one_skipped_file() {
    let texts = StringArray::from(vec![None, Some(PAGE), Some(" \n")]);
    for (name, bytes) in forms(&table([("text", Arc::new(texts) as ArrayRef)])) {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        workshop.run().unwrap();
        assert_eq!(places(&workshop), [place(name, 2)]);
        let told: Vec<_> = workshop.skipped().iter().map(|line| (line.item, line.reason)).collect();
        assert_eq!(told, [(Some(1), Reason::MalformedItem), (Some(3), Reason::MalformedItem)], "{name}");
    }
    let rows = table([("text", Arc::new(Int64Array::from(vec![1])) as ArrayRef), ("name", strings(["a"]))]);
    for (name, bytes) in forms(&rows) {
        let workshop = Workshop::with([(name, bytes.as_slice()), ("b.txt", PAGE.as_bytes())]);
        workshop.run().unwrap();
        let skipped = &workshop.skipped()[0];
        assert_eq!((skipped.item, skipped.reason), (None, Reason::MalformedItem), "{name}");
        assert!(skipped.detail.contains("its columns are text, name"), "{}", skipped.detail);
    }
}

#[test]
fn a_table_is_read_wherever_it_lies() {
    let rows = table([("text", strings([OTHER, PAGE]))]);
    for (name, bytes) in forms(&rows) {
        let members = zip(&[(name, &bytes, Method::Deflated)]);
        let boxes = [
            (format!("{name}.gz"), gz(&bytes), format!("{name}.gz")),
            (format!("{name}.zst"), zst(&bytes), format!("{name}.zst")),
            ("b.tar".to_owned(), tar(&[(name, &bytes)]), format!("b.tar/{name}")),
            ("b.zip".to_owned(), members, format!("b.zip/{name}")),
            ("named-wrongly.txt".to_owned(), bytes.clone(), "named-wrongly.txt".to_owned()),
        ];
        for (file, bytes, path) in boxes {
            let workshop = Workshop::with([(file.as_str(), bytes.as_slice())]);
            workshop.run().unwrap();
            assert_eq!(places(&workshop), [place(&path, 1), place(&path, 2)], "{:?}", workshop.skipped());
            assert_eq!(workshop.verify().breaches, [], "{path}");
        }
        let workshop = Workshop::new();
        let output = workshop.unspool_on(&bytes, ["run", "-", "-q"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(places(&workshop), [place("-", 1), place("-", 2)]);
    }
}

#[test]
fn columns_of_html_and_of_bytes_in_old_encodings_are_read() {
    let body = |name: &str| (0..30).map(|at| format!("{name}{at} ")).collect::<String>();
    let html =
        format!("<article><h1>Mill opens</h1><p>LAHORE: {}.</p><p>{}.</p></article>", body("a"), body("b"));
    let arabic =
        "احترقت الطاحونة القديمة على ضفة النهر ليلة الاثنين، وقالت الشرطة إن أحدا لم يصب بأذى في الحريق.\n";
    let old = encoding_rs::WINDOWS_1256.encode(arabic).0.into_owned();
    let column: ArrayRef = Arc::new(BinaryArray::from_iter_values([&old]));
    let workshop = Workshop::with([
        ("a.parquet", parquet(&table([("raw_html", strings([html.as_str()]))]), 1).as_slice()),
        ("b.parquet", parquet(&table([("content", column)]), 1).as_slice()),
    ]);
    let encodings = workshop.run().unwrap().summary.inputs.encodings;
    assert_eq!(encodings.keys().collect::<Vec<_>>(), ["UTF-8", "windows-1256"]);
    let texts: Vec<String> = workshop.records().into_iter().map(|record| record.text).collect();
    assert!(texts[0].starts_with("LAHORE: a0 a1 "), "{texts:?}");
    assert!(texts[1].contains("الطاحونة"), "{texts:?}");
    assert_eq!(workshop.verify().breaches, []);
}

#[test]
fn a_row_can_be_explained_and_a_changed_one_is_named() {
    let went = PAGE.replace("sailed", "went");
    for (name, bytes) in forms(&table([("text", strings([PAGE, &went, OTHER]))])) {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        workshop.run().unwrap();
        assert_eq!(workshop.records()[0].copies, 1);
        let offset = PAGE.find("JEDDAH").unwrap();
        let output = workshop.unspool(["explain", &format!("{name}:2:{offset}"), "out"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains(&format!("{name}:2, line 9")) && said.contains(&format!("{name}:1, line 9")));
        let changed = table([("text", strings([PAGE, &went, &OTHER.replace("herbs", "trees")]))]);
        let (_, bytes) = forms(&changed).into_iter().find(|(form, _)| *form == name).unwrap();
        workshop.page(name, bytes);
        assert_eq!(workshop.verify().changed, [format!("{name}:3")]);
    }
}

#[test]
fn the_files_are_the_same_on_any_number_of_threads_and_in_hardly_any_memory() {
    let rows = crawl(&pages(300));
    let workshop = Workshop::with(forms(&rows).each_ref().map(|(name, bytes)| (*name, bytes.as_slice())));
    workshop.run().unwrap();
    assert!(places(&workshop).is_sorted());
    let wanted = workshop.files();
    for threads in [1, 3] {
        let job = Job {
            memory: Some((80 << 20) + (1 << 20)),
            out: workshop.path(format!("{threads}")),
            ..workshop.job()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run_job(&job)).unwrap();
        assert_same_files(&wanted, &workshop::files(&job.out), &format!("{threads} threads"));
    }
}

/// A table that is broken: which of its 12 rows are had, and what its line in `skipped.jsonl` says.
struct Broken {
    what: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
    rows: usize,
    reason: Reason,
}

fn broken() -> Vec<Broken> {
    let rows = crawl(&pages(12));
    let whole = parquet(&rows, 4);
    let ends = |bytes: &[u8], length: usize| bytes[..length].to_vec();
    let spoilt = |mut bytes: Vec<u8>, at: usize| {
        bytes[at..at + 16].iter_mut().for_each(|byte| *byte ^= 0x5A);
        bytes
    };
    let group = |group: usize| text_column(&whole, group);
    let (packed, file, stream) = (gz(&whole), arrow_file(&rows, 4), arrow_stream(&rows, 4));
    let broken = |what, name, bytes, rows, reason| Broken { what, name, bytes, rows, reason };
    vec![
        broken("cut in its rows", "a.parquet", ends(&whole, whole.len() / 2), 0, Reason::TruncatedArchive),
        broken("without its end", "a.parquet", ends(&whole, whole.len() - 1), 0, Reason::TruncatedArchive),
        broken("hardly begun", "a.parquet", ends(&whole, 10), 0, Reason::TruncatedArchive),
        broken(
            "with a spoilt directory",
            "a.parquet",
            spoilt(whole.clone(), whole.len() - 60),
            0,
            Reason::CorruptArchive,
        ),
        broken(
            "with a spoilt first group",
            "a.parquet",
            spoilt(whole.clone(), group(0) + 30),
            0,
            Reason::CorruptArchive,
        ),
        broken(
            "with a spoilt last group",
            "a.parquet",
            spoilt(whole.clone(), group(2) + 30),
            8,
            Reason::CorruptArchive,
        ),
        broken("in a cut gz", "a.parquet.gz", ends(&packed, packed.len() / 2), 0, Reason::TruncatedArchive),
        broken(
            "a file cut in its last batch",
            "a.arrow",
            ends(&file, last_message(&file) + 100),
            8,
            Reason::TruncatedArchive,
        ),
        broken("a file cut in its columns", "a.arrow", ends(&file, 100), 0, Reason::TruncatedArchive),
        broken(
            "a stream cut in its last batch",
            "a.arrows",
            ends(&stream, last_message(&stream) + 100),
            8,
            Reason::TruncatedArchive,
        ),
        broken(
            "a stream with a spoilt message",
            "a.arrows",
            spoilt(stream.clone(), last_message(&stream)),
            8,
            Reason::CorruptArchive,
        ),
        broken(
            "a stream with spoilt text",
            "a.arrows",
            spoilt(stream.clone(), last_packed(&stream)),
            8,
            Reason::CorruptArchive,
        ),
        broken(
            "a file in a cut gz",
            "a.arrow.gz",
            ends(&gz(&file), gz(&file).len() - 20),
            12,
            Reason::TruncatedArchive,
        ),
    ]
}

/// Where the text of a group of rows begins.
fn text_column(bytes: &[u8], group: usize) -> usize {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let reader = parquet::file::serialized_reader::SerializedFileReader::new(file.reopen().unwrap()).unwrap();
    let metadata = parquet::file::reader::FileReader::metadata(&reader);
    metadata.row_group(group).column(0).byte_range().0 as usize
}

/// Where the last message of a stream begins, before the mark of its end.
fn last_message(bytes: &[u8]) -> usize {
    let marks = memchr::memmem::find_iter(bytes, &[0xFF; 4]).filter(|at| at % 8 == 0);
    marks.filter(|at| bytes[at + 4..at + 8] != [0; 4]).last().unwrap()
}

/// Where what is packed last begins.
fn last_packed(bytes: &[u8]) -> usize {
    memchr::memmem::rfind(bytes, &[0x28, 0xB5, 0x2F, 0xFD]).unwrap()
}

#[test]
fn of_a_broken_table_the_rows_before_the_break_are_had_and_the_rest_is_one_line_with_its_place() {
    for Broken { what, name, bytes, rows, reason } in broken() {
        let workshop = Workshop::with([(name, bytes.as_slice()), ("z.txt", OTHER.as_bytes())]);
        let inputs = workshop.run().unwrap().summary.inputs;
        let lines = workshop.skipped();
        let told: Vec<_> = lines.iter().map(|line| (line.path.as_str(), line.item, line.reason)).collect();
        assert_eq!(told, [(name, None, reason)], "{what}, {name}: {lines:?}");
        assert!(lines[0].detail.contains(" byte "), "{what}, {name}: {}", lines[0].detail);
        assert_eq!(inputs.read, rows + 1, "{what}, {name}: {lines:?}");
        let verified = workshop.verify();
        assert_eq!((verified.breaches.len(), verified.changed.len()), (0, 0), "{what}, {name}");
    }
}

#[test]
fn limits_hold_for_tables() {
    let long = "The same words again and again. ".repeat(4000);
    let repeated = table([("text", strings(std::iter::repeat_n(long.as_str(), 400)))]);
    for (name, bytes) in [("a.parquet", parquet(&repeated, 400)), ("a.arrows", arrow_stream(&repeated, 400))]
    {
        let workshop = Workshop::with([(name, bytes.as_slice()), ("z.txt", OTHER.as_bytes())]);
        workshop.run().unwrap();
        let skipped = &workshop.skipped()[0];
        assert_eq!((skipped.item, skipped.reason), (None, Reason::Bomb), "{name}: {}", skipped.detail);
    }
    let rows = crawl(&pages(9));
    for (name, bytes) in forms(&rows) {
        let workshop = Workshop::with([(name, bytes.as_slice())]);
        let mut job = workshop.job();
        job.config.read.max_items = 5;
        let inputs = run_job(&job).unwrap().summary.inputs;
        assert_eq!((inputs.read, inputs.skipped), (5, 1), "{name}");
        assert_eq!(workshop.skipped()[0].reason, Reason::OverLimit);
        let mut job = workshop.job();
        job.config.read.max_file_size = (pages(1)[0].len() as u64).into();
        assert_eq!(run_job(&job).unwrap().summary.inputs.skipped, 8, "{name}");
        assert!(workshop.skipped().iter().all(|line| line.reason == Reason::TooLarge));
    }
    let packed = zst(&parquet(&rows, 9));
    let limits = Limits { unpacked: 1000, ..Limits::default() };
    let mut reasons = Vec::new();
    let mut give = |found| {
        reasons.extend(if let Found::Skipped(skipped) = found { Some(skipped.reason) } else { None });
        Ok(())
    };
    let reading = Reading { limits, ..Reading::default() };
    items_in(("a.parquet.zst", packed.as_slice()), &reading, &mut give).unwrap();
    assert_eq!(reasons, [Reason::Bomb]);
}

#[test]
fn a_named_file_is_known_by_its_content_and_text_that_begins_like_a_mark_is_text() {
    let workshop = Workshop::with([
        ("dump", parquet(&table([("text", strings([PAGE]))]), 1).as_slice()),
        ("par.txt", format!("PAR1 and par 2\n\n{OTHER}").as_bytes()),
    ]);
    let inputs = ["dump", "par.txt"].map(|name| Input::File(workshop.pages().join(name))).to_vec();
    run_job(&Job { inputs, ..workshop.job() }).unwrap();
    assert_eq!(places(&workshop), [place("dump", 1), ("par.txt".to_owned(), None)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_is_spoilt_rows_come_in_order_and_each_once(
        kind in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        spoilt in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        static KINDS: LazyLock<[(&str, Vec<u8>); 3]> = LazyLock::new(|| forms(&crawl(&pages(12))));
        let (name, mut bytes) = kind.get(KINDS.as_slice()).clone();
        // Of Parquet, nothing is left without the end.
        let length = bytes.len();
        bytes.truncate(if name == "a.parquet" { length } else { (cut.index(2 * length) + 1).min(length) });
        let length = bytes.len();
        spoilt.iter().for_each(|(at, byte)| bytes[at.index(length)] = *byte);
        let mut rows = Vec::new();
        let mut give = |found| {
            if let Found::Page(item) = found {
                rows.push((item.path, item.number));
            }
            Ok(())
        };
        prop_assert_eq!(items_in((name, bytes.as_slice()), &Reading::default(), &mut give), Ok(()));
        // Without its mark it is a page.
        prop_assert!(rows.iter().all(|(path, row)| path == name && (row.is_some() || rows.len() == 1)));
        prop_assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
    }
}
