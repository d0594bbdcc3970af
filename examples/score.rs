//! Scores splits and roles against gold labels: `cargo run --release --example score -- DIR [-v]`.
//!
//! DIR holds pages `x.txt` with `x.gold` beside them (see `unspool::score`). `-v` also lists what is wrong, page by
//! page.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::error::Error;
use std::path::Path;
use unspool::page::unspool;
use unspool::rules::Rules;
use unspool::score::{GoldLine, Score, Tally, boundaries, gold, gold_boundaries, group, score};
use unspool::split::MIN_CONFIDENCE;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: score DIR [-v]")?;
    let verbose = arguments.next().is_some_and(|flag| flag == "-v");
    let rules = Rules::builtin()?;
    let mut total = Score::default();
    let mut files: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
        let text = std::fs::read_to_string(path)?;
        let labels = gold(&std::fs::read_to_string(path.with_extension("gold"))?)?;
        total.add(&score(&text, &labels, &rules, MIN_CONFIDENCE));
        if verbose {
            print_mistakes(path, &text, &labels, &rules);
        }
    }
    print(&total);
    Ok(())
}

fn print(score: &Score) {
    println!("pages                 {:>7}", score.pages);
    print_tally("boundaries", score.boundaries);
    println!("pages exactly right   {:>7.4}  ({} of {})", score.exact_share(), score.exact, score.pages);
    println!(
        "single left whole     {:>7.4}  ({} of {})",
        score.whole_share(),
        score.single.1,
        score.single.0
    );
    print_tally("body characters", score.body);
    for (group, tally) in &score.groups {
        print_tally(group, *tally);
    }
    println!("confidence   cuts  right");
    for (tenth, (cuts, right)) in score.reliability.iter().enumerate().filter(|(_, (cuts, _))| *cuts > 0) {
        println!("{:>4.1} to {:.1} {cuts:>6} {right:>6}", tenth as f64 / 10.0, (tenth + 1) as f64 / 10.0);
    }
}

fn print_tally(name: &str, tally: Tally) {
    let (precision, recall, f1) = (tally.precision(), tally.recall(), tally.f1());
    println!(
        "{name:<20} P {precision:.4}  R {recall:.4}  F1 {f1:.4}  ({} right, {} wrong, {} missed)",
        tally.right, tally.wrong, tally.missed
    );
}

fn print_mistakes(path: &Path, text: &str, labels: &[GoldLine], rules: &Rules) {
    let page = unspool(text, rules, MIN_CONFIDENCE);
    let (found, expected) = (boundaries(&page), gold_boundaries(labels));
    for (index, role) in page.stripped.roles.iter().enumerate() {
        let should = labels.get(index).map_or("chrome", |line| line.group.as_str());
        let cut = match (found.contains(&index), expected.contains(&index)) {
            (true, false) => "CUT WRONGLY ",
            (false, true) => "NOT CUT ",
            _ => "",
        };
        if group(*role, rules) != should || !cut.is_empty() {
            let piece: String = page.labelled.lines[index].span.of(text).chars().take(90).collect();
            println!(
                "{}:{}: {cut}{} should be {should} | {piece}",
                path.display(),
                index + 1,
                group(*role, rules)
            );
        }
    }
    for near in page.split.near_misses {
        println!(
            "{}:{}: near miss {:.2} {:?}",
            path.display(),
            near.line + 1,
            near.confidence,
            near.evidence
        );
    }
}
