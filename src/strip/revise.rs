//! What a model makes of the lines that no rule of a table knows, given what the rules of header, body and tail made of them
//! and of the lines around.
//!
//! The first look is softmax regression over features of templates, as taggers with conditional random fields have them
//! (J. Lafferty, A. McCallum and F. Pereira, 2001), without their chain: that the lines around have roles already tells what it would.
//! `cargo run --release --example train_roles` makes its weights, `src/rules/models/roles.tsv`. Where it is not sure, a second look
//! tells text from furniture by where the first has found text (`second.rs`).

use super::PageLines;
use crate::label::{Labelled, Line, Sign};
use crate::role::{Part, Role};
use crate::rules::{OUTCOMES, Rules, Scores, each_feature, features};
use crate::split::{Run, Split};

mod look;
mod place;
mod second;
mod wording;

use libm::{expf, logf};
use look::Looked;
use second::each_doubtful;
use std::collections::BTreeMap;
use wording::each_word;

/// A line that the model is asked of, with what speaks for each outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its index.
    pub line: usize,
    /// What the rules made of it.
    pub role: Role,
    /// Its features, by their places in [`crate::rules::features`].
    pub features: Vec<usize>,
    /// Its words.
    pub words: Vec<String>,
}

/// The lines that the model is asked of, given what the rules made of all lines.
pub fn shown(text: &str, labelled: &Labelled, split: &Split, roles: &[Role], rules: &Rules) -> Vec<Shown> {
    let page = PageLines::new(text, labelled, rules);
    let looked = Looked::new(&page, split, roles);
    looked
        .asked_rows()
        .map(|row| {
            let (mut features, mut words) = (Vec::new(), Vec::new());
            each_feature(&looked.around(row), |feature| features.push(feature));
            let line = looked.rows[row];
            each_word(&page.lines[line], page.piece(line), |_, word| {
                words.push(String::from_utf8_lossy(word).into_owned())
            });
            Shown { line, role: roles[line], features, words }
        })
        .collect()
}

/// The lines that a second look is given, with what they show, by [`crate::rules::seen_again`].
pub fn shown_again(text: &str, labelled: &Labelled, split: &Split, rules: &Rules) -> Vec<(usize, Vec<f32>)> {
    let page = PageLines::new(text, labelled, rules);
    let mut roles = super::by_rules(text, labelled, split, rules);
    let (looked, first) = first_look(&page, split, &mut roles);
    let mut shown = Vec::new();
    each_doubtful(&page, &looked, (&first.odds(), &roles), |row, features| {
        shown.push((looked.rows[row], features.to_vec()));
    });
    shown
}

/// Gives the lines that no rule knows the role that the models have for them.
pub(super) fn revise(page: &PageLines<'_>, split: &Split, roles: &mut [Role]) {
    let (looked, first) = first_look(page, split, roles);
    for Changed { row, part, .. } in changed(page, &looked, &first, roles) {
        roles[looked.rows[row]] = part.map_or(Role::Ledger(looked.rule(row)), Role::Part);
    }
    split.runs.iter().for_each(|run| keep_body(run, &looked, roles));
    for index in 1..page.lines.len() {
        if page.lines[index].sign == Sign::Continued {
            roles[index] = roles[index - 1];
        }
    }
}

/// Gives the lines that no rule knows the role that the model of roles has for them.
fn first_look(page: &PageLines<'_>, split: &Split, roles: &mut [Role]) -> (Looked, FirstLook) {
    let looked = Looked::new(page, split, roles);
    let first = FirstLook::new(page, &looked);
    first.settle(page, &looked, roles);
    (looked, first)
}

/// What the model of roles says of the rows that it is asked of.
struct FirstLook(Vec<Option<Scores>>);

impl FirstLook {
    fn new(page: &PageLines<'_>, looked: &Looked) -> Self {
        let (model, mut weights) = (page.rules.roles(), Vec::new());
        let mut all = vec![None; looked.rows.len()];
        for row in looked.asked_rows() {
            let line = looked.rows[row];
            weights.clear();
            each_feature(&looked.around(row), |feature| weights.push(model.of(feature)));
            each_word(&page.lines[line], page.piece(line), |key, _| weights.extend(model.of_word(key)));
            all[row] = Some(scores(&weights, &page.lines[line]));
        }
        Self(all)
    }

    /// Gives each row that was asked of the role of its likeliest outcome.
    fn settle(&self, page: &PageLines<'_>, looked: &Looked, roles: &mut [Role]) {
        for (row, scores) in self.0.iter().enumerate() {
            let Some(scores) = scores else { continue };
            let part = best(scores, against_drop(page, looked, row)).and_then(|at| OUTCOMES[at]);
            let role = &mut roles[looked.rows[row]];
            *role = match (part, *role) {
                (None, Role::Ledger(rule)) => Role::Ledger(rule),
                (None, _) => Role::Ledger(looked.rule(row)),
                (Some(part), _) => Role::Part(part),
            };
        }
    }

    /// The log-odds that rows are text.
    fn odds(&self) -> Vec<Option<f32>> {
        self.0.iter().map(|scores| scores.as_ref().map(text_odds)).collect()
    }

    /// The likeliest outcome of a row that is text, or that is none.
    fn likeliest(&self, row: usize, text: bool) -> Option<Part> {
        let mut scores = self.0[row]?;
        for (score, part) in scores.iter_mut().zip(OUTCOMES) {
            if is_text(part) != text {
                *score = f32::NEG_INFINITY;
            }
        }
        best(&scores, 0.0).and_then(|at| OUTCOMES[at])
    }
}

/// Log-odds of the second look below which what the first had for text is furniture: text lost is worse than furniture kept.
const DROPS: f32 = -1.5;
/// Those above which what the first had for furniture is text. With −1 and 0, F1 on the public benchmark, out of fold, is the same,
/// with more precision (0.915) and less recall (0.947).
const KEEPS: f32 = -0.5;

/// A row that the second look has for text, or for furniture, against the first.
struct Changed {
    row: usize,
    part: Option<Part>,
    /// How far the log-odds are beyond those that decide.
    by: f32,
}

/// The rows of a page with furniture that a second look changes, given what the first made of all lines. Captions, dates and
/// other parts of a record stay what they are, and what may be a link to another story stays furniture.
fn changed(page: &PageLines<'_>, looked: &Looked, first: &FirstLook, roles: &[Role]) -> Vec<Changed> {
    let mut changed = Vec::new();
    each_doubtful(page, looked, (&first.odds(), roles), |row, features| {
        let role = roles[looked.rows[row]];
        let was_text = role.is_text();
        // What the second look may not change.
        if !was_text && (role.part().is_some() || looked.may_be_link(page, row)) {
            return;
        }
        let part = first.likeliest(row, !was_text);
        // Text that would be a part of the record otherwise is none of the page's furniture.
        if was_text && part.is_some() {
            return;
        }
        let odds = page.rules.second().score(features);
        let by = if was_text { DROPS - odds } else { odds - KEEPS };
        if by > 0.0 {
            changed.push(Changed { row, part, by });
        }
    });
    changed
}

/// The log-odds that something is text, from what speaks for each outcome.
fn text_odds(scores: &Scores) -> f32 {
    let sum = |text: bool| {
        let own =
            OUTCOMES.iter().zip(scores).filter(|(part, _)| is_text(**part) == text).map(|(_, score)| *score);
        let most = own.clone().fold(f32::NEG_INFINITY, f32::max);
        most + logf(own.map(|score| expf(score - most)).sum())
    };
    sum(true) - sum(false)
}

fn is_text(outcome: Option<Part>) -> bool {
    outcome.is_some_and(Part::is_text)
}

/// What speaks for each outcome of a line.
fn scores(weights: &[&Scores], line: &Line) -> Scores {
    let mut scores = sum(weights);
    if is_no_summary(line)
        && let Some(at) = OUTCOMES.iter().position(|part| *part == Some(Part::Highlight))
    {
        scores[at] = f32::NEG_INFINITY;
    }
    scores
}

/// Whether no other model judged a line that begins with a dateline: the pages that this one learned from have hardly any in
/// languages without a table.
fn is_no_summary(line: &Line) -> bool {
    line.likely.is_none() && line.look.dateline() > 0
}

/// The sums of weights, outcome by outcome.
fn sum(weights: &[&Scores]) -> Scores {
    let mut sum = Scores::default();
    for weights in weights {
        for (sum, weight) in sum.iter_mut().zip(*weights) {
            *sum += weight;
        }
    }
    sum
}

/// Log-odds by which text must be furniture: text lost is worse than furniture kept, most of all where no other model has
/// judged the line.
fn against_drop(page: &PageLines<'_>, looked: &Looked, row: usize) -> f32 {
    const JUDGED: f32 = 0.3;
    const UNJUDGED: f32 = 2.0;
    match page.lines[looked.rows[row]].likely {
        _ if !looked.role(row).is_text() => 0.0,
        Some(_) => JUDGED,
        None => UNJUDGED,
    }
}

/// The outcome with the highest score, of equals the first.
fn best(scores: &Scores, against_drop: f32) -> Option<usize> {
    let scored = OUTCOMES.iter().zip(scores).enumerate();
    let scored =
        scored.map(|(at, (part, score))| (at, if part.is_some() { *score } else { score - against_drop }));
    scored.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(at, _)| at)
}

/// Why the model has a line for what it has it for.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// The index of the line.
    pub line: usize,
    /// What the line is for; `None`: it is furniture.
    pub outcome: Option<Part>,
    /// What else it would be for.
    pub next: Option<Part>,
    /// What speaks most for the one and against the other, with how much in log-odds.
    pub features: Vec<(String, f32)>,
}

/// What the models say of each line that they are asked of.
pub fn reasons(text: &str, labelled: &Labelled, split: &Split, rules: &Rules) -> Vec<Reasons> {
    let page = PageLines::new(text, labelled, rules);
    let mut roles = super::by_rules(text, labelled, split, rules);
    let (looked, first) = first_look(&page, split, &mut roles);
    let names = features();
    let told = looked.asked_rows().filter_map(|row| Some((row, reason(&page, &looked, row, &names)?)));
    let mut told: BTreeMap<usize, Reasons> = told.collect();
    for Changed { row, part, by } in changed(&page, &looked, &first, &roles) {
        let line = looked.rows[row];
        let features = vec![("second look".to_owned(), by)];
        told.insert(row, Reasons { line, outcome: part, next: roles[line].part(), features });
    }
    told.into_values().collect()
}

fn reason(page: &PageLines<'_>, looked: &Looked, row: usize, names: &[String]) -> Option<Reasons> {
    /// So many features are told.
    const TOLD: usize = 4;
    let (model, line) = (page.rules.roles(), looked.rows[row]);
    let mut known: Vec<(String, Scores)> = Vec::new();
    each_feature(&looked.around(row), |feature| known.push((names[feature].clone(), *model.of(feature))));
    each_word(&page.lines[line], page.piece(line), |key, word| {
        known.extend(
            model.of_word(key).map(|weights| (format!("word {}", String::from_utf8_lossy(word)), *weights)),
        );
    });
    let weights: Vec<&Scores> = known.iter().map(|(_, weights)| weights).collect();
    let mut scores = scores(&weights, &page.lines[line]);
    let against = against_drop(page, looked, row);
    let first = best(&scores, against)?;
    scores[first] = f32::NEG_INFINITY;
    let second = best(&scores, against)?;
    let mut features: Vec<(String, f32)> =
        known.into_iter().map(|(name, weights)| (name, weights[first] - weights[second])).collect();
    features.sort_by(|one, other| other.1.total_cmp(&one.1));
    features.truncate(TOLD);
    Some(Reasons { line, outcome: OUTCOMES[first], next: OUTCOMES[second], features })
}

/// A story whose whole text the model would drop keeps the roles that the rules gave it.
fn keep_body(run: &Run, looked: &Looked, roles: &mut [Role]) {
    let text = |role: &Role| *role == Role::Part(Part::Paragraph);
    if roles[run.lines.clone()].iter().any(text) {
        return;
    }
    let place = |line: usize| looked.rows.partition_point(|&other| other < line);
    for row in place(run.lines.start)..place(run.lines.end) {
        roles[looked.rows[row]] = looked.role(row);
    }
}

#[cfg(test)]
mod tests {
    use crate::label::label;
    use crate::role::Part;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};
    use crate::strip::revise::{Reasons, is_no_summary, reasons};
    use crate::strip::{Stripped, strip};

    fn taken(text: &str) -> (Stripped, Vec<Reasons>) {
        let rules = Rules::builtin().unwrap();
        let labelled = label(text, &rules);
        let split = split(text, &labelled, &rules, MIN_CONFIDENCE);
        (strip(text, &labelled, &split, &rules), reasons(text, &labelled, &split, &rules))
    }

    const TEXT: [&str; 3] = [
        "The ferry across Lake Orsk runs again from Monday, the harbour board said on Friday after a trial with 40 guests on board.",
        "Its engine had been taken out two years ago, and the new one came eleven months late from the yard in Pellham.",
        "“We know what the wait has cost people here,” said Miriam Castell, who heads the board, at the landing stage in Tarnwick.",
    ];

    #[test]
    fn a_caption_between_paragraphs_is_told() {
        let [first, second, third] = TEXT;
        let page = format!(
            "Ferry on Lake Orsk runs again after two years\n\nBy Dana Whitlock\n\n12 March 2024\n\n{first}\n\n\
             The ferry at the landing stage in Tarnwick on Friday. Photograph: Owen Rutter\n\n{second}\n\n{third}\n"
        );
        let pieces: Vec<&str> =
            taken(&page).0.stories[0].pieces.iter().map(|piece| piece.part.name()).collect();
        assert_eq!(pieces, ["title", "byline", "date", "paragraph", "caption", "paragraph", "paragraph"]);
    }

    #[test]
    fn in_a_language_without_a_table_furniture_is_told_by_its_place_and_shape() {
        let page = "Prom na jeziorze znowu pływa\n\nAnna Nowak\n12 marca 2024\n\n\
                    Prom przez jezioro pływa znowu od poniedziałku, poinformował w piątek zarząd portu po próbnym rejsie z gośćmi.\n\n\
                    Silnik wymontowano dwa lata temu, a nowy przyszedł ze stoczni z opóźnieniem jedenastu miesięcy, mówi zarząd.\n\n\
                    Pierwszy prom wypływa o szóstej rano, a ostatni wraca o dziewiątej wieczorem, także w niedziele i święta.\n\n\
                    Najczęściej czytane\nNowy most w Orsku później\nSzkoła dostanie dach z kolektorami\nPolityka prywatności\n";
        let (stripped, _) = taken(page);
        let text: Vec<&str> = stripped.stories[0].paragraphs().map(|piece| piece.span.of(page)).collect();
        assert_eq!(text.len(), 3, "{text:?}");
        for (text, begin) in text.iter().zip(["Prom przez", "Silnik wymontowano", "Pierwszy prom"]) {
            assert!(text.starts_with(begin), "{text}");
        }
    }

    #[test]
    fn a_paragraph_with_a_dateline_that_nothing_else_judged_is_no_summary() {
        let rules = Rules::builtin().unwrap();
        let line = |text: &str| label(text, &rules).lines[0];
        let unjudged = |text: &str| crate::label::Line { likely: None, ..line(text) };
        let dated = "ORSK (AP) — The ferry across the lake runs again from Monday, the harbour board said.";
        assert!(is_no_summary(&unjudged(dated)));
        assert!(!is_no_summary(&crate::label::Line { likely: Some(0.5), ..line(dated) }));
        assert!(!is_no_summary(&unjudged(
            "The ferry across the lake runs again from Monday, the harbour board said."
        )));
    }

    #[test]
    fn a_reason_names_what_speaks_for_an_outcome() {
        let [first, second, third] = TEXT;
        let page =
            format!("Ferry on Lake Orsk runs again\n\nBy Dana Whitlock\n\n{first}\n\n{second}\n\n{third}\n");
        let (_, reasons) = taken(&page);
        let byline = reasons.iter().find(|reason| reason.line == 2).unwrap();
        assert_eq!(byline.outcome, Some(Part::Byline));
        assert_ne!(byline.next, byline.outcome);
        assert!(byline.features.is_sorted_by(|one, other| one.1 >= other.1) && byline.features[0].1 > 0.0);
    }
}
