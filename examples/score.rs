//! Scores splits and roles against gold labels.
//!
//! `cargo run --release --example score -- DIR [-v [DAMAGE...] | --damaged]`
//!
//! DIR holds pages `x.txt` with `x.gold` beside them (see `unspool::score`). `-v` also lists what is wrong, page by
//! page, under the damages named (`NoEcho`, `CutHeader`, …); `--damaged` scores the pages under each damage alone and under any two, with the reliability of confidences.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::error::Error;
use std::path::Path;
use unspool::page::unspool;
use unspool::rules::Rules;
use unspool::score::damage::{Damage, damaged};
use unspool::score::{GoldPage, Score, Tally, boundaries, gold_boundaries, gold_pages, group, score};
use unspool::split::MIN_CONFIDENCE;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: score DIR [-v [DAMAGE...] | --damaged]")?;
    let rules = Rules::builtin()?;
    let pages = gold_pages(Path::new(&folder))?;
    match arguments.next().as_deref() {
        Some("--damaged") => print_damaged(&pages, &rules),
        Some("-v") => {
            let names: Vec<String> = arguments.collect();
            let named = |damage: &Damage| names.contains(&format!("{damage:?}"));
            let damages: Vec<Damage> = Damage::ALL.into_iter().filter(named).collect();
            pages.iter().for_each(|page| print_mistakes(page, &damages, &rules));
            print(&total(&pages, &damages, &rules));
        }
        _ => print(&total(&pages, &[], &rules)),
    }
    Ok(())
}

fn total(pages: &[GoldPage], damages: &[Damage], rules: &Rules) -> Score {
    let mut total = Score::default();
    for page in pages {
        let (text, gold) = damaged(&page.text, &page.gold, damages);
        total.add(&score(&text, &gold, rules, MIN_CONFIDENCE));
    }
    total
}

fn print_damaged(pages: &[GoldPage], rules: &Rules) {
    let (mut one, mut two) = (Score::default(), Score::default());
    for (at, &damage) in Damage::ALL.iter().enumerate() {
        let alone = total(pages, &[damage], rules);
        print_tally(&format!("{damage:?}"), alone.boundaries);
        one.add(&alone);
        for &other in &Damage::ALL[at + 1..] {
            let both = total(pages, &[damage, other], rules);
            if both.boundaries.f1() < 0.93 {
                print_tally(&format!("  with {other:?}"), both.boundaries);
            }
            two.add(&both);
        }
    }
    println!("\none damage");
    print(&one);
    println!("\ntwo damages");
    print(&two);
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
    let Tally { right, wrong, missed } = tally;
    println!(
        "{name:<20} P {precision:.4}  R {recall:.4}  F1 {f1:.4}  ({right} right, {wrong} wrong, {missed} missed)"
    );
}

fn print_mistakes(page: &GoldPage, damages: &[Damage], rules: &Rules) {
    let (text, gold) = damaged(&page.text, &page.gold, damages);
    let (path, made) = (page.path.display(), unspool(&text, rules, MIN_CONFIDENCE));
    let (found, expected) = (boundaries(&made), gold_boundaries(&gold));
    for (index, role) in made.stripped.roles.iter().enumerate() {
        let should = gold.get(index).map_or("chrome", |line| line.group.as_str());
        let cut = match (found.contains(&index), expected.contains(&index)) {
            (true, false) => "CUT WRONGLY ",
            (false, true) => "NOT CUT ",
            _ => "",
        };
        if group(*role, rules) != should || !cut.is_empty() {
            let piece: String = made.labelled.lines[index].span.of(&text).chars().take(90).collect();
            println!("{path}:{}: {cut}{} should be {should} | {piece}", index + 1, group(*role, rules));
        }
    }
    for near in made.split.near_misses {
        println!("{path}:{}: near miss {:.2} {:?}", near.line + 1, near.confidence, near.evidence);
    }
}
