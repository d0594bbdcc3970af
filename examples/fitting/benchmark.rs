//! The lines of the public article extraction benchmark.

use std::collections::BTreeMap;
use std::num::ParseIntError;

/// The label and the text of each line of a page.
type Lines<'t> = Vec<(&'t str, &'t str)>;

/// The pages of a table of `page, number, label, text`, a line of a page a row.
pub fn pages(table: &str) -> Result<BTreeMap<&str, Lines<'_>>, ParseIntError> {
    let mut pages: BTreeMap<&str, Lines<'_>> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.splitn(4, '\t').collect();
        if let [page, number, label, text] = cells[..] {
            let (lines, number) = (pages.entry(page).or_default(), number.parse::<usize>()?);
            lines.resize(lines.len().max(number + 1), ("", ""));
            lines[number] = (label, text);
        }
    }
    Ok(pages)
}
