//! `unspool.split`: a page taken apart. Pages are views: what nobody asks for is not made.

use crate::error::{InputError, broken, guarded, misfit};
use crate::html;
use crate::line::Line;
use crate::story::Story;
use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::{Arc, OnceLock};
use unspool::decode::is_binary;
use unspool::html::Opened;
use unspool::origin::{Origin, Scraped};
use unspool::page::{Unspooled, unspool_opened};
use unspool::record::Record;
use unspool::rules::Rules;
use unspool::show::rows;
use unspool::split::MIN_CONFIDENCE;
use unspool::strip;
use unspool::telling::{self, Analysis, PageText, tell};
use unspool::write::lone_record;

/// The tables that come with the library, made when first asked for.
pub(crate) fn rules() -> PyResult<&'static Rules> {
    static RULES: OnceLock<Option<Rules>> = OnceLock::new();
    RULES.get_or_init(|| Rules::builtin().ok()).as_ref().ok_or_else(broken)
}

/// Takes a page apart into its stories, as `unspool run` does with each page. Pure; other threads run meanwhile.
///
/// Args:
///     text: The page. Bytes are decoded as those of a file without an ending; what begins like HTML is read as HTML.
///     min_confidence: Least probability at which the page is cut, from 0 to 1.
///     scraped_at: When it was scraped: relative times ("7 sec ago") are told by it.
///
/// Raises:
///     TypeError: It is neither str nor bytes.
///     InputError: It is a file of something else than text.
///     ConfigError: An option makes no sense.
///     UnicodeEncodeError: The str holds lone surrogates, which are no text.
#[pyfunction]
#[pyo3(signature = (text, min_confidence=MIN_CONFIDENCE, scraped_at=None), text_signature = "(text, min_confidence=0.5, scraped_at=None)")]
pub(crate) fn split(
    text: &Bound<'_, PyAny>,
    min_confidence: f64,
    scraped_at: Option<&Bound<'_, PyAny>>,
) -> PyResult<Page> {
    if !(0.0..=1.0).contains(&min_confidence) {
        return Err(misfit(format!(
            "--min-confidence must be a number between 0 and 1, not `{min_confidence}`"
        )));
    }
    let (bytes, py) = (bytes_of(text)?, text.py());
    let (scraped, rules) = (scraped_at.map(scraped).transpose()?, rules()?);
    if is_binary(&bytes) {
        return Err(InputError::new_err("it holds control characters that no text has"));
    }
    let take = || {
        let opened = unspool::html::open("", bytes, unspool::container::Told::default());
        let unspooled = unspool_opened(&opened, rules, min_confidence);
        (opened, unspooled)
    };
    let (opened, unspooled) = py.detach(|| guarded(take))?;
    let source = text.clone().unbind();
    let records = OnceLock::new();
    Ok(Page(Arc::new(Taken { source, min_confidence, scraped, opened, unspooled, records })))
}

/// The bytes of a page that is given as text or as bytes.
fn bytes_of(given: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(text) = given.cast::<PyString>() {
        return Ok(text.to_str()?.as_bytes().to_vec());
    }
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    let kind = given.get_type().name()?;
    Err(PyTypeError::new_err(format!("`text`: str or bytes were expected, not {kind}")))
}

/// A day or a moment of scraping, as text or as Python's own.
fn scraped(given: &Bound<'_, PyAny>) -> PyResult<Scraped> {
    let own = given.hasattr("isoformat")?;
    let text: String = if own { given.call_method0("isoformat")?.extract()? } else { given.extract()? };
    Scraped::read(&text)
        .ok_or_else(|| misfit(format!("--scraped-at must be a day as YYYY-MM-DD, not `{text}`")))
}

/// A page with what the stages made of it.
pub(crate) struct Taken {
    source: Py<PyAny>,
    min_confidence: f64,
    scraped: Option<Scraped>,
    pub(crate) opened: Opened,
    unspooled: Unspooled,
    /// What is told of the stories beyond their parts, made when first asked for.
    records: OnceLock<Vec<Record>>,
}

impl Taken {
    pub(crate) fn stories(&self) -> &[strip::Story] {
        &self.unspooled.stripped.stories
    }

    pub(crate) fn records(&self) -> PyResult<&[Record]> {
        let rules = rules()?;
        Ok(self.records.get_or_init(|| self.told(rules)))
    }

    fn told(&self, rules: &Rules) -> Vec<Record> {
        let (text, stripped) = (self.opened.text.clone(), self.unspooled.stripped.clone());
        let told = tell(&PageText { text: &text, scraped: self.scraped }, &stripped, rules, &mut |_| {});
        let analysis = Analysis { stripped, told, encoding: String::new(), replaced: 0 };
        let origin = Origin { url: None, scraped: self.scraped };
        let page = telling::Page { text, origin, analysis };
        (0..self.stories().len()).map(|position| lone_record(&page, ("", None), position, rules)).collect()
    }

    pub(crate) fn slice(&self, (start, end): (usize, usize)) -> PyResult<&str> {
        let text = &self.opened.text;
        text.get(start..end).ok_or_else(|| {
            let bytes = text.len();
            PyValueError::new_err(format!(
                "[{start}, {end}) is no span of the page text: it ends after {bytes} bytes, and spans lie on borders of characters"
            ))
        })
    }
}

/// A page, taken apart: a sequence of its stories. What nobody asks for is not made.
#[pyclass(frozen, module = "unspool")]
#[derive(Clone)]
pub(crate) struct Page(Arc<Taken>);

impl Page {
    pub(crate) fn taken(&self) -> &Taken {
        &self.0
    }

    /// The story at a position, counted from the end if it is negative.
    pub(crate) fn story(&self, position: isize) -> PyResult<Story> {
        let stories = self.__len__();
        let at = if position < 0 { position.checked_add_unsigned(stories) } else { Some(position) };
        let at = at.and_then(|at| usize::try_from(at).ok()).filter(|&at| at < stories);
        let at = at.ok_or_else(|| PyIndexError::new_err(format!("the page has {stories} stories")))?;
        Ok(Story { page: self.clone(), at })
    }

    /// A hash of the page text and the confidence: equal for equal pages.
    pub(crate) fn digest(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        (&self.0.opened.text, self.0.min_confidence.to_bits()).hash(&mut hash);
        hash.finish()
    }

    /// Whether they are the same page, taken apart in the same way.
    pub(crate) fn is(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        let same = |taken: &Taken| (taken.min_confidence.to_bits(), taken.scraped);
        Ok(Arc::ptr_eq(&self.0, &other.0)
            || same(&self.0) == same(&other.0) && self.0.source.bind(py).eq(other.0.source.bind(py))?)
    }
}

#[pymethods]
impl Page {
    #[new]
    #[pyo3(signature = (text, min_confidence=MIN_CONFIDENCE, scraped_at=None))]
    fn new(
        text: &Bound<'_, PyAny>,
        min_confidence: f64,
        scraped_at: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        split(text, min_confidence, scraped_at)
    }

    fn __getnewargs__(&self, py: Python<'_>) -> (Py<PyAny>, f64, Option<String>) {
        let Taken { source, min_confidence, scraped, .. } = &*self.0;
        (source.clone_ref(py), *min_confidence, scraped.map(|scraped| scraped.to_string()))
    }

    /// The page text, which spans count in: of an HTML page its visible text, one block a line.
    #[getter]
    fn text(&self) -> &str {
        &self.0.opened.text
    }

    /// The encoding it was read in.
    #[getter]
    fn encoding(&self) -> &str {
        self.0.opened.encoding
    }

    /// How many characters decoding had to replace.
    #[getter]
    fn replaced(&self) -> usize {
        self.0.opened.replaced
    }

    /// Its stories, in order; none on a page without any body.
    #[getter]
    fn stories<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, (0..self.__len__()).map(|at| Story { page: self.clone(), at }))
    }

    /// Its lines with their roles, in order.
    #[getter]
    fn lines<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let rules = rules()?;
        let lines = rows(&self.0.opened.text, &self.0.unspooled, rules);
        PyTuple::new(py, lines.iter().filter_map(Line::shown).collect::<Vec<_>>())
    }

    /// The text of a span: see `Story.slice`.
    fn slice(&self, span: (usize, usize)) -> PyResult<&str> {
        self.0.slice(span)
    }

    fn __len__(&self) -> usize {
        self.0.stories().len()
    }

    fn __getitem__(&self, position: isize) -> PyResult<Story> {
        self.story(position)
    }

    fn __eq__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<bool> {
        other.cast::<Self>().map_or(Ok(false), |page| self.is(page.get(), other.py()))
    }

    fn __hash__(&self) -> u64 {
        self.digest()
    }

    fn __repr__(&self) -> String {
        let (stories, lines) = (self.__len__(), self.0.unspooled.stripped.roles.len());
        let noun = if stories == 1 { "story" } else { "stories" };
        format!("<Page: {stories} {noun}, {lines} lines, {} bytes>", self.0.opened.text.len())
    }

    fn _repr_html_(&self) -> PyResult<String> {
        let rules = rules()?;
        guarded(|| html::page(&rows(&self.0.opened.text, &self.0.unspooled, rules)))
    }
}
