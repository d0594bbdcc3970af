//! The model that tells the headline of a page's first story, and what its features are called.

use crate::model::{Model, Weighted};

/// What a line above the body shows.
#[doc(hidden)]
pub const TITLE: [&str; 43] = [
    "words-2",
    "words-4",
    "words-7",
    "words-12",
    "words-18",
    "words-more",
    "topical",
    "topical-much",
    "no-stems",
    "open",
    "sentence",
    "colon",
    "bullet",
    "name",
    "short-name",
    "byline",
    "credit",
    "capitals",
    "echo-above",
    "echo-below",
    "inside-another",
    "holds-another",
    "stamp-above",
    "stamp-below",
    "stamp-near",
    "byline-below",
    "byline-near",
    "rule-above",
    "rule-below",
    "longer-below",
    "line-below",
    "line-above",
    "blank-above",
    "blank-below",
    "close-to-body",
    "to-body",
    "from-top",
    "first",
    "last",
    "likely",
    "unjudged",
    "told",
    "none",
];

/// The model of headlines: of the lines above a body the one with the highest score is the headline.
#[derive(Debug)]
#[doc(hidden)]
pub struct TitleModel(Model<{ TITLE.len() }>);

impl TitleModel {
    /// Reads the table of the model.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let weights: Weighted = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self(Model::new(&TITLE, &weights)?))
    }

    /// How much a line reads like the headline.
    pub fn score(&self, features: &[f32; TITLE.len()]) -> f32 {
        self.0.score(features)
    }
}
