//! The stages of `unspool::cluster` for Spark's `mapInArrow`: Arrow batches in, Arrow batches out.

use crate::error::{OutputError, broken, guarded, misfit, refused, unread};
use crate::plain::call;
use crate::table::Table;
use arrow_array::RecordBatch;
use pyo3::exceptions::PySystemExit;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyRecordBatch;
use rows::{Columns, Out};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use unspool::cli::call::{Prepared, Unled, elsewhere};
use unspool::cluster::{self, Cell, Column, Kind, Row, Settings, Store};
use unspool::config::Config;
use unspool::own_rules;
use unspool::read::Listing;
use unspool::run::Job;

mod rows;

/// What every machine goes by.
#[pyclass(frozen, module = "unspool._core")]
pub(crate) struct SparkTask {
    task: Arc<cluster::Task>,
}

#[pymethods]
impl SparkTask {
    #[new]
    fn new(settings: &str) -> PyResult<Self> {
        let settings: Settings = serde_json::from_str(settings).map_err(misfit)?;
        Ok(Self { task: Arc::new(cluster::Task::new(settings).map_err(misfit)?) })
    }

    /// A stage for a partition.
    fn stage(&self, name: &str, partition: i64) -> PyResult<SparkStage> {
        let stage = cluster::stage(name, partition).ok_or_else(broken)?;
        let out = Out::new(cluster::columns(name));
        Ok(SparkStage { task: Arc::clone(&self.task), running: Mutex::new(Running { stage, out }) })
    }
}

/// The columns that a stage gives, as Spark declares them.
#[pyfunction]
pub(crate) fn spark_columns(stage: &str) -> String {
    let column = |(name, kind): &Column| {
        let kind = match kind {
            Kind::Int => "bigint",
            Kind::Bytes => "binary",
            Kind::Text => "string",
        };
        format!("`{name}` {kind}")
    };
    cluster::columns(stage).iter().map(column).collect::<Vec<_>>().join(", ")
}

/// A job on its way to Spark.
#[pyclass(frozen, module = "unspool._core")]
pub(crate) struct SparkJob {
    /// What to tell every machine.
    #[pyo3(get)]
    settings: String,
    /// How many of the files that were found are no pages, by reason, as JSON.
    #[pyo3(get)]
    ignored: String,
    prepared: Arc<Prepared>,
    task: Arc<cluster::Task>,
    key: String,
    sources: RecordBatch,
    skipped: RecordBatch,
}

#[pymethods]
impl SparkJob {
    /// The files to read: `path` in records, and `file`.
    #[getter]
    fn sources(&self) -> Table {
        Table::new(vec![self.sources.clone()], self.sources.schema())
    }

    /// What could not be listed, as rows of the stage `split`.
    #[getter]
    fn skipped(&self) -> Table {
        Table::new(vec![self.skipped.clone()], self.skipped.schema())
    }

    /// What the engine has to know, as JSON.
    #[getter]
    fn plan(&self) -> PyResult<String> {
        serde_json::to_string(&self.task.plan()).map_err(misfit)
    }

    /// Takes hold of the output folder.
    fn claim(&self) -> PyResult<SparkStore> {
        let Job { out, work, .. } = &self.prepared.job;
        let store = Store::claim((out, work.as_deref()), &self.key, self.task.files()).map_err(unwritten)?;
        Ok(SparkStore { store, task: Arc::clone(&self.task), prepared: Arc::clone(&self.prepared) })
    }
}

impl SparkJob {
    fn new(prepared: Prepared) -> PyResult<Self> {
        let config = everywhere(&prepared.job.config)?;
        let rules = own_rules::texts(&config.label.rules).map_err(misfit)?;
        let settings = Settings { config, rules };
        let told = serde_json::to_string(&settings).map_err(misfit)?;
        // What cannot be done is refused before anything is looked at.
        let task = cluster::Task::new(settings).map_err(misfit)?;
        let listing = prepared.list().map_err(|error| refused(&error))?;
        let mut skipped = Out::new(cluster::columns("split"));
        cluster::skipped(&listing, &mut |row| skipped.push(row));
        Ok(Self {
            key: cluster::key(&told, &listing, task.config()).map_err(unread)?,
            settings: told,
            ignored: serde_json::to_string(&listing.ignored).map_err(unread)?,
            sources: sources(&listing)?,
            skipped: skipped.batch()?,
            prepared: Arc::new(prepared),
            task: Arc::new(task),
        })
    }
}

/// A configuration that says the same in any folder.
fn everywhere(config: &Config) -> PyResult<Config> {
    let mut config = config.clone();
    if let Some(meta) = &mut config.read.meta {
        *meta = std::path::absolute(&meta).map_err(unread)?;
    }
    Ok(config)
}

/// The files of a listing as rows that the stage `split` takes.
fn sources(listing: &Listing) -> PyResult<RecordBatch> {
    let mut rows = Out::new(&[("path", Kind::Text), ("file", Kind::Bytes)]);
    for source in &listing.sources {
        let stdin = || misfit("standard input cannot be read on many machines; name a folder");
        let file = std::path::absolute(source.file.as_deref().ok_or_else(stdin)?).map_err(unread)?;
        rows.push(&[Cell::Text(&source.path), Cell::Bytes(file.as_os_str().as_encoded_bytes())]);
    }
    rows.batch()
}

/// What an output folder raises that cannot be used.
fn unwritten(error: unspool::write::WriteError) -> PyErr {
    OutputError::new_err(error.to_string())
}

/// The output folder of a job, held by it alone.
#[pyclass(frozen, module = "unspool._core")]
pub(crate) struct SparkStore {
    store: Store,
    task: Arc<cluster::Task>,
    prepared: Arc<Prepared>,
}

#[pymethods]
impl SparkStore {
    /// Where the tables of stages go.
    #[getter]
    fn work(&self) -> &Path {
        self.store.work()
    }

    /// Puts the results into place, given what was counted as JSON: the text of `summary.json`, and what is said where too many
    /// inputs were skipped.
    fn publish(&self, py: Python<'_>, counts: &str) -> PyResult<(String, Option<String>)> {
        let counts = serde_json::from_str(counts).map_err(unread)?;
        let summary =
            py.detach(|| guarded(|| self.store.publish(&counts, &self.task)))?.map_err(unwritten)?;
        let complaint = self.prepared.complaint(&serde_json::from_str(&summary).map_err(unread)?);
        Ok((summary, complaint))
    }
}

/// The job that a call asks for.
#[pyfunction]
pub(crate) fn spark_job(
    py: Python<'_>,
    inputs: Vec<Bound<'_, PyAny>>,
    settings: (Option<PathBuf>, Option<String>),
    values: &Bound<'_, PyDict>,
) -> PyResult<SparkJob> {
    let call = call(inputs, settings, values)?;
    let made = || SparkJob::new(call.prepare().map_err(|error| refused(&error))?);
    py.detach(|| guarded(made))?
}

/// The job that a command line of `unspool-spark` asks for. Where it asks for help the process is asked to exit.
#[pyfunction]
pub(crate) fn spark_command(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<SparkJob> {
    let made = || match elsewhere(&arguments) {
        Ok(prepared) => SparkJob::new(prepared),
        Err(Unled::Refused(error)) => Err(refused(&error)),
        Err(Unled::Line(line)) => {
            line.print()?;
            Err(PySystemExit::new_err(line.exit_code()))
        }
    };
    py.detach(|| guarded(made))?
}

/// A stage at work on a partition.
#[pyclass(frozen, module = "unspool._core")]
pub(crate) struct SparkStage {
    task: Arc<cluster::Task>,
    running: Mutex<Running>,
}

struct Running {
    stage: Box<dyn cluster::Stage>,
    out: Out,
}

#[pymethods]
impl SparkStage {
    /// What it gives for the rows of a batch.
    fn rows(&self, py: Python<'_>, batch: PyRecordBatch) -> PyResult<Table> {
        let batch = batch.into_inner();
        self.run(py, |Running { stage, out }| {
            let columns = Columns::new(&batch)?;
            for at in 0..batch.num_rows() {
                let row = columns.row(at);
                stage.row(Row(&row), &self.task, &mut |row| out.push(row)).map_err(unread)?;
            }
            Ok(())
        })
    }

    /// What it gives when there are no more rows.
    fn end(&self, py: Python<'_>) -> PyResult<Table> {
        self.run(py, |Running { stage, out }| {
            stage.end(&self.task, &mut |row| out.push(row));
            Ok(())
        })
    }
}

impl SparkStage {
    fn run(&self, py: Python<'_>, work: impl FnOnce(&mut Running) -> PyResult<()> + Send) -> PyResult<Table> {
        let all = || {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut running)?;
            running.out.table()
        };
        py.detach(|| guarded(all))?
    }
}
