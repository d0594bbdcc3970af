//! Hard-wrapped pages: lines that were broken at a margin belong together.

use super::{Line, Look, Sign};
use crate::span::Span;

/// Narrower text is verse, wider text is not wrapped; characters.
const MARGINS: std::ops::RangeInclusive<usize> = 52..=100;
/// So many lines have to run into each other.
const LEAST: usize = 5;

/// Joins the lines of paragraphs that were broken at a margin: the first line takes the shape of the whole paragraph,
/// the others become [`Sign::Continued`]. A page that is not hard-wrapped stays as it is.
pub(super) fn join(text: &str, lines: &mut [Line]) {
    let Some(margin) = margin(text, lines) else { return };
    let mut start = 0;
    while start < lines.len() {
        let mut end = start + 1;
        while end < lines.len() && continues(text, &lines[end - 1], &lines[end], margin) {
            end += 1;
        }
        if end > start + 1 {
            let whole = lines[start].span.join(lines[end - 1].span);
            lines[start].look = Look::of(&joined(text, whole));
            lines[start].sign = Sign::Text;
            lines[start].echo = 0;
            for line in &mut lines[start + 1..end] {
                (line.sign, line.echo) = (Sign::Continued, 0);
            }
        }
        start = end;
    }
}

fn joined(text: &str, span: Span) -> String {
    span.of(text).split(['\n', '\r']).map(crate::span::trim).collect::<Vec<_>>().join(" ")
}

/// Whether a scraper told what the line is: a heading or a link of its own.
fn is_marked(line: &Line) -> bool {
    line.words != line.span
}

fn width(text: &str, line: &Line) -> usize {
    line.span.of(text).chars().count()
}

/// Where the lines were broken; `None` if they were not.
fn margin(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs =
        lines.windows(2).filter(|pair| pair.iter().all(|line| line.sign == Sign::Text && !is_marked(line)));
    let mut widths: Vec<usize> = pairs.clone().map(|pair| width(text, &pair[0])).collect();
    widths.sort_unstable();
    let margin = *widths.get(widths.len() * 19 / 20)?;
    let runs_on = pairs.filter(|pair| is_broken(text, pair, margin)).count();
    (MARGINS.contains(&margin) && runs_on >= LEAST && runs_on * 2 >= widths.len()).then_some(margin)
}

/// The line is filled, ends in the middle of a sentence, and goes on below.
fn is_broken(text: &str, pair: &[Line], margin: usize) -> bool {
    let filled = width(text, &pair[0]) * 4 >= margin * 3;
    let open = pair[0].look.ends() == super::Ends::Open;
    filled && open && !pair[1].span.of(text).starts_with(['•', '-', '–'])
}

fn continues(text: &str, above: &Line, line: &Line, margin: usize) -> bool {
    let text_like = |line: &Line| matches!(line.sign, Sign::Text | Sign::Continued);
    text_like(above)
        && line.sign == Sign::Text
        && !had_room(text, above, line, margin)
        && !is_marked(above)
        && !is_marked(line)
}

/// Whether a line had room left for the first word of the next one, and so ended on purpose. Not all lines are filled as far as
/// they could be, and some were longer or shorter when they were broken.
fn had_room(text: &str, above: &Line, line: &Line, margin: usize) -> bool {
    let word = line.span.of(text).split_whitespace().next().map_or(0, |word| word.chars().count());
    let width = width(text, above);
    width * 8 < margin * 5 || (width + 1 + word) * 10 <= margin * 9
}

#[cfg(test)]
mod tests {
    use crate::label::{Sign, label};
    use crate::rules::Rules;

    fn check(text: &str, expected: &str) {
        let labelled = label(text, &Rules::builtin().unwrap());
        let signs = labelled.lines.iter().map(|line| match line.sign {
            Sign::Blank => '.',
            Sign::Continued => '+',
            _ => 'x',
        });
        assert_eq!(signs.collect::<String>(), expected);
    }

    const WRAPPED: &str = "Harbour opens again\n\n\
        PORT HESKETH: The old harbour opened again on Monday after a week of\n\
        storms that kept the fishing boats ashore and left the market with\n\
        no fish at all, the council said in a note to the people of the town\n\
        and of the villages along the coast.\n\n\
        Two of the piers will need repair before the winter, it said, and a\n\
        third may have to be given up, because the sea has taken the sand on\n\
        which it has stood for more than a hundred years.\n";

    #[test]
    fn lines_broken_at_a_margin_are_one_paragraph() {
        check(WRAPPED, "x.x+++.x++");
    }

    #[test]
    fn a_line_with_room_for_the_next_word_ends_a_paragraph() {
        // No blank lines are left; the last lines of two paragraphs and a headline are rather long.
        let text = "PORT HESKETH: The old harbour opened again on Monday after a week of\n\
            storms that kept the fishing boats ashore and left the market with\n\
            no fish at all, the council said in a note.\n\
            Two of the piers will need repair before the winter, it said, and a\n\
            third may have to be given up, because the sea has taken the sand on\n\
            which it has stood for more than a century.\n\
            Council hires a diver for the third pier again\n\
            Updated 7 sec ago\n\
            PORT HESKETH: The council will send a diver down to the third pier in\n\
            the harbour, after two of the older ones had been found to lean over\n\
            to the side of the town.\n";
        check(text, "x++x++xxx++");
    }

    #[test]
    fn one_line_paragraphs_are_left_alone() {
        let line = "The old harbour opened again on Monday after a week of storms, he said.\n";
        check(&line.repeat(8), "xxxxxxxx");
    }
}
