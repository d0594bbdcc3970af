//! Lines of a page, and parts of a story.

use pyo3::prelude::*;
use pyo3::types::PyString;
use unspool::show::Shown;

/// A line of a page.
#[pyclass(frozen, eq, hash, get_all, module = "unspool")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    /// From 1.
    number: usize,
    /// The part it is, or the rule that drops it; empty for a blank line, `·` for one that goes on.
    role: String,
    /// Whether it is in no story.
    dropped: bool,
    /// Where it lies.
    span: (usize, usize),
    /// What it says, without its line end.
    text: String,
}

impl Line {
    /// A row of the view, if it is a line.
    pub(crate) fn shown(row: &Shown<'_>) -> Option<Self> {
        let Shown::Line { line, span, role, dropped, text } = *row else { return None };
        let (role, text) = (role.to_owned(), text.to_owned());
        Some(Self { number: line, role, dropped, span: (span.start, span.end), text })
    }
}

#[pymethods]
impl Line {
    #[new]
    fn new(number: usize, role: String, dropped: bool, span: (usize, usize), text: String) -> Self {
        Self { number, role, dropped, span, text }
    }

    fn __getnewargs__(&self) -> (usize, &str, bool, (usize, usize), &str) {
        (self.number, &self.role, self.dropped, self.span, &self.text)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = PyString::new(py, &self.text).repr()?;
        Ok(format!("Line(number={}, role='{}', span={:?}, text={text})", self.number, self.role, self.span))
    }
}

/// A part of a story.
#[pyclass(frozen, eq, hash, get_all, module = "unspool")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    /// What it is.
    role: String,
    /// Where it lies.
    span: (usize, usize),
    /// What stands there.
    text: String,
}

#[pymethods]
impl Part {
    #[new]
    pub(crate) fn new(role: String, span: (usize, usize), text: String) -> Self {
        Self { role, span, text }
    }

    fn __getnewargs__(&self) -> (&str, (usize, usize), &str) {
        (&self.role, self.span, &self.text)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = PyString::new(py, &self.text).repr()?;
        Ok(format!("Part(role='{}', span={:?}, text={text})", self.role, self.span))
    }
}
