//! An [`Explanation`] as a page of text.

use super::columns::columns;
use crate::cli::paper::Page;
use crate::cli::wrap::wrapped;
use crate::evidence::Evidence;
use crate::explain::{
    BoundaryTold, Comparison, Explanation, Kin, Relation, RuleTold, Side, StoryLikeness, StoryTold, Verdict,
};
use crate::percent::percent;
use crate::record::{PagePath, page_name};
use crate::show::printable;

/// Columns of the names of rows.
const MARGIN: usize = 12;
/// So many examples of a rule are shown.
const EXAMPLES: usize = 3;

/// Lays an answer out.
pub(super) fn view(told: &Explanation, page: Page) -> String {
    let mut view = View { page, text: String::new() };
    view.head(told);
    if let Some(story) = &told.story {
        view.row("story", &named(story));
    }
    told.rule.iter().for_each(|rule| view.rule(rule));
    told.boundary.iter().for_each(|boundary| view.boundary(boundary));
    view.kin("copies", &told.copies, told.copies_found);
    view.kin("revisions", &told.revisions, told.revisions.len());
    told.survivor.iter().for_each(|like| view.story(like));
    // A paragraph that stands among those of the story needs no page of its own.
    let shown = |twin: &&Comparison| {
        let mut pairs = told.survivor.iter().flat_map(|like| &like.paragraphs);
        pairs.any(|pair| (&pair.this, &pair.twin) == (&twin.this, &twin.twin))
    };
    told.twin.iter().filter(|twin| !shown(twin)).for_each(|twin| view.twin(twin));
    view.text
}

struct View {
    page: Page,
    text: String,
}

impl View {
    /// A named row, its text broken between words.
    fn row(&mut self, name: &str, text: &str) {
        let width = self.page.columns - MARGIN - 2;
        for (at, line) in wrapped(&printable(text), width).into_iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            self.text.push_str(format!("{name:>MARGIN$}  {line}").trim_end());
            self.text.push('\n');
        }
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn head(&mut self, told: &Explanation) {
        let subject = &told.subject;
        let verdict = match told.verdict {
            Verdict::Kept => "kept",
            Verdict::Marked => "kept, marked",
            Verdict::Dropped => "dropped",
        };
        let span =
            subject.span.map_or_else(String::new, |span| format!(", bytes {} to {}", span.start, span.end));
        self.row(
            verdict,
            &format!("{} of {}{span}", subject.role, place((&subject.path, subject.item), subject.line)),
        );
        self.row("because", &told.because);
        if let (Some(text), None) = (&subject.text, &told.twin) {
            self.row("text", text);
        }
    }

    fn rule(&mut self, rule: &RuleTold) {
        for matched in &rule.matches {
            self.row("matches", &format!("{}: {}", matched.key, matched.value));
        }
        let quoted = |lines: &[String]| {
            let quoted: Vec<String> = lines.iter().take(EXAMPLES).map(|line| format!("“{line}”")).collect();
            quoted.join(", ")
        };
        if !rule.drops.is_empty() {
            self.row("drops", &quoted(&rule.drops));
            self.row("keeps", &quoted(&rule.keeps));
        }
        if let Some(likely) = rule.likely {
            self.row("model", &format!("{likely:+.2} log-odds of being body text"));
        }
    }

    fn boundary(&mut self, boundary: &BoundaryTold) {
        let evidence = weights(&boundary.evidence);
        match boundary.confidence {
            Some(confidence) => {
                self.row("boundary", &format!("{confidence:.4} (cut from {}): {evidence}", boundary.least));
            }
            None if evidence.is_empty() => {
                self.row("boundary", "nothing had to be decided: the page begins here, without a header");
            }
            None => self.row("boundary", &format!("the page begins here: {evidence}")),
        }
        for near in &boundary.near_misses {
            let evidence = weights(&near.evidence);
            self.row("nearly cut", &format!("line {}, {:.4}: {evidence}", near.line, near.confidence));
        }
    }

    fn kin(&mut self, name: &str, kin: &[Kin], found: usize) {
        for (at, one) in kin.iter().enumerate() {
            let like = one.similarity.map_or_else(String::new, |like| format!(" ({like})"));
            let id = one.id.as_deref().unwrap_or_default();
            self.row(
                if at == 0 { name } else { "" },
                &format!("{id} {}{like}", page_name(&one.path, one.item)),
            );
        }
        if found > kin.len() {
            self.row("", &format!("and {} more", found - kin.len()));
        }
    }

    fn story(&mut self, like: &StoryLikeness) {
        self.gap();
        let relation = match like.relation {
            Relation::Duplicate => "duplicate of",
            Relation::Revision => "revision of",
            Relation::HeldBack | Relation::Nearest => "held back by",
        };
        self.row(relation, &named(&like.survivor));
        self.row(
            "share",
            &format!(
                "{} of its words match there (a duplicate from {})",
                percent(like.share),
                percent(like.least)
            ),
        );
        self.simhash(like.hamming);
        // Whatever differs comes below, where it has room.
        for pair in like.paragraphs.iter().filter(|pair| pair.equal) {
            self.row("the same", &format!("{} and {}", start(&pair.this), start(&pair.twin)));
        }
        for alone in &like.unmatched {
            self.row("no match", &format!("{}: {}", start(alone), alone.text));
        }
        for pair in like.paragraphs.iter().filter(|pair| !pair.equal) {
            self.gap();
            self.likeness(pair);
        }
    }

    fn simhash(&mut self, hamming: Option<u32>) {
        if let Some(bits) = hamming {
            self.row("SimHash", &format!("{bits} of 64 bits differ"));
        }
    }

    fn twin(&mut self, twin: &Comparison) {
        self.gap();
        let name = match twin.relation {
            Relation::Duplicate | Relation::Revision => "twin",
            Relation::HeldBack => "held back by",
            Relation::Nearest => "nearest",
        };
        let id = twin.twin.id.as_deref().unwrap_or_default();
        self.row(
            name,
            &format!("{}, in story {id}", place((&twin.twin.path, twin.twin.item), twin.twin.line)),
        );
        self.likeness(twin);
    }

    /// Similarity, fingerprints, facts, and both texts.
    fn likeness(&mut self, pair: &Comparison) {
        let enough = if pair.equal {
            "the words that are compared are the same".to_owned()
        } else {
            format!("counts from {}", pair.least)
        };
        self.row("similarity", &format!("{} ({enough})", pair.similarity));
        if pair.begins {
            self.row("", "it is cut off by the end of its page, and what there is of it begins the twin");
        }
        self.simhash(pair.hamming);
        self.row("facts", &facts(pair));
        match (rest(&pair.this), rest(&pair.twin)) {
            (None, None) => {}
            (Some(this), Some(twin)) if this == twin => self.row("not compared", &this),
            (this, twin) => {
                this.iter().for_each(|rest| self.row("not compared", &format!("{rest} (this one)")));
                twin.iter().for_each(|rest| self.row("not compared", &format!("{rest} (its twin)")));
            }
        }
        let heading = |side: &Side| match side.line {
            Some(line) => format!("{}:{line}", page_name(&side.path, side.item)),
            None => page_name(&side.path, side.item),
        };
        self.gap();
        let texts = (pair.this.compared.as_str(), pair.twin.compared.as_str());
        self.text.push_str(&columns(texts, (&heading(&pair.this), &heading(&pair.twin)), self.page));
    }
}

/// The dateline and the closing credit, which are not compared.
fn rest(side: &Side) -> Option<String> {
    (side.compared.len() < side.text.len()).then(|| side.text.replacen(&side.compared, "…", 1))
}

/// What the facts guard says.
fn facts(pair: &Comparison) -> String {
    let guard = &pair.guard;
    let added = match guard.added.as_slice() {
        [] => String::new(),
        added => format!("; the twin says more: {}", added.join(", ")),
    };
    if pair.equal {
        "not asked".to_owned()
    } else if guard.agrees {
        format!("agree: it holds none that its twin lacks{added}")
    } else {
        format!("differ: it holds {}, which its twin lacks{added}", guard.lacking.join(", "))
    }
}

fn place((path, item): PagePath<'_>, line: Option<usize>) -> String {
    let page = page_name(path, item);
    line.map_or_else(|| page.clone(), |line| format!("{page}, line {line}"))
}

fn start(side: &Side) -> String {
    side.line.map_or_else(|| format!("byte {}", side.span.start), |line| format!("line {line}"))
}

fn named(story: &StoryTold) -> String {
    let title = story.title.as_deref().unwrap_or("(without a headline)");
    let kept = if story.kept { "" } else { ", dropped" };
    format!("{title} ({}{kept}, in {})", story.id, place((&story.path, story.item), story.line))
}

/// Evidence with its log-odds.
fn weights(evidence: &[(Evidence, Option<f64>)]) -> String {
    let one = |(evidence, weight): &(Evidence, Option<f64>)| {
        let weight = weight.map_or_else(String::new, |weight| format!(" {weight:+.1}"));
        format!("{}{weight}", evidence.name())
    };
    evidence.iter().map(one).collect::<Vec<_>>().join(", ")
}
