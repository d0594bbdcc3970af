//! A story as it stands on one page: what was changed in it, and what it says.

use super::prose::{Event, Paragraph, Story, Token, figure};
use super::random::Random;
use super::truth::Change;
use super::vocabulary::{Class, Vocabulary};

/// A story as it stands on one page.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its text.
    pub story: Story,
    /// How it is set.
    pub style: Style,
    /// What it says: a number for each assertion, the same in all versions that assert it.
    pub claims: Vec<u32>,
    /// What was done to it.
    pub changes: Vec<Change>,
    /// Words that were edited, in percent.
    pub edited: usize,
    /// How much of its last paragraph the end of the page leaves, in percent.
    pub cut: Option<usize>,
}

/// How a story is set.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Quotation marks and apostrophes.
    pub quotes: Quotes,
    /// Before the first paragraph.
    pub dateline: Dateline,
    /// Behind the last one.
    pub credit: Credit,
}

/// Quotation marks and apostrophes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// `“ ” ’`.
    Curly,
    /// `" '`.
    Straight,
}

/// How a dateline is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dateline {
    /// `KARACHI: `.
    Colon,
    /// `KARACHI — `.
    Dash,
    /// `KARACHI (Reuters) - `.
    Agency,
    /// `KARACHI, March 4 (AFP) - `.
    Dated,
    /// None.
    Absent,
}

/// What stands behind the last paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credit {
    /// Nothing.
    Absent,
    /// ` (AFP)`.
    Agency,
    /// ` (Reporting by Ann Pell; Editing by Ben Cole)`.
    Reporting,
    /// `With input from Reuters`, on a line of its own.
    Line,
}

/// Words of a paragraph that counts by itself.
const LONG: usize = 12;
/// The first number of claims that are not a paragraph of the original.
const ADDED: u32 = 1_000;

impl Version {
    /// A story as its own newsroom sets it.
    pub fn original(story: Story, random: &mut Random) -> Self {
        const CREDITS: [Credit; 4] = [Credit::Absent, Credit::Absent, Credit::Agency, Credit::Reporting];
        let style = Style { quotes: Quotes::Curly, dateline: Dateline::Colon, credit: random.one(&CREDITS) };
        let claims = (0..story.paragraphs.len() as u32).collect();
        Self { story, style, claims, changes: Vec::new(), edited: 0, cut: None }
    }

    /// Sets it as another newsroom does, and edits 1 to 8 in a hundred of its words; the facts stay.
    pub fn near(&mut self, vocabulary: &Vocabulary, random: &mut Random) {
        self.edited = random.between(1, 8);
        for paragraph_edits in share_out(self.edited, &self.story.paragraphs, random) {
            let (at, edits) = paragraph_edits;
            edit(&mut self.story.paragraphs[at], edits, vocabulary, random);
        }
        self.restyle(random);
        if random.percent(20) {
            self.changes.push(Change::Headline);
            let words = self.story.headline.iter_mut().filter(|token| is_plain(token));
            words.for_each(|token| *token = other(*token, vocabulary, random));
        }
        if random.percent(12) {
            self.changes.push(Change::ParagraphLess);
            let long: Vec<usize> = (1..self.story.paragraphs.len()).filter(|&at| self.is_long(at)).collect();
            let at = random.one(&long);
            self.story.paragraphs.remove(at);
            self.claims.remove(at);
        }
    }

    /// Whether a paragraph counts by itself: shorter ones may be missing from a copy that says all.
    fn is_long(&self, at: usize) -> bool {
        count_words(&self.story.paragraphs[at]) >= LONG
    }

    fn restyle(&mut self, random: &mut Random) {
        const DATELINES: [Dateline; 4] =
            [Dateline::Dash, Dateline::Agency, Dateline::Dated, Dateline::Absent];
        const CREDITS: [Credit; 4] = [Credit::Absent, Credit::Agency, Credit::Reporting, Credit::Line];
        if random.percent(50) {
            self.changes.push(Change::Quotes);
            self.style.quotes = Quotes::Straight;
        }
        if random.percent(40) {
            self.changes.push(Change::Dateline);
            self.style.dateline = random.one(&DATELINES);
        }
        let credit = random.one(&CREDITS);
        if random.percent(40) && credit != self.style.credit {
            self.changes.push(Change::Credit);
            self.style.credit = credit;
        }
    }

    /// Says something that the original does not say. All revisions of a kind say the same.
    pub fn revise(&mut self, kind: Change, event: &Event<'_>, random: &mut Random) {
        let changed = match kind {
            Change::Figure => self.another_figure(random),
            Change::Negation => self.one_more_negation(random),
            _ => None,
        };
        let kind = if changed.is_some() { kind } else { Change::ParagraphMore };
        let claim = ADDED + kind as u32;
        self.changes.push(kind);
        match (kind, changed) {
            (Change::Figure, Some(at)) => self.claims[at] = claim,
            (Change::Negation, _) => self.claims.push(claim),
            _ => {
                let at = random.between(1, self.story.paragraphs.len());
                self.story.paragraphs.insert(at, event.paragraph(1, random));
                self.claims.insert(at, claim);
            }
        }
    }

    fn another_figure(&mut self, random: &mut Random) -> Option<usize> {
        let (at, token) =
            pick(&mut self.story.paragraphs, random, |token| matches!(token, Token::Number(_)))?;
        let after = figure(random);
        *token = Token::Number(if *token == Token::Number(after) { after + 1 } else { after });
        Some(at)
    }

    fn one_more_negation(&mut self, random: &mut Random) -> Option<usize> {
        const VERBS: [(&str, &str); 5] = [
            ("had", "had not"),
            ("have", "have not"),
            ("has", "has not"),
            ("was", "was not"),
            ("were", "were not"),
        ];
        let denied = |token: &Token| VERBS.iter().find(|(verb, _)| *token == Token::Fixed(verb));
        let (at, token) = pick(&mut self.story.paragraphs, random, |token| denied(token).is_some())?;
        *token = Token::Fixed(denied(token)?.1);
        Some(at)
    }

    /// Cuts it off somewhere in its second paragraph or below.
    pub fn cut_off(&mut self, random: &mut Random) {
        let last = random.between(1, self.story.paragraphs.len() - 1);
        self.changes.push(Change::Cut);
        self.cut = Some(random.between(20, 80));
        self.story.paragraphs.truncate(last + 1);
        self.claims.truncate(last);
    }

    /// Fills it in with other figures.
    pub fn fill_in(&mut self, random: &mut Random) {
        let story = &mut self.story;
        for token in story.paragraphs.iter_mut().chain([&mut story.headline]).flatten() {
            match token {
                Token::Number(figure) => *figure = 1_001 + random.below(80_000) as u32,
                Token::Percent(share) => *share = 2 + random.below(90) as u32,
                Token::Millions(amount) => *amount = 11 + random.below(90_000) as u32,
                Token::Word(..) | Token::Fixed(_) | Token::Year(_) => {}
            }
        }
    }
}

/// One token of some kind in a long paragraph, and the paragraph.
fn pick<'p>(
    paragraphs: &'p mut [Paragraph],
    random: &mut Random,
    fits: impl Fn(&Token) -> bool,
) -> Option<(usize, &'p mut Token)> {
    let long = paragraphs.iter_mut().enumerate().filter(|(_, tokens)| count_words(tokens) >= LONG);
    let all = long.flat_map(|(at, tokens)| tokens.iter_mut().map(move |token| (at, token)));
    let mut fitting: Vec<(usize, &mut Token)> = all.filter(|(_, token)| fits(token)).collect();
    let chosen = (!fitting.is_empty()).then(|| random.below(fitting.len()))?;
    Some(fitting.swap_remove(chosen))
}

/// How many words of each paragraph are edited when so many in a hundred of the whole are.
fn share_out(percent: usize, paragraphs: &[Paragraph], random: &mut Random) -> Vec<(usize, usize)> {
    let words: Vec<usize> = paragraphs.iter().map(|paragraph| count_words(paragraph)).collect();
    let all: usize = words.iter().sum();
    let mut edits = vec![0; paragraphs.len()];
    for _ in 0..(all * percent).div_ceil(100) {
        let mut at = random.below(all);
        let paragraph = words.iter().position(|&words| {
            at < words || {
                at -= words;
                false
            }
        });
        edits[paragraph.unwrap_or_default()] += 1;
    }
    edits.into_iter().enumerate().filter(|(_, edits)| *edits > 0).collect()
}

/// Words of a paragraph.
pub fn count_words(paragraph: &[Token]) -> usize {
    let is_word =
        |token: &&Token| !matches!(token, Token::Fixed(mark) if !mark.starts_with(char::is_alphabetic));
    paragraph.iter().filter(is_word).count()
}

/// Edits so many words of a paragraph, no word twice, and leaves facts and names alone: most are replaced, some are
/// left out or get a word before them.
pub fn edit(paragraph: &mut Paragraph, edits: usize, vocabulary: &Vocabulary, random: &mut Random) {
    let mut places: Vec<usize> = (0..paragraph.len()).filter(|&at| is_plain(&paragraph[at])).collect();
    let mut chosen: Vec<usize> = Vec::with_capacity(edits);
    while chosen.len() < edits && !places.is_empty() {
        chosen.push(places.swap_remove(random.below(places.len())));
    }
    // From behind, so that places stay what they are.
    chosen.sort_unstable_by(|a, b| b.cmp(a));
    for at in chosen {
        match (random.below(10), paragraph[at]) {
            (0, Token::Word(Class::Adjective | Class::Adverb, _)) => drop(paragraph.remove(at)),
            (1, Token::Word(Class::Noun | Class::Plural, _)) => {
                paragraph
                    .insert(at, Token::Word(Class::Adjective, vocabulary.draw(Class::Adjective, random)));
            }
            (_, token) => paragraph[at] = other(token, vocabulary, random),
        }
    }
}

/// A word that asserts nothing by itself.
fn is_plain(token: &Token) -> bool {
    use Class::{Adjective, Adverb, Noun, Plural, Verb};
    matches!(token, Token::Word(Noun | Plural | Verb | Adjective | Adverb, _))
}

/// Another word of the same class.
fn other(token: Token, vocabulary: &Vocabulary, random: &mut Random) -> Token {
    let Token::Word(class, word) = token else { return token };
    let drawn = vocabulary.draw(class, random);
    Token::Word(class, if drawn == word { (word + 1) % 100 } else { drawn })
}
