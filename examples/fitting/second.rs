//! What the second look at lines learns from: what models that saw no page of a fold make of its lines.

#[path = "benchmark.rs"]
mod benchmark;
#[path = "boost.rs"]
mod boost;
#[path = "mod.rs"]
mod fitting;
#[path = "lines.rs"]
mod lines;
#[path = "minimise.rs"]
mod minimise;
#[path = "roles.rs"]
pub mod roles;
#[path = "softmax.rs"]
mod softmax;

use boost::{Growth, Tree, boosted};
pub use lines::FOLDS;
use lines::{benchmark_pages, labelled_pages, models};
use std::error::Error;
use std::path::Path;
use unspool::label::label;
use unspool::rules::{Rules, seen_again};
use unspool::split::{MIN_CONFIDENCE, split};
use unspool::strip::revise::shown_again;

/// A line of the benchmark counts as much as so many of gold pages: those are real. With 3 to 8 they are as right.
const BENCHMARK: f64 = 4.0;
/// How its trees are grown: 300 of 16 leaves are as right on the benchmark, out of fold, and take twice as long.
const GROWTH: Growth = Growth { trees: 150, leaves: 12, rate: 0.1, least: 30 };
/// The folders that the models of body text learn from as well.
const LABELLED: [&str; 2] = ["gold", "blind"];

/// All pages, as the models of body text and of roles learn from them.
pub struct Pages {
    pub all: Vec<roles::Page>,
    folders: usize,
    benchmark: Vec<lines::Page>,
    /// Those of folders, with the place of each.
    labelled: Vec<(usize, lines::Page)>,
    rules: Rules,
}

/// A line and what it shows the second time.
pub struct Row {
    pub features: Vec<f32>,
    pub text: bool,
    weight: f64,
}

impl Pages {
    /// Reads what the arguments of an example name: the two tables of the benchmark and folders of gold pages.
    pub fn named(example: &str) -> Result<Self, Box<dyn Error>> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let [table, truth, folders @ ..] = arguments.as_slice() else {
            return Err(format!("usage: {example} LINES.tsv GROUND_TRUTH.json GOLD_DIR...").into());
        };
        let (table, truth) = (std::fs::read_to_string(table)?, std::fs::read_to_string(truth)?);
        let rules = Rules::builtin()?;
        let mut labelled = Vec::new();
        for (at, folder) in folders.iter().map(Path::new).enumerate() {
            if LABELLED.iter().any(|name| folder.ends_with(name)) {
                labelled.extend(labelled_pages(folder, &rules)?.into_iter().map(|page| (at, page)));
            }
        }
        let benchmark = benchmark_pages(&table, &truth, &rules)?;
        Ok(Self { all: roles::pages(&table, folders)?, folders: folders.len(), benchmark, labelled, rules })
    }

    /// The fold of a page: hosts and folders are in one, whole.
    pub fn fold(&self, page: &roles::Page) -> usize {
        if page.folder == self.folders { self.benchmark[page.number].fold } else { page.folder % FOLDS }
    }

    /// Whether a page is one of the benchmark.
    pub fn is_benchmark(&self, page: &roles::Page) -> bool {
        page.folder == self.folders
    }

    /// The tables with models of body text and of roles that saw no page of these folds.
    pub fn without(&self, folds: &[usize]) -> Result<Rules, String> {
        let benchmark = self.benchmark.iter().filter(|page| !folds.contains(&page.fold));
        let labelled = self.labelled.iter().filter(|(folder, _)| !folds.contains(&(folder % FOLDS)));
        let likely =
            models(&benchmark.chain(labelled.map(|(_, page)| page)).collect::<Vec<_>>(), &self.rules);
        let known = Rules::builtin().map_err(|error| error.to_string())?.with_likely(&likely)?;
        let others = self.all.iter().filter(|page| !folds.contains(&self.fold(page)));
        let mut asked: Vec<roles::Asked> = others.flat_map(|page| roles::asked(page, &known)).collect();
        let names = roles::name_words(&mut asked);
        let examples: Vec<&softmax::Example> = asked.iter().map(|line| &line.example).collect();
        let weights = roles::fitted(&examples, names.len());
        known.with_roles(&roles::written(&names, &weights).map_err(|error| error.to_string())?)
    }

    /// The lines of a fold, by the models of these tables.
    pub fn rows_in(&self, fold: usize, rules: &Rules) -> Vec<Row> {
        let own = self.all.iter().filter(|page| self.fold(page) == fold);
        own.flat_map(|page| self.rows_of(page, rules)).collect()
    }

    fn rows_of(&self, page: &roles::Page, rules: &Rules) -> Vec<Row> {
        let labelled = label(&page.text, rules);
        let split = split(&page.text, &labelled, rules, MIN_CONFIDENCE);
        let row = |(line, features): (usize, Vec<f32>)| {
            let text = match page.gold[line].as_str() {
                "" | "blank" => return None,
                gold => matches!(gold, "body" | "paragraph" | "subheading"),
            };
            // Long lines count more, but not by their full length.
            let long = (labelled.lines[line].words.of(&page.text).chars().count() as f64).sqrt() / 10.0;
            let weight = if self.is_benchmark(page) { BENCHMARK * long } else { long };
            Some(Row { features, text, weight })
        };
        shown_again(&page.text, &labelled, &split, rules).into_iter().filter_map(row).collect()
    }
}

/// The trees that these lines make.
pub fn grown<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<Tree> {
    let example =
        |row: &'r Row| boost::Example { features: &row.features, right: row.text, weight: row.weight };
    boosted(&rows.map(example).collect::<Vec<_>>(), GROWTH)
}

/// The trees as their file has them.
pub fn written(trees: &[Tree]) -> String {
    let names = seen_again();
    let head = "# Is a line text, given where the first look found text? Made by `cargo run --release --example train_second`;\n\
                # see `src/strip/revise/second.rs`.\n";
    trees.iter().fold(head.to_owned(), |all, tree| all + &tree.named(&names) + "\n")
}
