//! What scrapers that write Markdown put around the words of a line: marks of headings and emphasis, and where links lead.

use super::look::bullet_width;
use crate::span::{is_white, trim};
use crate::words::is_alphanumeric;
use std::borrow::Cow;

/// The words of a trimmed line that is a heading, stands out or links as a whole, without those marks and a bullet in front of
/// a link, and where they begin; other lines as they are.
///
/// (J. MacFarlane and others, CommonMark 0.31, 2024: ATX headings, emphasis, inline links.)
pub(crate) fn bare(piece: &str) -> (usize, &str) {
    /// A heading that is a link that stands out.
    const NESTED: usize = 3;
    let (mut lead, mut rest) = (0, piece);
    for _ in 0..NESTED {
        let marked = may_be_marked(rest).then_some(rest);
        let inner = marked.and_then(|rest| heading(rest).or_else(|| emphasis(rest)).or_else(|| link(rest)));
        let Some((at, inner)) = inner else { break };
        (lead, rest) = (lead + at, inner);
    }
    (lead, rest)
}

/// The line without the targets of the links inside it and without marks of strong emphasis.
pub(crate) fn plain(piece: &str) -> Cow<'_, str> {
    // A glance: hardly any line holds one of these.
    if memchr::memchr2(b']', b'*', piece.as_bytes()).is_none() {
        return Cow::Borrowed(piece);
    }
    let (linked, strong) = (piece.contains(TURN), piece.contains(STRONG) && is_worded(piece));
    if !linked && !strong {
        return Cow::Borrowed(piece);
    }
    // A picture may be a link.
    let unlinked = if linked { unlinked(&unlinked(piece)) } else { piece.to_owned() };
    let plain = if strong { unlinked.replace(STRONG, "") } else { unlinked };
    Cow::Owned(trim(&plain).to_owned())
}

/// Between the words of a link and its target.
const TURN: &str = "](";
const STRONG: &str = "**";

/// A glance.
fn may_be_marked(piece: &str) -> bool {
    matches!(piece.as_bytes(), [b'#' | b'*' | b'_' | b'[', ..] | [.., b')'])
}

/// Whether there is more than signs: rows of stars part stories.
fn is_worded(text: &str) -> bool {
    text.contains(is_alphanumeric)
}

/// `## Words`, perhaps with marks behind them as well.
fn heading(piece: &str) -> Option<(usize, &str)> {
    const LEVELS: usize = 6;
    let marked = piece.trim_start_matches('#');
    let words = marked.trim_start_matches(is_white);
    let level = piece.len() - marked.len();
    // Marks behind the words are parted from them.
    let open = trim(words.trim_end_matches('#'));
    let inner = if words[open.len()..].starts_with(is_white) { open } else { words };
    let is_heading = (1..=LEVELS).contains(&level) && words.len() < marked.len() && is_worded(inner);
    is_heading.then_some((piece.len() - words.len(), inner))
}

/// `**words**` and its like.
fn emphasis(piece: &str) -> Option<(usize, &str)> {
    const MARKS: [&str; 5] = ["***", "**", "__", "*", "_"];
    MARKS.iter().find_map(|mark| {
        let inner = piece.strip_prefix(mark)?.strip_suffix(mark)?;
        let worded = |c: char| !is_white(c) && c != '*' && c != '_';
        let whole =
            inner.starts_with(worded) && inner.ends_with(worded) && !inner.contains(mark) && is_worded(inner);
        whole.then_some((mark.len(), inner))
    })
}

/// `[words](target)`, perhaps behind a bullet.
fn link(piece: &str) -> Option<(usize, &str)> {
    let linked = piece[bullet_width(piece)..].strip_prefix('[')?;
    let (words, target) = linked.strip_suffix(')')?.split_once(TURN)?;
    let inner = words.trim_start_matches(is_white);
    let at = piece.len() - linked.len() + words.len() - inner.len();
    let whole = !inner.is_empty() && !words.contains(['[', ']']) && is_target(target);
    whole.then_some((at, trim(inner)))
}

/// An address, perhaps with a title in quotes.
fn is_target(target: &str) -> bool {
    let (address, title) = target.split_once(' ').unwrap_or((target, ""));
    let titled = title.is_empty() || (title.len() > 1 && title.starts_with('"') && title.ends_with('"'));
    titled && !address.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']'))
}

fn unlinked(piece: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(piece.len()), piece);
    while let Some(turn) = rest.find(TURN) {
        let behind = &rest[turn + TURN.len()..];
        let open = rest[..turn].rfind('[');
        let close = behind.find(['(', ')', '[', ']']).filter(|&close| behind[close..].starts_with(')'));
        let close = close.filter(|&close| is_target(&behind[..close]));
        let Some((open, close)) = open.zip(close) else {
            out.push_str(&rest[..turn + TURN.len()]);
            rest = behind;
            continue;
        };
        // In front of a picture stands a mark.
        out.push_str(rest[..open].strip_suffix('!').unwrap_or(&rest[..open]));
        out.push_str(&rest[open + 1..turn]);
        rest = &behind[close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_lose_their_marks() {
        let check = |piece: &str, expected: &str| {
            let (at, words) = bare(piece);
            assert_eq!((words, &piece[at..at + words.len()]), (expected, expected));
        };
        check("# Ferry returns to Lake Orsk", "Ferry returns to Lake Orsk");
        check("### [Ferry returns](https://orsk.example/ferry) ###", "Ferry returns");
        check("* [Home](/)", "Home");
        check("[Reply](#respond)", "Reply");
        check("## Learning C#", "Learning C#");
        check("**What the board wants**", "What the board wants");
        check("_The landing stage. Photo: Owen Rutter_", "The landing stage. Photo: Owen Rutter");
        check("[Orsk](https://orsk.example \"The Orsk Courier\")", "Orsk");
    }

    #[test]
    fn other_lines_stay_as_they_are() {
        for piece in [
            "#HamadPort #Logistics",
            "#",
            "* * *",
            "*****",
            "# # #",
            "*~*",
            "* a point",
            "- [Home](/) and more (of it)",
            "The board met [again] (in Pellham)",
            "The ferry *returns* (AFP)",
            "[x] (y)",
            "",
        ] {
            assert_eq!(bare(piece), (0, piece));
        }
    }

    #[test]
    fn targets_inside_a_line_are_left_out() {
        let check = |piece: &str, expected: &str| assert_eq!(plain(piece), expected);
        check("By [Dana Whitlock](https://orsk.example/dana)", "By Dana Whitlock");
        check("**Published:** 12 March 2024", "Published: 12 March 2024");
        check("The [board](/board) met [in Pellham](/pellham \"Town\").", "The board met in Pellham.");
        check("![Ferry](/ferry.jpg) The ferry", "Ferry The ferry");
        check("*****", "*****");
        check("[![Ferry](/f.jpg)](/ferry)", "Ferry");
        check("![](/f.jpg)", "");
        check("He said](so) and [went](a b)", "He said](so) and [went](a b)");
    }
}
