//! An output folder, read again.

use crate::columns::arrow_schema;
use crate::error::{broken, guarded, unread};
use crate::plain::python;
use crate::table::capsule_of;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::PyRecordBatchReader;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use unspool::output::{BrokenFile, OutputFolder, Rows as Lines};
use unspool::record::{DroppedLine, Record, SimilarLine, SkippedLine};

/// Rows that a stream gives at a time.
const BATCH: usize = 8192;

/// The summary of a finished output as JSON. Its files are held against their sizes or digests.
#[pyfunction]
pub(crate) fn summary(py: Python<'_>, out: PathBuf) -> PyResult<String> {
    let whole = || -> Result<_, String> {
        // A fork of the process would miss the threads of a shared pool.
        let pool = rayon::ThreadPoolBuilder::new().build().map_err(|error| error.to_string())?;
        let folder = OutputFolder::open(&out).map_err(|error| error.to_string())?;
        pool.install(|| folder.whole(None)).map_err(|error| error.to_string())
    };
    let summary = py.detach(|| guarded(whole))?.map_err(unread)?;
    serde_json::to_string(&summary).map_err(unread)
}

/// The lines of a file, by kind.
enum Kinds {
    Stories(Lines<Record>),
    Dropped(Lines<DroppedLine>),
    Similar(Lines<SimilarLine>),
    Skipped(Lines<SkippedLine>),
}

impl Kinds {
    /// The lines of a file, by its name without its ending.
    fn open(out: &Path, file: &str) -> PyResult<Self> {
        let name = format!("{file}.jsonl");
        let opened = match file {
            "stories" => Lines::open(out, &name).map(Self::Stories),
            "dropped" => Lines::open(out, &name).map(Self::Dropped),
            "similar" => Lines::open(out, &name).map(Self::Similar),
            "skipped" => Lines::open(out, &name).map(Self::Skipped),
            _ => {
                let said = format!("`{file}` is none of stories, dropped, similar, skipped");
                return Err(PyValueError::new_err(said));
            }
        };
        opened.map_err(unread)
    }
}

/// Iterates over the lines of a file of an output as dictionaries.
// In a box: what Python allocates is aligned to 16 bytes only.
#[pyclass(frozen, module = "unspool._core")]
pub(crate) struct Rows(Mutex<Box<Kinds>>);

#[pymethods]
impl Rows {
    #[new]
    fn new(out: PathBuf, file: &str) -> PyResult<Self> {
        Kinds::open(&out, file).map(|kinds| Self(Mutex::new(Box::new(kinds))))
    }

    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match &mut **self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Kinds::Stories(lines) => row(py, lines.next()),
            Kinds::Dropped(lines) => row(py, lines.next()),
            Kinds::Similar(lines) => row(py, lines.next()),
            Kinds::Skipped(lines) => row(py, lines.next()),
        }
    }
}

fn row<'py, T: Serialize>(
    py: Python<'py>,
    line: Option<Result<T, BrokenFile>>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(line) = line else { return Ok(None) };
    let json = serde_json::to_value(line.map_err(unread)?).map_err(unread)?;
    python(py, &json).map(Some)
}

/// A file of an output as an Arrow stream, read batch by batch.
#[pyfunction]
#[pyo3(signature = (out, file, requested_schema=None))]
pub(crate) fn stream<'py>(
    py: Python<'py>,
    out: PathBuf,
    file: &str,
    requested_schema: Option<Bound<'py, PyCapsule>>,
) -> PyResult<Bound<'py, PyAny>> {
    let reader = match Kinds::open(&out, file)? {
        Kinds::Stories(lines) => batches(lines, "record"),
        Kinds::Dropped(lines) => batches(lines, "dropped"),
        Kinds::Similar(lines) => batches(lines, "similar"),
        Kinds::Skipped(lines) => batches(lines, "skipped"),
    };
    let reader = Bound::new(py, PyRecordBatchReader::new(reader?))?;
    capsule_of(reader.as_any(), requested_schema)
}

/// Lines as batches of a table of the library.
struct Batches<T> {
    lines: Lines<T>,
    schema: SchemaRef,
    decoder: Decoder,
}

fn batches<T: Serialize + DeserializeOwned + Send + 'static>(
    lines: Lines<T>,
    table: &str,
) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let schema = Arc::new(arrow_schema(table).ok_or_else(broken)?);
    let decoder = ReaderBuilder::new(Arc::clone(&schema)).build_decoder().map_err(unread)?;
    Ok(Box::new(Batches { lines, schema, decoder }))
}

impl<T: Serialize + DeserializeOwned> Iterator for Batches<T> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let lines: Result<Vec<T>, BrokenFile> = self.lines.by_ref().take(BATCH).collect();
        let lines = lines.map_err(|error| ArrowError::ExternalError(Box::new(error)));
        let batch = lines.and_then(|lines| {
            self.decoder.serialize(&lines)?;
            self.decoder.flush()
        });
        batch.transpose()
    }
}

impl<T: Serialize + DeserializeOwned> RecordBatchReader for Batches<T> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
