//! What `unspool run` writes: formats, numbered files, columns, views, the card; and what reads it again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use arrow_array::cast::AsArray as _;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{ArrayRef, RecordBatch};
use flate2::read::GzDecoder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use unspool::schema::schema;
use workshop::{OTHER, PAGE, Workshop};

/// All formats at once.
const ALL: [&str; 8] =
    ["--format", "jsonl", "--format", "jsonl.gz", "--format", "jsonl.zst", "--format", "parquet"];

/// A workshop with the seeds of the project as pages, run with these options.
fn seeds(options: &[&str]) -> Workshop {
    let workshop = Workshop::new();
    let run = run_seeds(&workshop, "out", options);
    assert!(run.status.success(), "{run:?}");
    workshop
}

fn run_seeds(workshop: &Workshop, out: &str, options: &[&str]) -> Output {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    workshop.unspool([&["run", seeds, "-o", out, "--quiet"][..], options].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Name and bytes of all files of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect()
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

fn gunzipped(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(file).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn values(lines: &[u8]) -> Vec<Value> {
    lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// A batch whose moments are of an offset: names of zones need tables of them.
fn with_offsets(batch: &RecordBatch) -> RecordBatch {
    let columns = batch.schema_ref().fields().iter().zip(batch.columns()).map(|(field, column)| {
        let column: ArrayRef = match column.as_primitive_opt::<TimestampMicrosecondType>() {
            Some(moments) => Arc::new(moments.clone().with_timezone("+00:00")),
            None => Arc::clone(column),
        };
        (field.name().clone(), column, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns.collect::<Vec<_>>()).unwrap()
}

/// Rows of a Parquet file as lines of JSON with every key.
fn parquet_values(file: &Path) -> Vec<Value> {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap()).unwrap().build().unwrap();
    let builder = arrow_json::WriterBuilder::new().with_explicit_nulls(true);
    let mut writer = builder.build::<_, arrow_json::writer::LineDelimited>(Vec::new());
    reader.for_each(|batch| writer.write(&with_offsets(&batch.unwrap())).unwrap());
    writer.finish().unwrap();
    values(&writer.into_inner())
}

/// The moments of Parquet have no offset: only the instant is compared.
fn without_moments(mut rows: Vec<Value>) -> Vec<Value> {
    for row in &mut rows {
        for key in ["published_at", "updated_at"] {
            if let Some(moment) = row.get_mut(key).filter(|moment| moment.is_string()) {
                let at: jiff::Timestamp = moment.as_str().unwrap().parse().unwrap();
                *moment = at.as_microsecond().into();
            }
        }
    }
    rows
}

#[test]
fn every_format_holds_the_same_lines() {
    let workshop = seeds(&ALL);
    for table in ["stories", "dropped", "similar", "skipped"] {
        let file = |ending: &str| workshop.out().join(format!("{table}.{ending}"));
        let plain = std::fs::read(file("jsonl")).unwrap();
        assert_eq!(gunzipped(&file("jsonl.gz")), plain, "{table}");
        assert_eq!(zstd::decode_all(File::open(file("jsonl.zst")).unwrap()).unwrap(), plain, "{table}");
        let rows = without_moments(parquet_values(&file("parquet")));
        assert_eq!(rows, without_moments(values(&plain)), "{table}");
    }
    assert!(!workshop.records().is_empty());
}

#[test]
fn every_format_is_the_same_bytes_on_any_number_of_threads() {
    let workshop = Workshop::new();
    let options = [&ALL[..], &["--view", "dolma", "--hf-card", "--shard-size", "20KB"]].concat();
    let runs = ["1", "2", "5"].map(|threads| {
        let out = format!("out{threads}");
        let run = run_seeds(&workshop, &out, &[&options[..], &["-j", threads]].concat());
        assert!(run.status.success(), "{run:?}");
        files(&workshop.path(out))
    });
    assert!(runs[0].len() > 25, "{:?}", runs[0].keys());
    assert!(runs.iter().all(|run| *run == runs[0]));
}

#[test]
fn the_laws_are_proved_on_packed_and_numbered_files() {
    let seeds_of = |options: &[&str]| {
        let workshop = seeds(options);
        let verified = workshop.unspool(["verify", "out"]);
        assert!(verified.status.success() && said(&verified).contains("all laws hold"), "{verified:?}");
        workshop
    };
    seeds_of(&["--format", "jsonl.gz"]);
    seeds_of(&["--format", "jsonl.zst", "--format", "parquet"]);
    seeds_of(&["--shard-size", "30KB"]);
    let workshop = seeds_of(&["--shard-size", "30KB", "--format", "jsonl.zst"]);
    let plain = run_seeds(&workshop, "plain", &[]);
    assert!(plain.status.success());
    let id = workshop.path("plain/stories.jsonl");
    let id = values(&std::fs::read(id).unwrap())[0]["id"].as_str().unwrap().to_owned();
    for command in [
        &["explain", &id, "out", "--json"][..],
        &["sweep", "out", "--json"],
        &["check", "out", "--max-skipped", "100%", "--min-stories", "1"],
    ] {
        let here = workshop.unspool(command);
        let there = workshop.unspool(command.iter().map(|word| word.replace("out", "plain")));
        assert!(here.status.success() && there.status.success(), "{command:?}: {here:?} {there:?}");
        assert_eq!(here.stdout, there.stdout, "{command:?}");
    }
    let same = workshop.unspool(["diff", "plain", "out"]);
    let told = String::from_utf8_lossy(&same.stdout);
    assert!(told.contains("the stories, the ledgers and all counts are the same"), "{told}");
    let report = workshop.unspool(["report", "out", "--to", "report.html"]);
    assert!(report.status.success(), "{report:?}");
    let against = run_seeds(&workshop, "next", &["--against", "out"]);
    assert!(against.status.success(), "{against:?}");
    let kept = values(&std::fs::read(workshop.path("next/stories.jsonl")).unwrap());
    assert!(kept.len() < 10, "{}", kept.len());
}

#[test]
fn commands_that_read_lines_say_what_they_need_where_there_are_none() {
    let workshop = seeds(&["--format", "parquet"]);
    for command in [&["verify", "out"][..], &["diff", "out", "out"], &["report", "out"]] {
        let refused = workshop.unspool(command);
        assert_eq!(refused.status.code(), Some(2), "{command:?}: {refused:?}");
        assert!(said(&refused).contains("it is Parquet, and this reads JSONL"), "{refused:?}");
    }
    let refused = run_seeds(&workshop, "next", &["--against", "out"]);
    assert!(refused.status.code() == Some(2) && said(&refused).contains("it is Parquet"), "{refused:?}");
    let some = seeds(&["--fields", "title,text"]);
    let refused = some.unspool(["verify", "out"]);
    assert!(refused.status.code() == Some(2) && said(&refused).contains("without --fields"), "{refused:?}");
}

#[test]
fn files_of_an_earlier_run_in_another_format_are_gone_and_those_of_others_stay() {
    let workshop = seeds(&[&ALL[..], &["--view", "dolma", "--hf-card"]].concat());
    std::fs::write(workshop.out().join("notes.parquet"), "mine").unwrap();
    std::fs::write(workshop.out().join("dropped.jsonl.gz"), "mine as well").unwrap();
    let again = run_seeds(&workshop, "out", &[]);
    assert!(again.status.success(), "{again:?}");
    let expected = [
        "dropped.jsonl",
        "dropped.jsonl.gz",
        "notes.parquet",
        "similar.jsonl",
        "skipped.jsonl",
        "stories.jsonl",
        "summary.json",
    ];
    assert_eq!(names(&workshop.out()), expected);
    let refused = run_seeds(&workshop, "out", &["--format", "jsonl.gz"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(said(&refused).contains("dropped.jsonl.gz` was not written by unspool"), "{refused:?}");
}

#[test]
fn numbered_files_hold_whole_lines_and_no_more_than_they_should() {
    const MOST: usize = 20_000;
    let workshop = seeds(&["--shard-size", "20KB", "--format", "jsonl", "--format", "parquet"]);
    let whole = seeds(&[]);
    for table in ["stories", "dropped", "similar", "skipped"] {
        let mut all = Vec::new();
        let shards = names(&workshop.out()).into_iter().filter(|name| name.starts_with(table));
        for name in shards.filter(|name| name.ends_with(".jsonl")) {
            let lines = std::fs::read(workshop.out().join(&name)).unwrap();
            assert_eq!(name, format!("{table}-{:05}.jsonl", all.len()));
            assert!(lines.is_empty() || lines.ends_with(b"\n"), "{name}");
            assert!(lines.len() <= MOST || values(&lines).len() == 1, "{name}");
            let rows = parquet_values(&workshop.out().join(name.replace("jsonl", "parquet")));
            assert_eq!(rows.len(), values(&lines).len(), "{name}");
            all.push(lines);
        }
        assert_eq!(all.concat(), std::fs::read(whole.out().join(format!("{table}.jsonl"))).unwrap());
        assert!(all.len() > 1 || table == "skipped" || table == "similar", "{table}: {}", all.len());
    }
}

#[test]
fn fields_choose_and_order_the_columns_of_stories() {
    let workshop =
        seeds(&["--fields", "title,id", "--fields", "date", "--format", "jsonl", "--format", "parquet"]);
    let text = std::fs::read_to_string(workshop.out().join("stories.jsonl")).unwrap();
    let whole = seeds(&[]).records();
    let expected: String = whole
        .iter()
        .map(|record| {
            let [title, id, date] = [
                serde_json::to_string(&record.title),
                serde_json::to_string(&record.id),
                serde_json::to_string(&record.date),
            ]
            .map(Result::unwrap);
            format!("{{\"title\":{title},\"id\":{id},\"date\":{date}}}\n")
        })
        .collect();
    assert_eq!(text, expected);
    let file = File::open(workshop.out().join("stories.parquet")).unwrap();
    let schema = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().schema().clone();
    let columns: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(columns, ["title", "id", "date"]);
    let summary: Value =
        serde_json::from_slice(&std::fs::read(workshop.out().join("summary.json")).unwrap()).unwrap();
    assert_eq!(
        (&summary["fields"], &summary["schema_version"]),
        (&serde_json::json!(["title", "id", "date"]), &1.into())
    );
}

#[test]
fn every_line_is_valid_by_its_schema() {
    let workshop =
        seeds(&["--view", "dolma", "--view", "newsarticle", "--view", "trafilatura", "--paragraphs", "drop"]);
    workshop.page("empty.txt", "");
    let skipped = workshop.unspool(["run", "pages", "-o", "skips", "--quiet"]);
    assert_eq!(skipped.status.code(), Some(3), "{skipped:?}");
    let files = [
        ("record", "out/stories.jsonl"),
        ("dropped", "out/dropped.jsonl"),
        ("similar", "out/similar.jsonl"),
        ("skipped", "skips/skipped.jsonl"),
        ("dolma", "out/dolma.jsonl"),
        ("newsarticle", "out/newsarticle.jsonl"),
        ("trafilatura", "out/trafilatura.jsonl"),
    ];
    for (name, file) in files {
        let schema = schema(name).unwrap().to_value();
        assert_eq!(schema["version"], 1, "{name}");
        let valid = jsonschema::validator_for(&schema).unwrap();
        let lines = values(&std::fs::read(workshop.path(file)).unwrap());
        assert!(!lines.is_empty(), "{name}");
        for line in lines {
            let errors: Vec<String> = valid.iter_errors(&line).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:?} in {line}");
        }
    }
    let summary = serde_json::from_slice(&std::fs::read(workshop.path("out/summary.json")).unwrap()).unwrap();
    let schema = schema("summary").unwrap().to_value();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&summary), "{summary}");
}

#[test]
fn parquet_tells_its_types_and_where_they_come_from() {
    let workshop = seeds(&["--format", "parquet"]);
    let file = File::open(workshop.out().join("stories.parquet")).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let metadata = builder.metadata().file_metadata();
    let said: BTreeMap<&str, &str> = metadata
        .key_value_metadata()
        .unwrap()
        .iter()
        .map(|pair| (pair.key.as_str(), pair.value.as_deref().unwrap()))
        .collect();
    assert_eq!(said["unspool.schema_version"], "1");
    let hugging_face: Value = serde_json::from_str(said["huggingface"]).unwrap();
    let features = &hugging_face["info"]["features"];
    assert_eq!(features["date"], serde_json::json!({"_type": "Value", "dtype": "date32"}));
    assert_eq!(features["parts"][0]["role"]["dtype"], "string");
    let group = builder.metadata().row_group(0);
    assert!(group.columns().iter().all(|column| column.statistics().is_some()));
    assert!(
        group
            .columns()
            .iter()
            .all(|column| matches!(column.compression(), parquet::basic::Compression::ZSTD(_)))
    );
    assert!(!metadata.created_by().unwrap().contains('/'));
}

/// A page of words that nothing packs well.
fn noise(seed: u64) -> String {
    let mut state = seed;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{:x}", state >> 36)
    };
    let paragraph: Vec<String> = (0..1_000).map(|_| word()).collect();
    format!("Pump {seed} of the village runs again\n\nThe pump said on Monday {}.\n", paragraph.join(" "))
}

#[test]
fn a_disk_that_fills_while_parquet_is_written_leaves_earlier_results_as_they_were() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes()), ("b.txt", OTHER.as_bytes())]);
    let first = workshop.unspool(["run", "pages", "-o", "out", "--quiet", "--format", "parquet"]);
    assert!(first.status.success(), "{first:?}");
    let before = files(&workshop.out());
    (0..60).for_each(|at| workshop.page(format!("more/{at}.txt"), noise(at)));
    // No file may grow beyond 128 KiB; the program is told of it as of a full disk.
    let script = "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"";
    let full = std::process::Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_unspool")])
        .args(["run", "pages", "-o", "out", "--quiet", "--format", "parquet"])
        .current_dir(workshop.path(""))
        .output()
        .unwrap();
    assert_eq!(full.status.code(), Some(4), "{full:?}");
    assert!(
        said(&full).contains(".parquet` failed: file too large; earlier results are untouched"),
        "{full:?}"
    );
    assert!(files(&workshop.out()) == before);
    let again = workshop.unspool(["run", "pages", "-o", "out", "--quiet", "--format", "parquet"]);
    assert!(again.status.success(), "{again:?}");
}

#[test]
fn what_makes_no_sense_is_refused_before_work() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes())]);
    let check = |options: &[&str], words: &[&str]| {
        let refused = workshop.unspool([&["run", "pages"][..], options].concat());
        assert_eq!(refused.status.code(), Some(2), "{options:?}: {refused:?}");
        words
            .iter()
            .for_each(|word| assert!(said(&refused).contains(word), "{options:?}: {}", said(&refused)));
        assert!(!workshop.out().exists(), "{options:?}");
    };
    check(&["--format", "jsonl", "--format", "jsonl"], &["--format", "jsonl twice"]);
    check(&["--format", "csv"], &["csv", "jsonl.zst"]);
    check(&["--shard-size", "0"], &["--shard-size must be 1B or more"]);
    check(&["--fields", "id,titel"], &["titel", "title"]);
    check(&["--fields", "id", "--fields", "id"], &["id twice"]);
    check(&["--view", "dolmas"], &["dolmas", "dolma"]);
    check(&["--view", "dolma,dolma"], &["dolma twice"]);
    std::fs::write(workshop.path("unspool.toml"), "[write]\nfields = [\"id\", \"titel\"]\n").unwrap();
    check(&[], &["unspool.toml", "titel", "did you mean `title`?"]);
    std::fs::write(workshop.path("unspool.toml"), "[write]\nformat = []\n").unwrap();
    check(&[], &["--format must be one format or more"]);
}
