//! A report says what the output says, is the same each time, stays small, and judges by what reviewers say.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "tests make and read files")]

mod workshop;

use std::collections::BTreeSet;
use std::path::Path;
use unspool::config::{Config, Ledger};
use unspool::read::input;
use unspool::report::{Asked, Bond, JudgedLine, Kind, Report, Row, Run, Samples, Why, html, report};
use unspool::run::Job;
use unspool::settle::Duplicates;
use unspool::verify::Sources;
use workshop::{PAGE, RULES, Workshop, run_job};

fn asked() -> Asked<'static> {
    Asked { lie: Sources::default(), rules: &RULES, seed: 1, samples: 100, judged: "" }
}

/// The seeds, run with these options.
fn seeds(config: Config) -> Workshop {
    let workshop = Workshop::new();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    run_job(&Job::new(vec![input(seeds.as_os_str()).unwrap()], workshop.out(), config)).unwrap();
    workshop
}

fn told(workshop: &Workshop, asked: &Asked<'_>) -> Report {
    report(&workshop.out(), asked).unwrap().0
}

fn of_kind(report: &Report, kind: Kind) -> &Samples {
    report.samples.iter().find(|samples| samples.kind == kind).unwrap()
}

#[test]
fn its_figures_are_those_of_the_summary() {
    for stories in [Duplicates::Drop, Duplicates::Mark] {
        let mut config = Config::default();
        config.settle.stories = stories;
        let workshop = seeds(config);
        let report = told(&workshop, &asked());
        let (summary, counts) = (&report.summary, &report.counts);
        assert_eq!(counts.pages as usize, summary.inputs.read);
        let found: u64 = counts.stories_per_page.iter().map(|(stories, pages)| stories * pages).sum();
        assert_eq!(found as usize, summary.stories.found);
        assert_eq!(counts.words.iter().sum::<u64>() as usize, summary.stories.kept);
        let months = counts.months.counts.values().sum::<u64>() + counts.months.unknown;
        assert_eq!(months as usize, summary.stories.kept);
        let sum = |bins: &unspool::report::Hundredths| bins.0.iter().sum::<u64>() as usize;
        assert_eq!(sum(&report.likeness.duplicates), summary.stories.duplicates);
        assert_eq!(sum(&report.likeness.revisions), summary.stories.revisions);
        assert_eq!(sum(&report.likeness.held), summary.stories.held_back);
        assert_eq!(sum(&report.likeness.paragraphs), summary.paragraphs.marked);
        assert_eq!(sum(&report.likeness.paragraphs_held), summary.paragraphs.held_back);
        let by_rule: Vec<(String, u64)> =
            report.rules.iter().map(|rule| (rule.rule.clone(), rule.bytes)).collect();
        assert_eq!(by_rule.into_iter().collect::<std::collections::BTreeMap<_, _>>(), summary.bytes.by_rule);
        let kin: u64 = report.groups.sizes.iter().map(|(size, groups)| size * groups).sum();
        let stories = &summary.stories;
        assert_eq!(kin as usize, stories.duplicates + stories.revisions + stories.held_back);
        assert_eq!(of_kind(&report, Kind::Duplicate).of, stories.duplicates);
        assert_eq!(
            of_kind(&report, Kind::Split).of,
            stories.found
                - counts
                    .stories_per_page
                    .iter()
                    .filter(|(stories, _)| **stories > 0)
                    .map(|(_, pages)| *pages as usize)
                    .sum::<usize>()
        );
    }
}

#[test]
fn a_group_puts_each_member_beside_the_story_that_stays() {
    let workshop = seeds(Config::default());
    let report = told(&workshop, &asked());
    let records = workshop.records();
    let mut bonds = BTreeSet::new();
    for group in &report.groups.shown {
        let record = records.iter().find(|record| record.id == group.id).unwrap();
        assert_eq!((&group.title, &group.path), (&record.title, &record.path));
        assert_eq!(group.counts.duplicates as usize, record.copies);
        assert!(!group.members.is_empty());
        for member in &group.members {
            bonds.insert(member.bond);
            assert!(member.title.is_some(), "{}", member.path);
            let pairs = member.pairs.as_ref().unwrap();
            let twins: Vec<usize> = pairs.iter().filter_map(|pair| pair.twin).collect();
            assert!(!twins.is_empty() && twins.iter().all(|twin| *twin < group.paragraphs.len()));
            // What a dropped story says is what the one that stays says, but for the words that are marked.
            for pair in pairs.iter().filter(|pair| pair.twin.is_some() && !pair.runs.is_empty()) {
                let right: String = pair
                    .runs
                    .iter()
                    .map(|run| match run {
                        Run::Same(text) => text.as_str(),
                        Run::Differs(_, text) | Run::Alike(_, text, _) => text.as_str(),
                    })
                    .collect();
                assert_eq!(right, group.paragraphs[pair.twin.unwrap()]);
            }
        }
    }
    assert_eq!(bonds.into_iter().collect::<Vec<_>>(), [Bond::Dropped, Bond::Revision, Bond::Held]);
}

#[test]
fn a_page_is_told_span_by_span_and_a_drop_leads_to_its_survivor() {
    let workshop = seeds(Config::default());
    let report = told(&workshop, &asked());
    let mut twins = 0;
    for page in &report.pages {
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(&page.path))
                .unwrap();
        assert!(page.source && page.cut == [0, 0]);
        let mut last = 0;
        for row in &page.rows {
            assert!(row.at() >= last);
            last = row.at();
            let Row::Span(span) = row else { continue };
            let said = span.text.as_deref().unwrap().trim_end_matches('…');
            assert!(text[span.at..].starts_with(said), "{}:{}", page.path, span.at);
            if let Some(twin) = span.twin {
                twins += 1;
                let twin = &report.twins[twin];
                assert!(twin.text.is_some() && (twin.path != page.path || twin.at != span.at));
            }
        }
        let begun = page.rows.iter().filter(|row| matches!(row, Row::Boundary(row) if row.cut)).count();
        assert_eq!(begun, page.stories, "{}", page.path);
    }
    assert!(twins > 20, "{twins}");
    let whys: BTreeSet<Why> =
        report.pages.iter().flat_map(|page| &page.reasons).map(|reason| reason.why).collect();
    for why in [Why::LowConfidence, Why::ChromeRun, Why::Short, Why::Long, Why::Drawn] {
        assert!(whys.contains(&why), "{why:?}");
    }
    assert_eq!(report.taken_apart, report.summary.inputs.read);
}

#[test]
fn the_same_output_gives_the_same_bytes_and_the_seed_decides_what_is_drawn() {
    let workshop = seeds(Config::default());
    let page = html(&told(&workshop, &asked()));
    assert_eq!(page, html(&told(&workshop, &asked())));
    let few = |seed| {
        let report = told(&workshop, &Asked { seed, samples: 5, ..asked() });
        of_kind(&report, Kind::Drop)
            .shown
            .iter()
            .map(|sample| (sample.path.clone(), sample.at))
            .collect::<Vec<_>>()
    };
    assert_eq!((few(1).len(), few(1)), (5, few(1)));
    assert_ne!(few(1), few(2));
    // Fewer samples are the beginning of more.
    let all = told(&workshop, &asked());
    let first: Vec<_> = of_kind(&all, Kind::Drop)
        .shown
        .iter()
        .take(5)
        .map(|sample| (sample.path.clone(), sample.at))
        .collect();
    assert_eq!(few(1), first);
}

#[test]
fn judgements_give_the_precision_of_their_kind() {
    let workshop = seeds(Config::default());
    let report = told(&workshop, &asked());
    let judge = |(at, sample): (usize, &unspool::report::Sample)| JudgedLine {
        kind: Kind::Drop,
        path: sample.path.clone(),
        item: sample.item,
        at: sample.at,
        right: at > 0,
        rule: sample.rule.clone(),
        seed: report.seed,
        output: report.output.clone(),
    };
    let lines = of_kind(&report, Kind::Drop).shown.iter().take(10).enumerate().map(judge);
    let mut text: String = lines.map(|line| serde_json::to_string(&line).unwrap() + "\n").collect();
    text += &text.lines().next().unwrap().replace(&report.output, &"0".repeat(32));
    let (report, foreign) =
        unspool::report::report(&workshop.out(), &Asked { judged: &text, ..asked() }).unwrap();
    assert_eq!(foreign, 1);
    let drops = &report.precision[1];
    assert_eq!((drops.right, drops.wrong, drops.share, drops.interval), (9, 1, Some(0.9), (0.5958, 0.9821)));
    assert_eq!(report.judged.len(), 10);
    assert!(html(&report).contains("59.58 % to 98.21 %"));
    let error = unspool::report::report(&workshop.out(), &Asked { judged: "{}", ..asked() }).unwrap_err();
    assert!(error.to_string().starts_with("line 1: missing field `kind`"), "{error}");
}

#[test]
fn without_sources_and_scores_the_output_alone_is_told() {
    let mut config = Config::default();
    config.write.ledger = Ledger::Spans;
    let workshop = seeds(config);
    std::fs::remove_dir_all(workshop.out().join(".unspool")).unwrap();
    let report = told(&workshop, &asked());
    assert!(report.sweep.is_none() && report.mined.is_none() && report.taken_apart == 0);
    assert!(!report.groups.shown.is_empty() && !report.pages.is_empty());
    let spans = || {
        report.pages.iter().flat_map(|page| &page.rows).filter_map(|row| match row {
            Row::Span(span) => Some(span),
            Row::Boundary(_) => None,
        })
    };
    assert!(spans().filter(|span| span.dropped).all(|span| span.text.is_none()));
    assert!(
        spans()
            .filter(|span| span.role == "paragraph" || span.role == "title")
            .all(|span| span.text.is_some())
    );
}

#[test]
fn what_pages_say_never_ends_the_element_it_stands_in() {
    let hostile = PAGE
        .replace("Ferry to", "</script><img src=x onerror=alert(1)>Ferry to")
        .replace("JEDDAH", "<!--<script>");
    let pages = [("a<b.txt", hostile.as_bytes()), ("c&d.txt", b"\0\x01\0binary" as &[u8])];
    let workshop = Workshop::with(pages);
    workshop.run().unwrap();
    let page = html(&told(&workshop, &asked()));
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("<img").count() + page.matches("<!--").count(), 0);
    assert!(page.contains("c&#38;d.txt") || page.contains("c&amp;d.txt"));
}

#[test]
fn a_report_stays_small_whatever_the_pages_say() {
    let workshop = Workshop::new();
    // Each `<` takes the room of six bytes in the data.
    let long = "<".repeat(3000);
    for page in 0..300 {
        let body = format!("JEDDAH: {long} the ferry of harbor {page} sailed on Monday");
        workshop.page(
            format!("{page}.txt"),
            PAGE.replace("Hadera", &format!("Hadera {page} {}", "<b>".repeat(99)))
                .replace("JEDDAH: The ferry", &body),
        );
    }
    workshop.run().unwrap();
    let report = told(&workshop, &Asked { samples: 10_000, ..asked() });
    let page = html(&report);
    assert!(page.len() < 5_000_000, "{}", page.len());
    let drops = of_kind(&report, Kind::Drop);
    assert!(drops.shown.len() <= drops.drawn && drops.drawn == drops.of);
}

#[test]
fn the_command_writes_the_page_and_prints_the_precision() {
    let workshop = Workshop::with([("a.txt", PAGE.as_bytes())]);
    workshop.run().unwrap();
    let made = workshop.unspool(["report", "out"]);
    assert_eq!((made.status.code(), made.stdout.len()), (Some(0), 0));
    let page = std::fs::read_to_string(workshop.path("report.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    std::fs::write(workshop.path("judged.jsonl"), "").unwrap();
    let judged = workshop.unspool(["report", "out", "--to", "b.html", "--judged", "judged.jsonl", "-q"]);
    assert_eq!(judged.stderr, b"");
    assert!(
        String::from_utf8(judged.stdout)
            .unwrap()
            .contains("splits           0       0    unknown  0 % to 100 %")
    );
    let overwrites = workshop.unspool(["report", "out", "--to", "judged.jsonl", "--judged", "judged.jsonl"]);
    assert_eq!(overwrites.status.code(), Some(2));
    assert_eq!(workshop.unspool(["report", "pages"]).status.code(), Some(2));
}
