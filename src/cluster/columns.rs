//! The columns that stages give.

use super::Kind::{self, Bytes, Int, Text};

/// A column: its name and what its values are.
pub type Column = (&'static str, Kind);

/// By the names of stages.
const COLUMNS: &[(&str, &[Column])] = &[
    ("split", &[("path", Text), ("item", Int), ("kind", Int), ("note", Text), ("body", Bytes)]),
    (
        "stories",
        &[
            ("day", Int),
            ("cut", Int),
            ("length", Int),
            ("path", Text),
            ("item", Int),
            ("position", Int),
            ("body", Bytes),
        ],
    ),
    (
        "rank",
        &[
            ("story", Int),
            ("path", Text),
            ("item", Int),
            ("position", Int),
            ("paragraphs", Int),
            ("equal", Bytes),
            ("body", Bytes),
        ],
    ),
    (
        "paragraphs",
        &[
            ("id", Bytes),
            ("number", Int),
            ("story", Int),
            ("words", Int),
            ("looked_for", Int),
            ("start", Int),
            ("stop", Int),
            ("body", Bytes),
        ],
    ),
    (
        "collapse",
        &[
            ("text", Int),
            ("number", Int),
            ("story", Int),
            ("words", Int),
            ("looked_for", Int),
            ("start", Int),
            ("stop", Int),
            ("body", Bytes),
        ],
    ),
    ("keys", &[("key", Int), ("text", Int), ("words", Int), ("bag", Int), ("more_bag", Int)]),
    ("pairs", &[("later", Int), ("earlier", Int), ("run", Int)]),
    (
        "verify",
        &[
            ("later", Int),
            ("earlier", Int),
            ("similarity", Int),
            ("earlier_yields", Int),
            ("later_yields", Int),
        ],
    ),
    ("votes", &[("key", Int), ("earlier", Int)]),
    ("candidates", &[("key", Int), ("earlier", Int)]),
    ("gather", &[("story", Int), ("body", Bytes)]),
    (
        "compare",
        &[
            ("later", Int),
            ("earlier", Int),
            ("share", Int),
            ("likeness", Int),
            ("whole", Int),
            ("whole_alike", Int),
            ("blocks", Int),
        ],
    ),
    ("survive", &[("node", Int), ("survives", Int)]),
    (
        "fates",
        &[
            ("story", Int),
            ("dropped", Int),
            ("earlier", Int),
            ("share", Int),
            ("likeness", Int),
            ("whole", Int),
            ("whole_alike", Int),
        ],
    ),
    (
        "twins",
        &[
            ("number", Int),
            ("story", Int),
            ("text", Int),
            ("held_back", Int),
            ("twin", Int),
            ("similarity", Int),
            ("twin_text", Int),
        ],
    ),
    ("copies", &[("story", Int), ("body", Bytes)]),
    ("records", &[("table", Int), ("row", Int), ("line", Text)]),
];

/// The columns that a stage gives; none if there is no such stage.
pub fn columns(name: &str) -> &'static [Column] {
    COLUMNS.iter().find(|(stage, _)| *stage == name).map_or(&[], |(_, columns)| columns)
}
