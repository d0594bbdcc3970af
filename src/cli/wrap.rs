//! Texts made to fit into a number of columns.

use crate::show::{MARGIN, Shown, printable, render};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A text as lines of at most so many columns, broken at spaces, and within words that are wider than a line.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()).flat_map(|word| pieces(word, width)) {
        let line =
            lines.last_mut().filter(|line| line.is_empty() || line.width() + 1 + word.width() <= width);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A word cut into as few pieces as fit into so many columns.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    let (mut pieces, mut start, mut used) = (Vec::new(), 0, 0);
    for (at, letter) in word.char_indices() {
        let wide = letter.width().unwrap_or(0);
        if used + wide > width && at > start {
            pieces.push(&word[start..at]);
            (start, used) = (at, 0);
        }
        used += wide;
    }
    pieces.push(&word[start..]);
    pieces
}

/// A row of the view of a page as lines of at most so many columns: what does not fit goes on below, beside the margin.
pub(super) fn folded(row: &Shown<'_>, columns: usize) -> Vec<String> {
    /// A space, the rule and a space.
    const BESIDE: usize = 3;
    let line = render(row);
    if line.width() <= columns {
        return vec![line];
    }
    if let Shown::Line { line, span, role, dropped, text } = *row {
        let text = wrapped(&printable(text), columns.saturating_sub(MARGIN + BESIDE));
        let piece = |(at, text): (usize, &String)| {
            let role = if at == 0 { role } else { "" };
            render(&Shown::Line { line, span, role, dropped, text })
        };
        return text.iter().enumerate().map(piece).collect();
    }
    // What stands beside the margin of other lines.
    let text = line.trim_start_matches([' ', '─', '┼', '└']);
    let before = &line[..line.len() - text.len()];
    let margin = " ".repeat(before.width());
    let lines = wrapped(text, columns.saturating_sub(margin.len()));
    lines
        .iter()
        .enumerate()
        .map(|(at, text)| if at == 0 { format!("{before}{text}") } else { format!("{margin}{text}") })
        .collect()
}

/// The beginning of a text that fits, ready to be printed.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let text = printable(text);
    if text.width() <= columns {
        return text;
    }
    let mut left = columns - 1;
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::span::Span;

    #[test]
    fn rows_are_broken_between_words_and_go_on_below_their_text() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("", 7), [""]);
        assert_eq!(wrapped("東京 東京", 7), ["東京", "東京"]);
        assert_eq!(wrapped("東京東京 x", 5), ["東京", "東京", "x"]);
    }

    #[test]
    fn a_long_line_of_a_page_goes_on_beside_the_margin() {
        let text = "The harbor opened again";
        let row = Shown::Line { line: 1, span: Span::new(0, 23), role: "paragraph", dropped: false, text };
        assert_eq!(folded(&row, 60), [render(&row)]);
        let paragraph = ["              paragraph │ The harbor", "                        │ opened again"];
        assert_eq!(folded(&row, 39), paragraph);
        let evidence = [(Evidence::HeadlineEcho, 2.5), (Evidence::Stamp, 1.0)];
        let row = Shown::Boundary { line: 2, cut: true, confidence: 0.5, evidence: &evidence };
        let rule = "─".repeat(MARGIN + 1);
        let boundary = [
            format!("{rule}┼─ 0.5000:"),
            format!("{:27}headline-echo", ""),
            format!("{:27}+2.5, stamp +1.0", ""),
        ];
        assert_eq!(folded(&row, 45), boundary);
    }

    #[test]
    fn what_does_not_fit_is_cut_between_characters() {
        assert_eq!(cut("harbor", 6), "harbor");
        assert_eq!(cut("harbors", 6), "harbo…");
        assert_eq!(cut("東京東京", 6), "東京…");
    }
}
