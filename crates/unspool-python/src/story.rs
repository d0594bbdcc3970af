//! A story of a page, as a view of it.

use crate::error::broken;
use crate::line::Part;
use crate::page::Page;
use crate::plain::time;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use unspool::record::Record;
use unspool::strip;
use unspool::telling::piece_text;

/// A story of a page. Its fields are those of a record; what other pages decide is in records alone.
#[pyclass(frozen, module = "unspool")]
#[derive(Clone)]
pub(crate) struct Story {
    /// Its page.
    pub(crate) page: Page,
    pub(crate) at: usize,
}

impl Story {
    fn own(&self) -> &strip::Story {
        &self.page.taken().stories()[self.at]
    }

    /// What is told of it beyond its parts.
    fn record(&self) -> PyResult<&Record> {
        self.page.taken().records()?.get(self.at).ok_or_else(broken)
    }
}

type Time<'py> = PyResult<Option<Bound<'py, PyAny>>>;

#[pymethods]
impl Story {
    #[new]
    fn new(page: &Page, position: isize) -> PyResult<Self> {
        page.story(position)
    }

    fn __getnewargs__(&self) -> (Page, usize) {
        (self.page.clone(), self.at)
    }

    /// Its page.
    #[getter]
    fn page(&self) -> Page {
        self.page.clone()
    }

    /// Its place on the page; 0 is the first.
    #[getter]
    fn position(&self) -> usize {
        self.at
    }

    /// The headline.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.own().fields.title.as_deref()
    }

    /// Its paragraphs and subheadings, joined by one blank line.
    #[getter]
    fn text(&self) -> String {
        let page = &self.page.taken().opened.text;
        let mut text = String::with_capacity(self.own().span.len());
        for piece in self.own().text_pieces() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&piece_text(page, piece.span));
        }
        text
    }

    /// What it is made of, in the order of the page.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let page = &self.page.taken().opened.text;
        let part = |piece: &strip::Piece| {
            let span = (piece.span.start, piece.span.end);
            Part::new(piece.part.name().to_owned(), span, piece.span.of(page).to_owned())
        };
        let parts = self.own().pieces.iter().map(part);
        PyTuple::new(py, parts.collect::<Vec<_>>())
    }

    /// From its first line to its last.
    #[getter]
    fn span(&self) -> (usize, usize) {
        (self.own().span.start, self.own().span.end)
    }

    /// The text of a span of its page.
    ///
    /// Args:
    ///     span: `(start, end)` in bytes of the page text's UTF-8.
    ///
    /// Raises:
    ///     ValueError: It does not lie within the page text, or cuts a character in two.
    fn slice(&self, span: (usize, usize)) -> PyResult<&str> {
        self.page.taken().slice(span)
    }

    /// Whether the end of the page cuts off its last paragraph.
    #[getter]
    fn truncated(&self) -> bool {
        self.own().truncated
    }

    /// How probable its boundary is, from 0 to 1; None where nothing had to be decided.
    #[getter]
    fn split_confidence(&self) -> Option<f64> {
        self.own().confidence
    }

    /// What speaks for its boundary.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.own().evidence.iter().map(|evidence| evidence.name()))
    }

    /// Summary bullets and standfirsts.
    #[getter]
    fn highlights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.own().fields.highlights)
    }

    /// Captions.
    #[getter]
    fn captions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.own().fields.captions)
    }

    /// Closing credits and biographies.
    #[getter]
    fn credits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.own().fields.credits)
    }

    /// The news agency, where one is credited.
    #[getter]
    fn agency(&self) -> Option<&str> {
        self.own().fields.agency.as_deref()
    }

    /// Where the report was written; it stays at the start of `text`.
    #[getter]
    fn dateline(&self) -> Option<&str> {
        self.own().fields.dateline.as_deref()
    }

    /// Names of authors.
    #[getter]
    fn authors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.record()?.authors)
    }

    /// Topics.
    #[getter]
    fn topics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.record()?.topics)
    }

    /// The publisher the page was recognised as.
    #[getter]
    fn publisher(&self) -> PyResult<Option<&str>> {
        Ok(self.record()?.publisher.as_deref())
    }

    /// The rules the page was read by.
    #[getter]
    fn ruleset(&self) -> PyResult<&str> {
        Ok(&self.record()?.ruleset)
    }

    /// BCP 47.
    #[getter]
    fn language(&self) -> PyResult<Option<&str>> {
        Ok(self.record()?.language.as_deref())
    }

    /// The address that an HTML page declares for it.
    #[getter]
    fn url(&self) -> PyResult<Option<&str>> {
        Ok(self.record()?.url.as_deref())
    }

    /// Words in `text`.
    #[getter]
    fn word_count(&self) -> PyResult<usize> {
        Ok(self.record()?.word_count)
    }

    /// xxh3-128 over the words of title and text, as 32 hexadecimal digits.
    #[getter]
    fn content_id(&self) -> PyResult<&str> {
        Ok(&self.record()?.content_id)
    }

    /// SimHash over the words of all its paragraphs, as 16 hexadecimal digits; None without words.
    #[getter]
    fn simhash(&self) -> PyResult<Option<&str>> {
        Ok(self.record()?.simhash.as_deref())
    }

    /// `published`, else `updated`.
    #[getter]
    fn date<'py>(&self, py: Python<'py>) -> Time<'py> {
        time(py, "date", self.record()?.date.as_deref())
    }

    /// Where `date` comes from.
    #[getter]
    fn date_source<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let source = serde_json::to_value(self.record()?.date_source).map_err(crate::error::unread)?;
        crate::plain::python(py, &source)
    }

    /// The day of publication.
    #[getter]
    fn published<'py>(&self, py: Python<'py>) -> Time<'py> {
        time(py, "date", self.record()?.published.as_deref())
    }

    /// Its moment, only where the page gives time and zone.
    #[getter]
    fn published_at<'py>(&self, py: Python<'py>) -> Time<'py> {
        time(py, "datetime", self.record()?.published_at.as_deref())
    }

    /// The page's words.
    #[getter]
    fn published_raw(&self) -> PyResult<Option<&str>> {
        Ok(self.record()?.published_raw.as_deref())
    }

    /// The day of the last change.
    #[getter]
    fn updated<'py>(&self, py: Python<'py>) -> Time<'py> {
        time(py, "date", self.record()?.updated.as_deref())
    }

    /// Its moment, only where the page gives time and zone.
    #[getter]
    fn updated_at<'py>(&self, py: Python<'py>) -> Time<'py> {
        time(py, "datetime", self.record()?.updated_at.as_deref())
    }

    /// The page's words.
    #[getter]
    fn updated_raw(&self) -> PyResult<Option<&str>> {
        Ok(self.record()?.updated_raw.as_deref())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        other.cast::<Self>().map_or(Ok(false), |story| {
            let story = story.get();
            Ok(self.at == story.at && self.page.is(&story.page, other.py())?)
        })
    }

    fn __hash__(&self) -> u64 {
        self.page.digest().wrapping_add(self.at as u64)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let title = match self.title() {
            Some(title) => PyString::new(py, title).repr()?.to_string(),
            None => "no title".to_owned(),
        };
        Ok(format!("<Story {}: {title}, bytes {} to {}>", self.at, self.span().0, self.span().1))
    }
}
