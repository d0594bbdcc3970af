//! What is written, and in what shape.

use super::Size;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is written.
///
/// ```
/// use unspool::config::{Config, Form, View};
///
/// let config: Config = toml::from_str("[write]\nformat = ['jsonl.gz', 'parquet']\nview = ['dolma']")?;
/// assert_eq!(config.write.format, [Form::Gzip, Form::Parquet]);
/// assert_eq!((config.write.view, config.write.shard_size), (vec![View::Dolma], None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Write {
    /// Whether the ledger holds the dropped text or only its spans.
    pub ledger: Ledger,
    /// Format of the files of lines; may be given several times.
    ///
    /// Commands that read an output need one of the three forms of JSONL.
    #[schemars(extend("x-value" = "FORMAT"))]
    pub format: Vec<Form>,
    /// Bytes of lines in a file: with more of them, files are numbered, as in stories-00000.jsonl.
    ///
    /// Lines are counted as they are in plain JSONL, and no line is cut; all formats hold the same lines in the files of the same
    /// number.
    #[schemars(example = &"500MB")]
    pub shard_size: Option<Size>,
    /// Fields of the stories to write, in this order; may be given several times, or as a list with commas.
    ///
    /// Without it, all are written. Commands that read stories need all of them.
    #[schemars(extend("x-value" = "FIELD", "x-table" = "record"), example = ["id", "title", "text"])]
    pub fields: Vec<String>,
    /// Write the stories in the shape of another tool as well, to a file of its name; may be given several times.
    #[schemars(extend("x-value" = "SHAPE"), example = ["dolma"])]
    pub view: Vec<View>,
    /// Write a README.md that tells Hugging Face datasets which file holds what.
    pub hf_card: bool,
}

impl Default for Write {
    fn default() -> Self {
        Self {
            ledger: Ledger::Full,
            format: vec![Form::Jsonl],
            shard_size: None,
            fields: Vec::new(),
            view: Vec::new(),
            hf_card: false,
        }
    }
}

/// How much the ledger tells.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/common/example.rs")); }
/// # use unspool::{output::Rows, rules::Rules, run::run};
/// use unspool::{config::Ledger, record::DroppedLine};
///
/// # let folder = example::pages()?;
/// # let mut job = example::job(&folder);
/// job.config.write.ledger = Ledger::Spans;
/// # run(&job, &Rules::builtin()?, &|_| {})?;
/// let mut lines = Rows::<DroppedLine>::open(&job.out, "dropped.jsonl")?;
/// assert_eq!(lines.next().transpose()?.and_then(|line| line.text), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ledger {
    /// Spans with their text.
    #[default]
    Full,
    /// Spans only.
    Spans,
}

/// A format of files of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Form {
    /// Lines of JSON.
    #[serde(rename = "jsonl")]
    Jsonl,
    /// Lines of JSON, packed by gzip.
    #[serde(rename = "jsonl.gz")]
    Gzip,
    /// Lines of JSON, packed by zstd.
    #[serde(rename = "jsonl.zst")]
    Zstd,
    /// Apache Parquet, with typed columns.
    #[serde(rename = "parquet")]
    Parquet,
}

impl Form {
    /// All of them, those first that are read with the least work.
    pub const ALL: [Self; 4] = [Self::Jsonl, Self::Zstd, Self::Gzip, Self::Parquet];

    /// How names of its files end, and what it is called.
    ///
    /// ```
    /// use unspool::config::Form;
    ///
    /// assert_eq!(Form::ALL.map(Form::ending), ["jsonl", "jsonl.zst", "jsonl.gz", "parquet"]);
    /// let form: Form = serde_json::from_str("\"jsonl.gz\"")?;
    /// assert!(form == Form::Gzip && form.is_lines());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Gzip => "jsonl.gz",
            Self::Zstd => "jsonl.zst",
            Self::Parquet => "parquet",
        }
    }

    /// Whether it holds lines of JSON.
    pub fn is_lines(self) -> bool {
        self != Self::Parquet
    }
}

/// The shape that another tool gives to documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// Documents of the Dolma toolkit: id, text, source, created, added, metadata.
    Dolma,
    /// NewsArticle of schema.org, as JSON-LD.
    NewsArticle,
    /// The names that trafilatura gives in its JSON.
    Trafilatura,
}

impl View {
    /// What its files are called, without their ending.
    ///
    /// ```
    /// use unspool::{config::{View, Write}, schema::columns};
    ///
    /// let write: Write = toml::from_str("view = ['dolma', 'newsarticle']")?;
    /// assert_eq!(write.view, [View::Dolma, View::NewsArticle]);
    /// let columns = columns(View::Dolma.table()).unwrap_or_default();
    /// assert_eq!(columns[0].name, "id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn table(self) -> &'static str {
        match self {
            Self::Dolma => "dolma",
            Self::NewsArticle => "newsarticle",
            Self::Trafilatura => "trafilatura",
        }
    }
}
