//! A page and what came together with it, as the small corpus that its lines are made of.

use super::super::bodies::{Head, TextBody};
use super::super::compared::{add, story};
use super::super::paired::first_text;
use super::{At, OwnStory, StoryFate, Together};
use crate::cluster::Task;
use crate::corpus::{Corpus, FirstText, Joined, JoinedStory, Story};
use crate::fingerprint::Size;
use crate::lists::number;
use crate::memo;
use crate::pair::{Compared, Likes, Matches, StoryMatch};
use crate::role::Part;
use crate::settle::{Fate, ParagraphFate, Twin, Verdicts};
use crate::shelf::{Kept, Shelved};
use crate::span::Span;
use crate::strip::{self, Piece};
use crate::telling::{Page, Paragraph, Told, piece_text};
use crate::write::{JoinedPage, Sheaf};
use std::sync::Arc;

/// The text of paragraphs that nothing is held against.
const UNREAD: i64 = i64::MIN;

/// Writes the lines of a page.
pub(super) fn write(together: &Together, page: Page, sheaf: &mut Sheaf, task: &Task) {
    let unread = FirstText { text: "", size: Size::default(), language: None, scope: 0 };
    let joined = Joined { texts: [(UNREAD, unread)].into(), stories: Vec::new() };
    let own: Vec<Vec<(i64, TextBody)>> =
        together.stories.iter().map(|story| own_texts(story, &page)).collect();
    let shelved = shelved((&together.path, together.item), 0, page);
    let mut desk = Desk { together, joined, pages: vec![shelved] };
    together.stories.iter().zip(&own).for_each(|(story, texts)| desk.own(story, texts));
    together.fates.iter().for_each(|fate| desk.story_twin(fate));
    together.twins.iter().for_each(|twin| desk.paragraph_twin(twin));
    let copies = desk.copies();
    let (corpus, before) = Corpus::joined(&desk.joined, &task.rules, task.config.settle.facts);
    let verdicts = desk.verdicts(&corpus, before);
    let place = |at: usize| number(before + at);
    let (matches, likes) = (Matches::default(), Likes::default());
    let page = JoinedPage {
        pages: desk.pages,
        compared: Compared { corpus: &corpus, matches: &matches, likes: &likes },
        verdicts,
        ranks: (0..together.stories.len()).map(place).collect(),
        copies: copies.into_iter().map(|(story, page)| (place(story), page)).collect(),
    };
    sheaf.page(page, task.options.showing(), (&task.config, &task.rules));
}

/// The texts of a story that came without them: nothing is held against them, but for their own words.
fn own_texts(story: &OwnStory, page: &Page) -> Vec<(i64, TextBody)> {
    let Some(told) = page.analysis.told.get(story.position).filter(|_| story.whole.is_none()) else {
        return Vec::new();
    };
    let text = |paragraph: &Paragraph| TextBody {
        text: piece_text(&page.text, paragraph.span).into_owned(),
        size: paragraph.size(),
        language: told.language,
        scope: 0,
    };
    // Below all numbers of texts.
    let names = (story.number..).map(|number| -1 - number);
    names.zip(told.paragraphs.iter().map(text)).collect()
}

struct Desk<'d> {
    together: &'d Together,
    /// The stories of the page, those that theirs are like, and for each twin a story of that paragraph.
    joined: Joined<'d>,
    pages: Vec<Shelved>,
}

impl<'d> Desk<'d> {
    /// Adds a story of the page.
    fn own(&mut self, own: &'d OwnStory, texts: &'d [(i64, TextBody)]) {
        match &own.whole {
            Some(whole) => add(&mut self.joined, whole),
            None => {
                let first = |(name, body): &'d (i64, TextBody)| (*name, first_text(body));
                self.joined.texts.extend(texts.iter().map(first));
                let mut names: Vec<i64> = texts.iter().map(|(name, _)| *name).collect();
                self.name_held(own.number, &mut names);
                self.joined.stories.push(JoinedStory { story: lone(), same: None, texts: names });
            }
        }
        self.place(0, own.position);
    }

    /// Paragraphs that are held against a twin go by the number of their text.
    fn name_held(&mut self, story: i64, names: &mut [i64]) {
        for twin in &self.together.twins {
            let nth = usize::try_from(twin.number - story).ok();
            if let Some(name) = nth.and_then(|nth| names.get_mut(nth))
                && let Some([(text, body), _]) = &twin.texts
            {
                self.joined.texts.insert(*text, first_text(body));
                *name = *text;
            }
        }
    }

    /// Says on which page the story stands that was added last.
    fn place(&mut self, page: u32, position: usize) {
        if let Some(last) = self.joined.stories.last_mut() {
            (last.story.page, last.story.position) = (page, number(position));
        }
    }

    /// Adds the story that one of the page is like.
    fn story_twin(&mut self, fate: &'d StoryFate) {
        let whole = &fate.twin;
        add(&mut self.joined, whole);
        let paragraph = |(_, span, body): &(i64, Span, TextBody)| (*span, body.size);
        let pieces = vec![Piece { part: Part::Title, span: whole.head.headline }];
        let told = strip::Story { span: whole.head.span, pieces, ..strip::Story::default() };
        self.stub(&fate.at, told, whole.texts.iter().map(paragraph).collect());
    }

    /// Adds a paragraph that one of the page is like.
    fn paragraph_twin(&mut self, twin: &'d super::Twin) {
        let text = twin.texts.as_ref().map_or(UNREAD, |[_, (text, body)]| {
            self.joined.texts.insert(*text, first_text(body));
            *text
        });
        self.joined.stories.push(JoinedStory { story: lone(), same: None, texts: vec![text] });
        self.stub(&twin.at, strip::Story::default(), vec![(twin.span, Size::default())]);
    }

    /// Adds as much as is told of the page of a twin: one story.
    fn stub(&mut self, at: &At, story: strip::Story, paragraphs: Vec<(Span, Size)>) {
        let number = self.page_number();
        self.place(number, at.position);
        let paragraph = |(span, size): (Span, Size)| Paragraph {
            span,
            id: 0,
            simhash: None,
            words: size.words(),
            comparable: size.is_comparable(),
        };
        let mut page = Page::default();
        // Stories that are not told of leave their places empty.
        page.analysis.told.resize_with(at.position, Told::default);
        page.analysis.stripped.stories.resize_with(at.position, strip::Story::default);
        let paragraphs = paragraphs.into_iter().map(paragraph).collect();
        page.analysis.told.push(Told { paragraphs, ..Told::default() });
        page.analysis.stripped.stories.push(story);
        self.pages.push(shelved((&at.path, at.item), number, page));
    }

    fn page_number(&self) -> u32 {
        number(self.pages.len())
    }

    /// Of each copy of a story of the page that story and the page of the copy; those that are not named share one.
    fn copies(&mut self) -> Vec<(usize, u32)> {
        let mut all = Vec::new();
        for (number, copies) in &self.together.copies {
            let story = self.together.stories.iter().position(|story| story.number == *number);
            let before = self.page_number();
            for path in &copies.paths {
                let page = shelved((path, None), self.page_number(), Page::default());
                self.pages.push(page);
            }
            let last = self.page_number().saturating_sub(1);
            let pages = (before..last).chain(std::iter::repeat(last)).take(copies.count);
            all.extend(pages.map(|page| (story.unwrap_or_default(), page)));
        }
        all.sort_unstable();
        all
    }

    /// What becomes of the page's stories and their paragraphs, with the places of all in the corpus.
    fn verdicts(&self, corpus: &Corpus<'_>, before: usize) -> Verdicts<'static> {
        let Together { stories, fates, twins, .. } = self.together;
        let mut all = vec![Fate::Kept { like: None }; corpus.stories.len()];
        for (at, fate) in fates.iter().enumerate() {
            let like = StoryMatch { earlier: number(before + stories.len() + at), ..fate.like };
            let own = stories.iter().position(|story| story.number == fate.number).unwrap_or_default();
            all[before + own] =
                if fate.dropped { Fate::Duplicate(like) } else { Fate::Kept { like: Some(like) } };
        }
        let first = before + stories.len() + fates.len();
        let paragraph = |(at, twin): (usize, &super::Twin)| {
            let (own, nth) = stories.iter().enumerate().find_map(|(own, story)| {
                let nth = u32::try_from(twin.number - story.number).ok()?;
                (nth < corpus.stories[before + own].paragraphs).then_some((own, nth))
            })?;
            let found = Twin { number: corpus.stories[first + at].first, similarity: twin.similarity };
            let held = if twin.held_back { ParagraphFate::HeldBack } else { ParagraphFate::Duplicate };
            Some((before + own, (corpus.stories[before + own].first + nth, held(found))))
        };
        let mut paragraphs = vec![Vec::new(); all.len()];
        twins.iter().enumerate().filter_map(paragraph).for_each(|(at, fate)| paragraphs[at].push(fate));
        Verdicts::of(all, paragraphs)
    }
}

/// A story of which nothing is known but its texts.
fn lone() -> Story {
    story(&Head::default())
}

fn shelved((path, item): (&str, Option<u64>), number: u32, page: Page) -> Shelved {
    Shelved {
        path: Arc::from(path),
        item,
        number,
        digest: 0,
        first: 0,
        paragraphs: 0,
        analysis: memo::At::default(),
        kept: Kept::here(page),
    }
}
