//! Stories as lists of tokens, so that what edits them knows facts from other words.

use super::random::Random;
use super::vocabulary::{Class, Vocabulary};

/// The smallest piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A word of the vocabulary.
    Word(Class, u32),
    /// A word or mark of the sentence's pattern.
    Fixed(&'static str),
    /// `1,482`.
    Number(u32),
    /// `22 percent`.
    Percent(u32),
    /// `$3.8 million`: tenths of a million.
    Millions(u32),
    /// `2019`.
    Year(u32),
}

/// A paragraph.
pub type Paragraph = Vec<Token>;

/// What a story tells, before anybody lays it out.
#[derive(Debug, Clone)]
pub struct Story {
    /// The headline.
    pub headline: Paragraph,
    /// Summary bullets.
    pub highlights: Vec<Paragraph>,
    /// Below the picture.
    pub caption: Paragraph,
    /// The body.
    pub paragraphs: Vec<Paragraph>,
    /// Where it was written.
    pub place: u32,
    /// Who wrote it.
    pub author: [Token; 2],
    /// When, counted in days.
    pub day: u32,
}

/// What happened: the words, names and figures that all who report it use.
#[derive(Debug)]
pub struct Event<'v> {
    vocabulary: &'v Vocabulary,
    topic: Vec<(Class, u32)>,
    names: Vec<[Token; 2]>,
    figures: Vec<u32>,
    quote: Paragraph,
}

impl<'v> Event<'v> {
    /// The event that belongs to some random numbers.
    pub fn new(vocabulary: &'v Vocabulary, random: &mut Random) -> Self {
        const KINDS: [(Class, usize); 6] = [
            (Class::Noun, 14),
            (Class::Plural, 8),
            (Class::Verb, 6),
            (Class::Adjective, 8),
            (Class::Adverb, 3),
            (Class::Place, 3),
        ];
        let words = KINDS.iter().flat_map(|&(class, count)| std::iter::repeat_n(class, count));
        let topic = words.map(|class| (class, vocabulary.draw(class, random))).collect();
        let names = (0..3).map(|_| name(vocabulary, random)).collect();
        let figures = (0..8).map(|_| figure(random)).collect();
        let mut event = Self { vocabulary, topic, names, figures, quote: Vec::new() };
        event.quote = event.sentence(random.one(&QUOTES), random);
        event.quote.extend(event.sentence(random.one(&SENTENCES), random));
        event
    }

    /// How one reporter tells it.
    pub fn story(&self, random: &mut Random) -> Story {
        let paragraphs = random.between(4, 9);
        let mut story = Story {
            headline: self.line(&HEADLINES, random),
            highlights: (0..random.below(3)).map(|_| self.line(&HIGHLIGHTS, random)).collect(),
            caption: self.line(&CAPTIONS, random),
            paragraphs: (0..paragraphs).map(|at| self.paragraph(at, random)).collect(),
            place: self.draw(Class::Place, random),
            author: name(self.vocabulary, random),
            day: random.below(2_500) as u32,
        };
        story.paragraphs[2].clone_from(&self.quote);
        story
    }

    /// A paragraph; the second one of a story has a figure.
    pub fn paragraph(&self, at: usize, random: &mut Random) -> Paragraph {
        if at > 2 && random.percent(6) {
            return self.line(&SHORT, random);
        }
        let mut paragraph = if at == 1 { self.line(&COUNTS, random) } else { Vec::new() };
        for _ in 0..random.one(&[1, 2, 2, 2, 2, 2, 2, 3]) {
            let patterns: &[&str] = match random.below(10) {
                0 | 1 => &QUOTES,
                2 => &COUNTS,
                3 => &AMOUNTS,
                4 => &NEGATIONS,
                _ => &SENTENCES,
            };
            paragraph.extend(self.sentence(random.one(patterns), random));
        }
        paragraph
    }

    /// A single sentence.
    pub fn single(&self, random: &mut Random) -> Paragraph {
        self.line(&SENTENCES, random)
    }

    fn line(&self, patterns: &[&'static str], random: &mut Random) -> Paragraph {
        self.sentence(random.one(patterns), random)
    }

    fn sentence(&self, pattern: &'static str, random: &mut Random) -> Paragraph {
        let mut sentence = Vec::with_capacity(pattern.len() / 4);
        for slot in pattern.split(' ') {
            match slot {
                "M" => sentence.extend(random.one(&self.names)),
                "F" => sentence.push(random.one(&self.names)[1]),
                "#" => sentence.push(Token::Number(random.one(&self.figures))),
                "%" => sentence.push(Token::Percent(2 + random.one(&self.figures) % 90)),
                "$" => sentence.push(Token::Millions(11 + random.one(&self.figures) % 900)),
                "Y" => sentence.push(Token::Year(1_990 + random.one(&self.figures) % 35)),
                _ => sentence.push(match class(slot) {
                    Some(class) => Token::Word(class, self.draw(class, random)),
                    None => Token::Fixed(slot),
                }),
            }
        }
        sentence
    }

    /// A word: of the topic in two of five cases.
    fn draw(&self, class: Class, random: &mut Random) -> u32 {
        if random.percent(40) {
            let (kind, word) = random.one(&self.topic);
            if kind == class {
                return word;
            }
        }
        self.vocabulary.draw(class, random)
    }
}

fn name(vocabulary: &Vocabulary, random: &mut Random) -> [Token; 2] {
    [Class::Given, Class::Family].map(|class| Token::Word(class, vocabulary.draw(class, random)))
}

/// Figures of two to five digits, each length as often.
pub fn figure(random: &mut Random) -> u32 {
    const LEAST: [u32; 4] = [11, 101, 1_001, 10_001];
    let least = random.one(&LEAST);
    least + random.below(least as usize * 8) as u32
}

/// The class that a letter of a pattern stands for.
fn class(letter: &str) -> Option<Class> {
    Some(match letter {
        "N" => Class::Noun,
        "S" => Class::Plural,
        "V" => Class::Verb,
        "A" => Class::Adjective,
        "R" => Class::Adverb,
        "L" => Class::Place,
        _ => return None,
    })
}

// Patterns: `N` noun, `S` plural, `V` verb, `A` adjective, `R` adverb, `L` place, `M` name in full, `F` family name, `#`
// figure, `%` percentage, `$` money, `Y` year; anything else stands for itself.

const HEADLINES: [&str; 8] = [
    "L N V the A S after N of S",
    "A N V as S and S V the N",
    "L S V new N over A S",
    "S of the A N V in L N",
    "M V as N of the L N",
    "How the A N of L V its S",
    "L ’s A N R V the N of S",
    "Hundreds V as the A N in L V",
];

const HIGHLIGHTS: [&str; 4] = [
    "The N V the A S of the N , officials say",
    "S and S V the N after a A N in L",
    "F says the A N was V by S of the N",
    "A N of the S is expected to be V in the N",
];

const CAPTIONS: [&str; 3] = [
    "S near the A N in L in this undated photo . (AFP/File)",
    "M V the S of the N in L . (Supplied)",
    "a A N is seen in L on the day of the N . (Reuters)",
];

const QUOTES: [&str; 7] = [
    "“ The N is A and the S have V it R before the N ,” F said , adding that the A N V a N .",
    "“ We have V the S of this N and we know that the A S were V ,” said M , a N from L .",
    "M , who V the N in L , said the A S had been V by the N of S .",
    "“ Our N was V R , and then the S V ,” F told reporters outside the A N .",
    "“ I V my N and I still V before the A S ,” said M , a A N who V the S .",
    "F said the N would be V before the S of the A N , and that the S had V a N .",
    "“ Nobody V the S when the N V , but the A N is still here ,” said F , whose N V the S .",
];

const COUNTS: [&str; 5] = [
    "The N V # S in the A N , compared with # in the N before , the L N said .",
    "About # S were V in the A N of L , and % of the S had been V by the N .",
    "More than # S have been V to the A N since Y , according to the N of S .",
    "The S V # of the A S , and # more were V near the N in L .",
    "L V # of the new S and L V # , while the A S were V over the N .",
];

const AMOUNTS: [&str; 3] = [
    "The A N cost $ and was V under a N of the S that V in Y .",
    "a N of S showed that % of the A S V the N , up from % in Y .",
    "It V $ for the A S , about % more than the N had V when the N was R V .",
];

const NEGATIONS: [&str; 4] = [
    "Officials did not say whether the N of the S had V the A N in L .",
    "The N has never V a A N of this kind , and the S were not V by the N .",
    "No S were V , but the A N of the N in L was R V by the S .",
    "The S could not be V for a N , and the A N V to V the S .",
];

const SENTENCES: [&str; 20] = [
    "The A N V the N of the S in L , where the A S had V since the N .",
    "S V the N after a A N R V the S of the N , officials in L said .",
    "The N of S , which V the A N , has V the S of the N for years .",
    "a N in L V that the A S were V , and the S V to the N .",
    "Under the A N , the S will be V to the N and the N V by the S .",
    "In the N of L , S who V the A N said they were V by the N .",
    "The N V after S V the A N , but the S of the N were V .",
    "Both S of the A N have V the N , and a N of S is to V in L .",
    "The A S V a N with the N of L , which had V the S R .",
    "While the N V , the S of the A N V to the N and V the A S there .",
    "S from the N and the A N V together to V the N and its S .",
    "The N is what the S of L V when the A N V over the N .",
    "It was the A N of the N that V the S , and the N has since been V .",
    "Some S V the N with A S , while others V the N to the A N .",
    "The N said it would V the A S as soon as the N of the N was V .",
    "For the S of the N , the A N is a N that V the S and the N .",
    "The A N , V by S of the N , R V the S that the N had V .",
    "Before the N V , the S were V with the A N and the N of L .",
    "S in the A N V the S , which V a N for the A N of L .",
    "As the N of the S V , the A N in L V its S and V the N .",
];

const SHORT: [&str; 4] =
    ["“ The N is A ,” F said .", "The N V the A S in L .", "S V the N R .", "The A N of the S was V ."];
