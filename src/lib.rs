//! Splits scraped news pages into stories, strips the pages' chrome and finds near-duplicates.
//!
//! The modules stand in the order of the data; each uses only modules above it.
//!
//! read → decode → label → split → strip → fingerprint → pair → settle → write
//!
//! What the documentation does not show is for the program's own tests, benches and bindings, and may change at any time.
//!
//! What most need: [`page::unspool`] takes one page apart, [`run::run`] does the main job on files, [`verify::verify`]
//! proves what it wrote, [`output::OutputFolder`] reads it again. [`rules::Rules::builtin`] and [`config::Config`] are what
//! they need. `docs/library.md` has more examples.
//!
//! ```
//! use unspool::page::unspool;
//! use unspool::role::Part;
//! use unspool::rules::Rules;
//! use unspool::split::MIN_CONFIDENCE;
//!
//! // Two stories, one after another, as a site of infinite scroll has them.
//! let page = "\
//! Harbor reopens after nine days of storms
//!
//! Updated 4 March 2024
//! Follow
//!
//! Harbor reopens after nine days of storms
//!
//! SIDON: The harbor opened again on Monday after nine days of storms, and the first ferry left with 212 passengers.
//!
//! The operator said that tickets bought before the storms stay valid, and that nobody needs to queue for a new one.
//!
//! Share this article
//!
//! Village school wins prize for its rooftop garden
//!
//! Updated 7 sec ago
//! Follow
//!
//! Village school wins prize for its rooftop garden
//!
//! TYRE: Pupils of a small school grow eleven kinds of herbs above their classrooms, and a jury has taken notice of it.
//!
//! Their teacher said that the first seeds came from her grandmother and were older than every pupil in the class.
//! ";
//! let rules = Rules::builtin()?;
//! let stories = unspool(page, &rules, MIN_CONFIDENCE).stripped.stories;
//!
//! assert_eq!(stories.len(), 2);
//! assert_eq!(stories[1].fields.title.as_deref(), Some("Village school wins prize for its rooftop garden"));
//! assert_eq!(stories[1].fields.dateline.as_deref(), Some("TYRE"));
//! // What is no part of a story is known by the rule that dropped it.
//! let dropped = stories[0].dropped.iter().map(|line| (rules.name(line.rule), line.span.of(page)));
//! assert_eq!(dropped.last(), Some(("chrome/share", "Share this article")));
//! # Ok::<(), unspool::rules::RulesError>(())
//! ```

// What the stages speak of.
#[doc(hidden)]
pub mod fault;
pub mod span;
pub mod words;
pub mod evidence;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod date;
pub mod facts;
pub mod role;
pub mod rules;
#[doc(hidden)]
pub mod stamp;
pub mod similarity;
#[doc(hidden)]
pub mod percent;
pub mod language;
#[doc(hidden)]
pub mod allowance;
#[doc(hidden)]
pub mod owners;
#[doc(hidden)]
pub mod spool;
#[doc(hidden)]
pub mod lists;
#[doc(hidden)]
pub mod origin;
#[doc(hidden)]
pub mod shards;

// The stages, page by page.
pub mod read;
#[doc(hidden)]
pub mod container;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod html;
#[doc(hidden)]
pub mod label;
pub mod split;
pub mod strip;
#[doc(hidden)]
pub mod markup;
pub mod page;
pub mod fingerprint;
#[doc(hidden)]
pub mod telling;
#[doc(hidden)]
pub mod memo;
#[doc(hidden)]
pub mod shelf;

// The stages, over the corpus.
#[doc(hidden)]
pub mod corpus;
#[doc(hidden)]
pub mod pair;
pub mod settle;
pub mod config;
#[doc(hidden)]
pub mod meta;
#[doc(hidden)]
pub mod keep;
pub mod record;
#[doc(hidden)]
pub mod view;
#[doc(hidden)]
pub mod columns;
#[doc(hidden)]
pub mod scores;
#[doc(hidden)]
pub mod write;
pub mod output;

// What users call.
pub mod own_rules;
pub mod run;
pub mod dedup;
#[doc(hidden)]
pub mod cluster;
pub mod show;
pub mod mine;
pub mod verify;
pub mod explain;
pub mod restore;
pub mod diff;
pub mod check;
pub mod sweep;
pub mod report;
pub mod schema;
#[doc(hidden)]
pub mod score;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

/// The page of the book about the library, whose examples are run like those of the items.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
pub struct LibraryPage;

/// The page of the book about fields.
#[cfg(doctest)]
#[doc = include_str!("../docs/fields.md")]
pub struct FieldsPage;
