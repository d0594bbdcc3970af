//! Letters pages: each text has the name of who wrote it right below, and below the name the next letter begins, with a
//! headline of its own or without one.
//!
//! The names of ordinary pages stand above texts, as headings do: there the last text has none below.

use super::{Candidate, Evidence, EvidenceSet, Row, Rows, Sign, is_called};
use crate::label::Ends;
use crate::split::rows::shouts;
use crate::split::topic::{Shift, shift};

/// Fewer signed letters with another headline below may be headings of two lines.
const OFTEN: usize = 2;
/// Fewer words behind a number are no headline: `9pm, Channel 4`.
const HEADED: usize = 5;
/// Name, office and town; more where commas lead on.
const NAMES: usize = 3;

/// Where letters begin below the names of others; none if the page has no letters.
pub(super) fn letters(rows: &Rows<'_>) -> Vec<Candidate> {
    let head = rows.rows.iter().position(Row::is_prose).unwrap_or(rows.len());
    let called = is_called(rows, head, &rows.rules.labels.letters);
    let named = (1..rows.len()).filter_map(|at| Some((at, below_names(rows, at, called)?)));
    let (named, signed): (Vec<usize>, Vec<usize>) = named.unzip();
    // What comes back below most texts is a label; towns come back below names, and `Name withheld` now and then.
    if named.iter().filter(|&&at| rows.recurs(at)).count() * 2 >= named.len() {
        return Vec::new();
    }
    let found: Vec<Candidate> = signed.iter().filter_map(|&below| letter(rows, below)).collect();
    let headed = found.iter().filter(|letter| letter.title.is_some()).count();
    // The last letter of the page is signed as well.
    let last = signed.last().is_some_and(|&below| found.last().is_none_or(|letter| letter.start < below));
    // On a page that is called so, the last of them has none below.
    let others = signed.len() - usize::from(called && !signed.is_empty());
    let most = headed * 2 >= found.len() && found.len() * 4 >= others * 3;
    let parted = found.iter().filter(|letter| is_separator(rows, letter.start - 1)).count();
    let told = (headed >= OFTEN && most) || parted >= OFTEN;
    if told && last && differ(rows, &found) { found } else { Vec::new() }
}

/// Whether hardly any of the texts goes on with the names of those above it.
fn differ(rows: &Rows<'_>, letters: &[Candidate]) -> bool {
    let same = |letter: &&Candidate| shift(rows, 0..letter.start, letter.body) == Shift::Same;
    letters.iter().filter(same).count() * 4 <= letters.len()
}

/// The row below the names that begin at a row, right below a text.
fn below_names(rows: &Rows<'_>, at: usize, called: bool) -> Option<usize> {
    if !(rows.rows[at - 1].is_prose() || (called && ends_text(rows, at - 1))) {
        return None;
    }
    let near = &rows.rows[at..];
    // A name behind a wider gap than the first one heads what is below.
    let signs = |below: &usize| is_name(rows, at + below) && near[*below].blanks <= near[0].blanks;
    // Nor does one in capitals below a name that is in none.
    let heads = |below: usize| below > 0 && shouts(rows.piece(at + below)) && !shouts(rows.piece(at));
    let leads = |below: usize| below < NAMES || rows.piece(at + below - 1).ends_with(',');
    let names = (0..near.len()).take_while(|&below| leads(below) && signs(&below) && !heads(below)).count();
    let signed = (names > 0 && near[0].line.look.words() > 1).then_some(names);
    parted(near).or(signed).map(|names| at + names)
}

/// Whether a row ends a text that stands above: `Think again.`
fn ends_text(rows: &Rows<'_>, at: usize) -> bool {
    let row = &rows.rows[at];
    let ends = row.line.sign == Sign::Text && matches!(row.line.look.ends(), Ends::Sentence | Ends::Call);
    ends && at.checked_sub(1).is_some_and(|above| rows.rows[above].is_prose())
}

/// How many short lines stand above a separator: whatever they are called, they sign.
fn parted(near: &[Row]) -> Option<usize> {
    const WORDS: usize = 5;
    let short = |row: &&Row| row.line.sign == Sign::Text && !row.is_prose() && row.line.look.words() <= WORDS;
    let lines = near.iter().take(NAMES).take_while(short).count();
    let separated = near.get(lines).is_some_and(|row| row.hint == Some(Evidence::Separator));
    (lines > 0 && separated).then_some(lines)
}

/// The letter below a name, perhaps behind a separator: a text, or a headline right above one and not closer to the name
/// than to it.
fn letter(rows: &Rows<'_>, below: usize) -> Option<Candidate> {
    let parted = is_separator(rows, below);
    let at = below + usize::from(parted);
    let row = rows.get(at)?;
    let apart = parted || row.blanks >= rows.rows[at - 1].blanks;
    // Who speaks stands above a text as well, but with a colon.
    let timed = rows.piece(at).starts_with(|c: char| c.is_ascii_digit()) && row.line.look.words() < HEADED;
    let heads = row.is_headline_like() && row.line.look.ends() != Ends::Colon && !timed;
    let headed = heads && rows.get(at + 1).is_some_and(Row::is_prose) && apart;
    let title = headed.then_some(at);
    let evidence: EvidenceSet = [Evidence::SignOff, Evidence::Pattern].into_iter().collect();
    (headed || row.is_prose()).then_some(Candidate {
        start: at,
        title,
        body: at + usize::from(headed),
        evidence,
    })
}

fn is_separator(rows: &Rows<'_>, at: usize) -> bool {
    rows.get(at).is_some_and(|row| row.hint == Some(Evidence::Separator))
}

/// A name, but nothing that is heard: `(APPLAUSE)`.
fn is_name(rows: &Rows<'_>, at: usize) -> bool {
    let (row, piece) = (&rows.rows[at], rows.piece(at));
    let heard = piece.starts_with('(') && piece.ends_with(')') && shouts(piece);
    row.line.sign == Sign::Text && row.line.look.is_name_like() && !row.is_prose() && !heard
}

#[cfg(test)]
mod tests {
    use crate::label::label;
    use crate::rules::Rules;
    use crate::split::rows::Rows;
    use crate::split::{MIN_CONFIDENCE, split};

    #[test]
    fn sounds_and_speakers_of_a_transcript_are_no_signatures() {
        let page = "The ferry that everybody waves at\n\nNovember 7, 2023\n\nSponsor Message\n\nMIRIAM CASTELL, HOST:\n\n\
                    For two years the ferry on Lake Orsk lay in a shed, and people in Pellham waved at the empty landing stage all the same.\n\n\
                    DANA WHITLOCK: It is eight in the morning, and I stand on the deck with Owen Rutter, who has steered it since the year 1998.\n\n\
                    (SOUNDBITE OF BELL)\n\nWHITLOCK: He says that the engine sounds like the old one, and that nobody who is on board believes him.\n\n\
                    The new engine came from a yard in Tarnwick, eleven months late, with a letter in which the yard said that it was sorry.\n\n\
                    Sponsor Message\n\nMIRIAM CASTELL: And do the people of Pellham still wave at it when it goes by without stopping, as it does now?\n\n\
                    WHITLOCK: They do, and the ferry sounds its horn, which the harbour board has asked it not to do before nine o'clock.\n\n\
                    (SOUNDBITE OF HORN)\n\nWHITLOCK: For Orsk Radio, I am Dana Whitlock on the lake, where it has begun to rain again this morning.\n\nSponsor Message\n";
        let rules = Rules::builtin().unwrap();
        assert_eq!(split(page, &label(page, &rules), &rules, MIN_CONFIDENCE).runs.len(), 1);
    }

    /// A page of letters with headlines, each with these lines below its text.
    fn page<const COUNT: usize>(signatures: [&str; COUNT]) -> String {
        let texts = [
            "Keep the ferry running\n\nThe ferry is the only way across for those of us without a car, and the board should say how it means to pay. \
             A bus goes round the lake in ninety minutes, twice a day, and not on Sundays, when most of us visit somebody.",
            "Bees need the verge\n\nMowing the verge in May kills the bees that the school's own project counts every year, and nobody asked for it. \
             Two mowings a year are enough for any road, as Pellham has shown since 2019 without a single accident.",
            "A cello is no toy\n\nThe cello that was found in the old mill belongs in a museum and not in the window of a shop that sells hats. \
             Its maker lived in Drune, and the varnish is said to contain honey from the church's own bees in the tower.",
            "Bridge without a rail\n\nTwo of my neighbours have fallen from the bridge at Dutch Creek since August because its rail is still missing. \
             A rope was hung there in October, and somebody has taken it since, perhaps to tie up the boat that nobody uses.",
        ];
        let letter = |(text, name): (&str, &str)| format!("{text}\n\n{name}\n\n");
        let page: String = texts.into_iter().zip(signatures).map(letter).collect();
        format!("Letters to the editor\n\n12 April 2024\n\n{page}")
    }

    /// With which lines the later stories of that page begin.
    fn letters<const COUNT: usize>(signatures: [&str; COUNT]) -> Vec<String> {
        let (page, rules) = (page(signatures), Rules::builtin().unwrap());
        let labelled = label(&page, &rules);
        let runs = split(&page, &labelled, &rules, MIN_CONFIDENCE).runs;
        let first = |run: &crate::split::Run| labelled.lines[run.lines.start].span.of(&page).to_owned();
        runs[1..].iter().map(first).collect()
    }

    /// How many of them are told by the names alone.
    fn signed<const COUNT: usize>(signatures: [&str; COUNT]) -> usize {
        let (page, rules) = (page(signatures), Rules::builtin().unwrap());
        super::letters(&Rows::new(&page, &label(&page, &rules), &rules)).len()
    }

    const LATER: [&str; 3] = ["Bees need the verge", "A cello is no toy", "Bridge without a rail"];

    #[test]
    fn readers_of_one_town_and_without_a_name_sign_letters() {
        let towns =
            ["Anna Nowak\nNorthgate", "Ben Ford\nNorthgate", "Carla Monti\nNorthgate", "Dan Pell\nNorthgate"];
        assert_eq!(letters(towns), LATER);
        assert_eq!(letters(["Name Withheld", "Ben Ford", "Name Withheld", "Dan Pell"]), LATER);
    }

    #[test]
    fn three_letters_are_a_page_of_letters() {
        assert_eq!(
            letters(["Anna Nowak, Old Pellham Mill", "Ben Ford, Northgate", "Carla Monti, Drune"]),
            LATER[..2]
        );
    }

    #[test]
    fn a_short_sentence_may_end_a_letter_and_offices_lead_on_to_towns() {
        let names = ["Anna Nowak", "Ben Ford", "Carla Monti", "Dan Pell"];
        let ended = names.map(|name| format!("Vote for it.\n\n{name}"));
        assert_eq!(signed(ended.each_ref().map(String::as_str)), 3);
        let long = names.map(|name| format!("{name},\nHead Teacher,\nMill School,\nOld Pellham,\nCo Drune"));
        assert_eq!(signed(long.each_ref().map(String::as_str)), 3);
    }

    #[test]
    fn when_something_is_on_is_no_headline() {
        let films = [
            ("Old Orsk Ferry", "9pm, Lake One"),
            ("Mill Wheel", "8pm, Drune Two"),
            ("Deep Reservoir", "7pm, Lake One"),
        ];
        let told = |with: &dyn Fn(&str) -> String| {
            let text = "The boat that nobody steers comes back for a second series, and its captain has a sister whom he has never told of.";
            let films = films.map(|(name, time)| format!("{text}\n{name}\n{}\n", with(time)));
            let page = format!("Letters\n{}{text}\nOwen Rutter\n", films.concat());
            let rules = Rules::builtin().unwrap();
            super::letters(&Rows::new(&page, &label(&page, &rules), &rules)).len()
        };
        assert_eq!(told(&str::to_owned), 0);
        assert_eq!(told(&|_| "Bring back the night ferry".to_owned()), 3);
    }

    #[test]
    fn a_degree_in_front_of_a_name_is_not_heard() {
        assert_eq!(
            letters(["(DR) ANNA NOWAK, Pellham", "(DR) BEN FORD", "(PROF) CARLA MONTI", "(MRS) DANA PELL"]),
            LATER
        );
    }
}
