//! How far a run is: on what Python calls standard error, which a notebook shows, or told to a function.
#![allow(clippy::disallowed_methods, reason = "this is the edge where people stand")]

use crate::error::misfit;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};
use std::time::{Duration, Instant};
use unspool::cli::call::{Figures, Stage};

/// Between two lines for logs.
const LINES_APART: Duration = Duration::from_secs(30);
/// Between two events.
const EVENTS_APART: Duration = Duration::from_secs(1);
/// Columns that are cleared before a line is drawn again.
const COLUMNS: usize = 72;

/// How far a run is.
#[pyclass(frozen, eq, get_all, module = "unspool")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Progress {
    /// What it is at.
    stage: &'static str,
    /// Files that were read.
    files: u64,
    /// Files there are.
    of: u64,
    /// Bytes of text that were read.
    bytes: u64,
    /// Seconds that the stage has taken.
    seconds: f64,
    /// Seconds that the rest of the files will take; None while nothing tells it.
    seconds_left: Option<f64>,
}

#[pymethods]
impl Progress {
    fn __repr__(&self) -> String {
        let Self { stage, files, of, bytes, seconds, .. } = self;
        format!("Progress(stage='{stage}', files={files}, of={of}, bytes={bytes}, seconds={seconds:.1})")
    }
}

impl Progress {
    fn new(figures: &Figures) -> Self {
        Self {
            stage: figures.stage.name(),
            files: figures.pages,
            of: figures.of,
            bytes: figures.bytes,
            seconds: figures.spent.as_secs_f64(),
            seconds_left: figures.left().map(|left| left.as_secs_f64()),
        }
    }
}

/// In which form it is told.
enum Shape {
    Nothing,
    Bar,
    Lines,
    Events,
    Call(Py<PyAny>),
}

/// Tells how far a run is.
pub(crate) struct Telling {
    shape: Shape,
    /// The stage that was told last, and when.
    last: Option<(Stage, Instant)>,
}

impl Telling {
    /// What `progress=` asks for.
    ///
    /// # Errors
    /// If it makes no sense.
    pub(crate) fn new(asked: &Bound<'_, PyAny>) -> PyResult<Self> {
        let shape = if asked.is_instance_of::<PyBool>() {
            if asked.is_truthy()? { Shape::Bar } else { Shape::Nothing }
        } else if asked.is_instance_of::<PyString>() {
            named(asked)?
        } else if asked.is_callable() {
            Shape::Call(asked.clone().unbind())
        } else {
            let kind = asked.get_type().name()?;
            let said = format!("`progress`: True, False, a word or a function was expected, not {kind}");
            return Err(PyTypeError::new_err(said));
        };
        Ok(Self { shape, last: None })
    }

    /// Tells it, if it is time to.
    ///
    /// # Errors
    /// What the function that is told raises, or the stream that is written to.
    pub(crate) fn tell(&mut self, py: Python<'_>, figures: &Figures) -> PyResult<()> {
        let same_stage = self.last.filter(|(stage, _)| *stage == figures.stage);
        let passed = same_stage.map_or(Duration::MAX, |(_, told)| told.elapsed());
        let told = match &self.shape {
            Shape::Nothing => return Ok(()),
            Shape::Lines if passed < LINES_APART => return Ok(()),
            Shape::Events if passed < EVENTS_APART => return Ok(()),
            Shape::Bar => write(py, "stderr", &line(figures)),
            Shape::Lines => {
                write(py, "stderr", &format!("unspool: {} {}\n", figures.stage.name(), figures.words()))
            }
            Shape::Events => write(py, "stdout", &format!("{}\n", figures.event())),
            Shape::Call(function) => function.call1(py, (Progress::new(figures),)).map(drop),
        };
        self.last = Some((figures.stage, Instant::now()));
        told
    }

    /// Tells no more, and leaves the line as it was.
    ///
    /// # Errors
    /// What the stream that is written to raises.
    pub(crate) fn clear(&self, py: Python<'_>) -> PyResult<()> {
        match self.shape {
            Shape::Bar if self.last.is_some() => write(py, "stderr", &format!("\r{:COLUMNS$}\r", "")),
            _ => Ok(()),
        }
    }
}

fn named(asked: &Bound<'_, PyAny>) -> PyResult<Shape> {
    let name: String = asked.extract()?;
    Ok(match name.as_str() {
        "auto" if is_watched(asked.py())? => Shape::Bar,
        "auto" | "never" => Shape::Nothing,
        "always" => Shape::Bar,
        "plain" => Shape::Lines,
        "json" => Shape::Events,
        _ => return Err(misfit(format!("`progress`: `{name}` is none of auto, always, never, plain, json"))),
    })
}

/// Whether somebody looks at standard error: at a terminal, or in a notebook.
fn is_watched(py: Python<'_>) -> PyResult<bool> {
    let sys = py.import("sys")?;
    let stream = sys.getattr("stderr")?;
    let terminal = !stream.is_none() && stream.call_method0("isatty")?.is_truthy()?;
    Ok(terminal || sys.getattr("modules")?.contains("ipykernel")?)
}

/// A line that is drawn over the one before.
fn line(figures: &Figures) -> String {
    format!("\r{:COLUMNS$}", format!("{} {}", figures.stage.name(), figures.words()))
}

fn write(py: Python<'_>, stream: &str, text: &str) -> PyResult<()> {
    let stream = py.import("sys")?.getattr(stream)?;
    // A program without a window has none.
    if stream.is_none() {
        return Ok(());
    }
    stream.call_method1("write", (text,))?;
    stream.call_method0("flush").map(drop)
}
