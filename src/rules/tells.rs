//! What rules tell of the lines below theirs.

/// What a line that some rule knows tells of the lines below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Tells {
    /// Nothing.
    Nothing,
    /// Readers' comments follow.
    Comments,
    /// Links to other stories follow.
    Teaser,
    /// A picture's caption follows.
    Picture,
    /// The story's topics follow.
    Topics,
    /// It may be the name of the section that the story below stands in.
    Section,
    /// It is the way to the page of the story below.
    Path,
    /// How long it takes to read the story below, or how many have done so.
    ReadingTime,
    /// The page is an e-mail that was sent to readers.
    Mail,
}

impl Tells {
    /// What a rule tells by its name, or by the beginning of its name: one for a site's own comments may be called
    /// `chrome/comments-ledger`.
    pub(super) fn of_rule(name: &str) -> Self {
        let known = [
            ("chrome/comments", Self::Comments),
            ("chrome/teaser", Self::Teaser),
            ("marker/gallery", Self::Picture),
            ("marker/topics", Self::Topics),
            ("chrome/navigation-label", Self::Section),
            ("chrome/path", Self::Path),
            ("chrome/reading-time", Self::ReadingTime),
            ("chrome/mail", Self::Mail),
        ];
        known.into_iter().find(|(head, _)| name.starts_with(head)).map_or(Self::Nothing, |(_, tells)| tells)
    }
}
