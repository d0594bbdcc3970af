//! Digests: news in brief, round-ups, letters: items that begin with a headline and nothing else.
//!
//! A single such item looks like a sub-heading with its section. Several of them tell: in a digest the words of each
//! headline come back in the text below, the first item stands at the top of the page, and each text has names of its
//! own, or a separator stands above each; sections of one article share the names of those it is about, and their headings are loosely worded. Listings have
//! the same below each headline: a date, a time and a place, or its very words again.

use super::Candidate;
use super::collection::Collection;
use crate::date::{begins_with_day, holds_time};
use crate::evidence::{Evidence, EvidenceSet};
use crate::label::{Ends, Sign};
use crate::rules::Tells;
use crate::split::STORY_WORDS;
use crate::split::ends_in_credit;
use crate::split::ordinal;
use crate::split::rows::{Row, Rows, shouts};
use crate::split::stems::each_stem;
use crate::split::topic::{Leaning, Shift, Topics, shift, shift_of_words};
use crate::words::holds_digit;
use std::ops::Range;

/// Fewer items are no digest.
const OFTEN: usize = 3;
/// A line that says where and when has at most so many.
const SLOT_WORDS: usize = 8;
/// Between headline and text a name may stand, and its office.
const HEADER_ROWS: usize = 3;
/// Between a separator and a headline the name of a section may stand.
const SECTION_ROWS: usize = 2;
/// A longer text above the first item is a story of its own.
const INTRODUCTION_WORDS: usize = 3 * STORY_WORDS;

/// The items of a digest; none if the page is no digest.
pub(super) fn items(rows: &Rows<'_>, named: Option<Collection>) -> Vec<Candidate> {
    let mut found = match named {
        Some(Collection::Letters) => letters(rows),
        _ => {
            let heads = (0..rows.len()).filter(|&at| named.is_some() || !asks(rows, at));
            // The name of the page tells texts from furniture as well.
            let is_text = if named.is_some() { is_sentence } else { Row::is_prose };
            let items = heads.filter_map(|title| Item::at(rows, title, is_text)).collect();
            one_a_text(rows, drop_labels(rows, items))
        }
    };
    // What stands below the comments, where no other one does.
    let ended = found.iter().filter(|item| is_below_end(rows, item)).count();
    if ended == 1 && found.last().is_some_and(|last| is_below_end(rows, last)) {
        found.pop();
    }
    let above = found.first().map_or(usize::MAX, |first| rows.words(0..first.title));
    if found.len() < OFTEN || above >= INTRODUCTION_WORDS || are_results(rows, &found) {
        return Vec::new();
    }
    let known: Vec<Known> = found.iter().map(|item| Known::of(rows, item, &found[0])).collect();
    let digest = match named {
        Some(_) => is_collection(&known),
        None => is_unnamed(rows, &found, &known, above),
    };
    if !digest {
        return Vec::new();
    }
    let candidate = |item: &Item| match named {
        Some(_) => item.of_collection(rows, &found[0]),
        None => item.candidate(rows),
    };
    found.iter().map(candidate).collect()
}

/// What comes back with most texts is a label, `Share page`; but `Theft` heads some texts of a police log.
fn drop_labels(rows: &Rows<'_>, mut items: Vec<Item>) -> Vec<Item> {
    let texts = items.chunk_by(|above, below| above.body == below.body).count();
    items.retain(|item| !rows.recurs(item.title) || rows.returns(item.title) * 2 <= texts);
    items
}

/// Whether an item may be none: below the comments.
fn is_below_end(rows: &Rows<'_>, item: &Item) -> bool {
    const ROWS: usize = 6;
    let above = &rows.rows[item.title.saturating_sub(ROWS)..item.title];
    above.iter().rev().take_while(|row| !row.is_prose()).any(|row| row.tells == Tells::Comments)
}

/// Whether most headlines are results, `Orsk 2-1 Pellham`: those of one round-up of a sport.
fn are_results(rows: &Rows<'_>, items: &[Item]) -> bool {
    let result = |item: &&Item| is_result(rows.piece(item.title));
    items.iter().filter(result).count() * 2 > items.len()
}

fn is_result(piece: &str) -> bool {
    /// More words tell of a match.
    const WORDS: usize = 7;
    let words: Vec<&str> = piece.split_whitespace().collect();
    let named = |word: &str| word.starts_with(char::is_uppercase);
    let between = |three: &[&str]| named(three[0]) && is_score(three[1]) && named(three[2]);
    words.len() <= WORDS && !piece.contains(':') && words.windows(3).any(between)
}

/// `2-1`.
fn is_score(word: &str) -> bool {
    const DIGITS: usize = 3;
    let goals = |digits: &str| {
        (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    word.split_once(['-', '–']).is_some_and(|(ours, theirs)| goals(ours) && goals(theirs))
}

/// Whether items are those of a digest, on a page that no name tells to be one, with so many words above them.
fn is_unnamed(rows: &Rows<'_>, items: &[Item], known: &[Known], above: usize) -> bool {
    let signed = known.iter().filter(|item| item.signed).count();
    // An author above the first text only is the author of all.
    let introduced = above >= STORY_WORDS || (known[0].signed && signed * 2 < known.len());
    let numbered = items.iter().filter(|item| number_width(rows.piece(item.title)) > 0).count();
    // Lists are numbered as well, but below an introduction, or with names above their texts.
    let all = numbered == items.len() && numbered > OFTEN && !introduced;
    let counted = all && are_headed(rows, items, known);
    let listed = numbered * 2 > items.len() && !counted;
    (is_digest(known) || counted) && (!(introduced || listed) || is_plain_digest(known))
}

/// Whether most items have more than a name above their texts, or some speak of them.
fn are_headed(rows: &Rows<'_>, items: &[Item], known: &[Known]) -> bool {
    /// The name of a place or a thing has so many at most, with its number.
    const NAME_WORDS: usize = 6;
    let long = |item: &&Item| rows.rows[item.title].line.look.words() > NAME_WORDS;
    let speak = known.iter().filter(|item| item.speaks).count();
    speak * 3 >= known.len() || items.iter().filter(long).count() * 3 >= items.len() * 2
}

/// A letter of one line has so many words at least.
const ONE_LINE_WORDS: usize = 10;

/// Letters: each headline stands right above its text, below the name of who wrote the letter above.
fn letters(rows: &Rows<'_>) -> Vec<Item> {
    // A letter may be one line, and need not end in a full stop.
    let calls = |row: &Row| row.line.look.ends() == Ends::Call && row.line.look.words() >= ONE_LINE_WORDS;
    let greets = |at: usize| {
        let end = rows.rules.labels.salutation.longest(rows.piece(at));
        end.is_some_and(|end| rows.piece(at)[end..].trim_start().starts_with([',', '–', '—', '-', ':', '،']))
    };
    let text = |at: usize| rows.get(at).is_some_and(|row| is_sentence(row) || calls(row) || greets(at));
    // Right below a text and as close to it as to the next one, a name signs, and below it a town.
    let signs = |at: usize| {
        let (row, below) = (&rows.rows[at], &rows.rows[at + 1]);
        let signs = |at: usize| is_name(rows, at) && at > 0 && text(at - 1);
        // A headline below a signature is farther from it than a town, or as far as from its own text.
        let placed = is_name(rows, at) && at > 0 && signs(at - 1) && row.blanks < below.blanks;
        placed || (signs(at) && row.blanks <= below.blanks)
    };
    let heads = (0..rows.len()).filter(|&at| may_head(rows, at) && text(at + 1) && !signs(at));
    heads.map(|title| Item { title, body: title + 1 }).collect()
}

/// What stands between a headline and its text is no headline, and the name of a section above it is none.
fn one_a_text(rows: &Rows<'_>, mut items: Vec<Item>) -> Vec<Item> {
    items.dedup_by(|below, above| {
        let same = below.body == above.body;
        let leads_away =
            || above.title > 0 && rows.rows[above.title - 1].hint == Some(Evidence::AmongTeasers);
        if same && (leads_away() || (below.is_announced(rows) && !above.is_announced(rows))) {
            above.title = below.title;
        }
        same
    });
    items
}

/// A headline right above its text.
struct Item {
    title: usize,
    body: usize,
}

impl Item {
    /// The headline at a row, if nothing but a name or a date stands between it and a text.
    fn at(rows: &Rows<'_>, title: usize, is_text: fn(&Row) -> bool) -> Option<Self> {
        if !may_head(rows, title) {
            return None;
        }
        let below = &rows.rows[title + 1..];
        let body = title + 1 + below.iter().take(HEADER_ROWS).position(is_text)?;
        let named = |at: usize| signs(rows, at) || is_dated(rows, at);
        let item = Self { title, body };
        let whose = !is_name(rows, title) || item.is_announced(rows);
        (whose && (title + 1..body).all(named)).then_some(item)
    }

    /// Whether most of the headline's words stand at the very beginning of the text.
    fn echoes(&self, rows: &Rows<'_>) -> bool {
        const HEAD: usize = 64;
        let (_, piece) = rows.dateline(self.body);
        let (mut known, mut all, mut again) = (Vec::new(), 0, 0);
        each_stem(&piece[..piece.floor_char_boundary(HEAD)], |stem| known.push(stem));
        each_stem(rows.piece(self.title), |stem| {
            all += 1;
            again += usize::from(known.contains(&stem));
        });
        again * 2 > all
    }

    /// Whether its text begins with the headline's words or a date.
    fn is_announced(&self, rows: &Rows<'_>) -> bool {
        self.echoes(rows) || is_dated(rows, self.title + 1)
    }

    /// An item of a page that is named as a collection: it begins at the date above its headline, if the first one does.
    fn of_collection(&self, rows: &Rows<'_>, first: &Self) -> Candidate {
        let dated = |item: &Self| item.title.checked_sub(1).filter(|&at| rows.rows[at].is_stamp());
        let mut candidate = self.candidate(rows);
        candidate.evidence.insert(Evidence::Collection);
        candidate.start = dated(first).and_then(|_| dated(self)).unwrap_or(self.title);
        candidate
    }

    fn candidate(&self, rows: &Rows<'_>) -> Candidate {
        let mut evidence: EvidenceSet = [Evidence::Digest].into_iter().collect();
        if rows.rows[self.body].line.look.dateline() > 0 {
            evidence.insert(Evidence::Dateline);
        }
        if self.body > self.title + 1 {
            evidence.insert(Evidence::Byline);
        }
        if rows.rows[self.title].blanks >= 2 {
            evidence.insert(Evidence::BlankLines);
        }
        Candidate { start: self.title, title: Some(self.title), body: self.body, evidence }
    }
}

/// The bytes of the number an item begins with; 0 without.
fn number_width(piece: &str) -> usize {
    let number = ordinal::number(piece).filter(|number| number.width < piece.len());
    number.map_or(0, |number| number.width)
}

/// Whether a row reads like a sentence, be it ever so short.
fn is_sentence(row: &Row) -> bool {
    const WORDS: usize = 4;
    let ends = row.line.sign == Sign::Text && row.line.look.ends() == Ends::Sentence;
    row.is_prose() || (ends && row.line.look.words() >= WORDS)
}

/// Whether a row says who wrote, maybe where: `Gerry Slattery at Thornfield Park`, `Our correspondent`.
fn signs(rows: &Rows<'_>, at: usize) -> bool {
    const WORDS: usize = 6;
    /// Letters of the longest word that leads to a place.
    const LEADS: usize = 3;
    let (row, piece) = (&rows.rows[at], rows.piece(at));
    let names = piece.split_whitespace().take_while(|word| word.starts_with(char::is_uppercase)).count();
    let leads = piece.split_whitespace().nth(names).is_some_and(|word| word.chars().count() <= LEADS);
    let placed = row.line.look.words() <= WORDS && names >= 2 && leads && !holds_digit(piece);
    row.by || row.line.look.is_name_like() || placed || rows.rules.labels.agencies.is_one(piece)
}

fn asks(rows: &Rows<'_>, at: usize) -> bool {
    rows.piece(at).ends_with('?')
}

/// A line of a headline's shape that is no label, no caption, and none that comes back.
fn may_head(rows: &Rows<'_>, at: usize) -> bool {
    const WORDS: usize = 16;
    let row = &rows.rows[at];
    let piece = rows.piece(at);
    row.line.sign == Sign::Text
        && row.is_headline_like()
        && row.line.look.words() <= WORDS
        && matches!(row.line.look.ends(), Ends::Open | Ends::Call)
        && !piece.ends_with([',', ';'])
        && piece[number_width(piece)..]
            .starts_with(|c: char| c.is_alphabetic() || "‘’“'\"«„「【¿¡".contains(c))
        && !row.by
        && !ends_in_credit(piece)
}

/// Whether a row is a date, begins with one, or is a short line with a time of day: `Channel 2, 9pm`.
fn is_dated(rows: &Rows<'_>, at: usize) -> bool {
    let (row, piece) = (&rows.rows[at], rows.piece(at));
    row.is_stamp()
        || begins_with_day(piece, &rows.rules.dates)
        || !piece.contains(char::is_alphabetic)
        || (row.is_headline_like()
            && row.line.look.words() <= SLOT_WORDS
            && holds_time(piece, &rows.rules.dates))
}

/// A short line of capitalised words: somebody's name, a section's, a picture's source. Three words in capitals are a
/// headline.
fn is_name(rows: &Rows<'_>, at: usize) -> bool {
    const WORDS: usize = 3;
    let look = rows.rows[at].line.look;
    look.is_name_like() && look.words() <= WORDS && !(look.words() == WORDS && shouts(rows.piece(at)))
}

/// Whether a text goes on with the names of those above, or with their words where it has hardly any names and no model has
/// judged it.
fn shift_of(rows: &Rows<'_>, above: Range<usize>, body: usize) -> Shift {
    match shift(rows, above.clone(), body) {
        Shift::Unclear if rows.rows[body].line.likely.is_none() => shift_of_words(rows, above, body),
        known => known,
    }
}

/// What tells an item from a section.
struct Known {
    /// The headline speaks of the text below.
    speaks: bool,
    /// It speaks of it right at the beginning.
    echoes: bool,
    /// A date stands right below the headline.
    dated: bool,
    /// Whether the text goes on with the names of those above.
    shift: Shift,
    /// It has an author.
    signed: bool,
    /// The text begins with a place.
    placed: bool,
    /// It has something that sections have not.
    marked: bool,
    /// A separator stands right above it, or above the name of its section.
    parted: bool,
}

impl Known {
    fn of(rows: &Rows<'_>, item: &Item, first: &Item) -> Self {
        let candidate = item.candidate(rows);
        let leaning = Topics::below(rows, item.body).leaning(rows, &candidate);
        let above = first.body..item.title;
        let shift = if above.is_empty() { Shift::Unclear } else { shift_of(rows, above, item.body) };
        let greets = rows.rules.labels.salutation.longest(rows.piece(item.body)).is_some();
        let marked = greets || candidate.evidence.contains_any(&[Evidence::Dateline, Evidence::Byline]);
        let signed = rows.rows[item.title..item.body].iter().any(|row| row.by);
        let placed = candidate.evidence.contains(Evidence::Dateline);
        let (echoes, dated) = (item.echoes(rows), is_dated(rows, item.title + 1));
        let parts = |row: &Row| row.hint == Some(Evidence::Separator);
        let above = &rows.rows[item.title.saturating_sub(SECTION_ROWS)..item.title];
        let parted = above.iter().rev().take_while(|row| !row.is_prose()).any(parts);
        Self {
            speaks: leaning == Leaning::Below || greets,
            echoes,
            dated,
            shift,
            signed,
            placed,
            marked: marked || dated,
            parted,
        }
    }
}

/// So many items are no parts of one story.
const MANY: usize = 5;

/// Whether the texts below the name of a collection are about different things, or each headline speaks of its own text: all
/// briefs of a town name the town.
fn is_collection(items: &[Known]) -> bool {
    let same = items.iter().filter(|item| item.shift == Shift::Same).count();
    let speak = items.iter().filter(|item| item.speaks).count();
    same * 2 <= items.len() || (items.len() >= MANY && speak * 5 >= items.len() * 4)
}

fn is_digest(items: &[Known]) -> bool {
    let all = items.len();
    let count = |is: fn(&Known) -> bool| items.iter().filter(|item| is(item)).count();
    let speak = count(|item| item.speaks);
    let (new, same) = (count(|item| item.shift == Shift::New), count(|item| item.shift == Shift::Same));
    let marked = count(|item| item.marked);
    let (echo, dated) = (count(|item| item.echoes), count(|item| item.dated));
    let certain = all >= OFTEN && speak == all && marked == all;
    let many = all > OFTEN && same * 5 <= all;
    // Above the first one the page begins. Parts of an article have loose headings.
    let parted = items[1..].iter().all(|item| item.parted) && same * 5 <= all && speak * 2 >= all;
    certain
        || parted
        || (many && items[0].echoes && echo * 5 >= all * 4)
        || (many && items[0].dated && dated * 5 >= all * 4)
        || (many && marked * 2 >= all && speak * 5 >= all * 3)
        || (many && new * 2 >= all && speak * 4 >= all * 3)
}

/// Whether hardly any item could be a section: below an introduction, sections stand as well.
fn is_plain_digest(items: &[Known]) -> bool {
    let all = items.len();
    let count = |is: fn(&Known) -> bool| items.iter().filter(|item| is(item)).count();
    let (speak, placed) = (count(|item| item.speaks), count(|item| item.placed));
    let new = count(|item| item.shift == Shift::New);
    (placed * 5 >= all * 4 && speak * 5 >= all * 3) || (new * 4 >= all * 3 && speak * 5 >= all * 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::label;
    use crate::rules::Rules;
    use crate::split::{MIN_CONFIDENCE, split};

    /// How many items are found in a round-up, its first text among them, where they have these headlines.
    fn found(headlines: [&str; 3]) -> usize {
        let [first, second, third] = headlines;
        let page = format!(
            "Leaders beaten at home as Orsk wins late\n\n12 March 2024\n\nCounty round-up: three matches, one red card\n\nBy Dana Whitlock\n\n\
             A goal in the last minute took Orsk to the top of the county league on Saturday, two points ahead of Mellow. \
             The two meet in Northgate next week, and 900 tickets had been sold by noon.\n\n\
             {first}\n\nA late goal by Owen Rutter decided it in Orsk on Saturday, and the hosts finished the match with ten men.\n\n\
             {second}\n\nTarnwick had the ball for most of an hour of rain and made nothing of it until a corner in the second half.\n\n\
             {third}\n\nMellow had not won away since August, and its goalkeeper Ben Ford stopped two penalties within five minutes.\n"
        );
        let rules = Rules::builtin().unwrap();
        let labelled = label(&page, &rules);
        items(&Rows::new(&page, &labelled, &rules), Some(Collection::Items)).len()
    }

    #[test]
    fn results_of_a_round_up_head_no_stories() {
        assert_eq!(found(["Orsk 2-1 Pellham", "Tarnwick 1-0 Drune", "Northgate 0–3 Mellow"]), 0);
        assert_eq!(
            found(["Orsk votes 4-1 for Rutter", "Fair opens 12-14 March", "Mellow stops 2-1 lead: a report"]),
            4
        );
        assert_eq!(
            found(["Rutter decides it in Orsk", "Tarnwick wins at last", "Mellow stops two penalties"]),
            4
        );
    }

    /// The first lines of the stories of a page of briefs, with what stands between each two and below the last one.
    fn begins(head: &str, between: &str, tail: &str) -> Vec<String> {
        let briefs = [
            "Library to lend fishing rods\nThe library in Orsk will begin to lend fishing rods on Saturday, two for each card, and a box of hooks.",
            "Bridge down to one lane\nTraffic on the Dutch Creek bridge is down to one lane until August while crews replace 41 planks of its deck.",
            "Emu caught behind feed store\nAn emu that had been seen along the river since May was caught on Thursday behind the feed store in Harlan.",
            "Sewer rates to go up\nThe council voted to raise the monthly sewer rate to 31 dollars, by four to one, after an hour of complaints.",
        ];
        let page = format!("{head}{}{tail}", briefs.join(between));
        let rules = Rules::builtin().unwrap();
        let labelled = label(&page, &rules);
        let runs = split(&page, &labelled, &rules, MIN_CONFIDENCE).runs;
        let first = |run: &crate::split::Run| labelled.lines[run.lines.start].span.of(&page).to_owned();
        runs[1..].iter().map(first).collect()
    }

    const LATER: [&str; 3] =
        ["Bridge down to one lane", "Emu caught behind feed store", "Sewer rates to go up"];

    #[test]
    fn a_separator_above_each_headline_makes_a_digest() {
        assert_eq!(begins("▬▬▬▬▬\n\n", "\n\n▬▬▬▬▬\n\n", "\n"), LATER);
        assert_eq!(begins("»»»\n", "\n»»»\n", "\n"), LATER);
    }

    #[test]
    fn a_page_of_briefs_is_known_by_its_name_alone_right_above_them() {
        assert_eq!(
            begins("Obituaries\nPublic notices\nThe Orsk Ledger\nAround the county\n", "\n", "\n"),
            LATER
        );
    }

    #[test]
    fn what_stands_below_the_comments_is_no_item() {
        let tail = "\nComments\nThe Courier's morning digest\nComments have to be in English, and must not be rude about anybody.\n";
        assert_eq!(begins("News in brief | Orsk and around\n", "\n", tail), LATER);
    }

    #[test]
    fn what_is_in_an_issue_makes_a_digest_right_above_its_first_headline_only() {
        let contents = "In this issue: Rods | Bridge | Emu | Sewer rates\n";
        assert_eq!(begins(&format!("The Orsk Ledger\n{contents}"), "\n", "\n"), LATER);
        let sections = |head: &str| {
            let page = format!(
                "How the ferry across Lake Orsk came back\n\nBy Dana Whitlock\n12 April 2024\n\n{head}\n\n\
                 The ferry across Lake Orsk lay in a shed for two years while the harbour board argued about who would pay for it.\n\n\
                 A yard in Tarnwick\n\nThe board ordered the ferry's engine from a yard in Tarnwick, which promised Lake Orsk a summer with it.\n\n\
                 A letter and a bell\n\nIt came to Lake Orsk eleven months late, with a letter in which the board of the yard said that it was sorry.\n\n\
                 The first trip on Monday\n\nThe first trip of the ferry is on Monday, and the board expects forty people on Lake Orsk at six in the morning.\n"
            );
            let rules = Rules::builtin().unwrap();
            split(&page, &label(&page, &rules), &rules, MIN_CONFIDENCE).runs.len()
        };
        for head in
            [contents.trim(), "More in this issue", "Also in this issue", "Timeline: how it came back"]
        {
            assert_eq!(sections(head), 1, "{head}");
        }
    }

    #[test]
    fn a_kind_of_incident_may_come_back_as_a_headline() {
        let texts = [
            (
                "Theft from a car",
                "A bicycle was taken on Monday from the roof of a car on the 300 block of Mill Street, blue, with a basket.",
            ),
            (
                "Vandals in Harlan",
                "Somebody painted a fish on the wall of the feed store in Harlan, said its owner, who would like it to stay.",
            ),
            (
                "Theft from a car",
                "Two fishing rods were taken on Tuesday from a car on Lake Road, and a thermos of tea was left in their place.",
            ),
            (
                "Cello found in Drune",
                "A cello that stood in the yard of the old school in Drune is waiting for whoever lost it, officers said.",
            ),
            (
                "Theft from a car",
                "An emu was taken on Thursday from a car of the county fair, and came back on Friday night by itself.",
            ),
        ];
        let page: String = texts.iter().map(|(head, text)| format!("{head}\n{text}\n\n")).collect();
        let page = format!("Police log | Orsk and around\n\n{page}");
        let rules = Rules::builtin().unwrap();
        let runs = split(&page, &label(&page, &rules), &rules, MIN_CONFIDENCE).runs;
        assert_eq!(runs.len(), texts.len());
    }
}
