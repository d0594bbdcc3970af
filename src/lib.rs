//! Splits scraped news pages into stories, strips the pages' chrome and finds near-duplicates.
//!
//! The modules stand in the order of the data; each uses only modules above it.
//!
//! read → decode → label → split → strip → fingerprint → pair → settle → write

// What the stages speak of.
pub mod fault;
pub mod span;
pub mod words;
pub mod evidence;
pub mod model;
pub mod date;
pub mod facts;
pub mod role;
pub mod rules;
pub mod stamp;
pub mod similarity;
pub mod percent;
pub mod language;
pub mod lists;
pub mod owners;
pub mod spool;
pub mod origin;
pub mod shards;

// The stages, page by page.
pub mod read;
pub mod container;
pub mod decode;
pub mod html;
pub mod label;
pub mod split;
pub mod strip;
pub mod markup;
pub mod page;
pub mod fingerprint;
pub mod telling;
pub mod memo;
pub mod shelf;

// The stages, over the corpus.
pub mod corpus;
pub mod pair;
pub mod settle;
pub mod config;
pub mod meta;
pub mod keep;
pub mod record;
pub mod scores;
pub mod write;
pub mod output;

// What users call.
pub mod own_rules;
pub mod run;
pub mod show;
pub mod mine;
pub mod verify;
pub mod explain;
pub mod diff;
pub mod check;
pub mod sweep;
pub mod report;
pub mod schema;
pub mod score;
#[cfg(feature = "cli")]
pub mod cli;
