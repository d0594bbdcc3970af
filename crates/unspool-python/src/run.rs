//! `unspool.run`: the main job.

use crate::error::refused;
use crate::plain::call;
use crate::progress::Telling;
use crate::wait::wait;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use unspool::cli::call::Meter;
use unspool::config::ProgressShape;

/// Reads pages and writes what they give: what stands in `summary.json`, and what is said where too many inputs were skipped.
#[pyfunction]
pub(crate) fn run(
    py: Python<'_>,
    inputs: Vec<Bound<'_, PyAny>>,
    settings: (Option<PathBuf>, Option<String>),
    progress: &Bound<'_, PyAny>,
    values: &Bound<'_, PyDict>,
) -> PyResult<(String, Option<String>)> {
    let mut telling = Telling::new(progress)?;
    let call = call(inputs, settings, values)?;
    let prepared =
        py.detach(|| crate::error::guarded(|| call.prepare()))?.map_err(|error| refused(&error))?;
    let meter = Meter::new(ProgressShape::Never);
    let threads = prepared.job.config.run.threads.unwrap_or_default();
    let mut tick = |py: Python<'_>| telling.tell(py, &meter.figures());
    let done = wait(py, (threads.into(), &prepared.job.stop), &mut tick, || prepared.run(&meter));
    telling.clear(py)?;
    let outcome = done?.map_err(|error| refused(&error))?;
    let complaint = prepared.complaint(&outcome.summary);
    let summary = serde_json::to_string(&outcome.summary).map_err(crate::error::unread)?;
    Ok((summary, complaint))
}
