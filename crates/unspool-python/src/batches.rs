//! Tables on their way in: whatever exports Arrow, as batches.

use crate::error::unread;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PySlice, PyString};
use pyo3_arrow::input::AnyRecordBatch;

/// The batches of a table, of a dataset of Hugging Face, or of several tables or batches.
///
/// # Errors
/// If something in it exports no Arrow, or what is asked for batches raises.
pub(crate) fn batches(given: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    if exports_arrow(given)? {
        return exported(given);
    }
    // A dataset exports Arrow by a format of its own.
    if given.hasattr("with_format")? && given.hasattr("column_names")? {
        let arrow = given.call_method1("with_format", ("arrow",))?;
        return exported(&arrow.get_item(PySlice::full(given.py()))?);
    }
    if given.is_instance_of::<PyString>()
        || given.is_instance_of::<PyBytes>()
        || given.is_instance_of::<PyDict>()
    {
        return Err(no_table(given));
    }
    let mut all = Vec::new();
    for item in given.try_iter().map_err(|_| no_table(given))? {
        let item = item?;
        if !exports_arrow(&item)? {
            return Err(no_table(given));
        }
        all.extend(exported(&item)?);
    }
    Ok(all)
}

fn exports_arrow(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")?)
}

fn exported(given: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let reader = given.extract::<AnyRecordBatch>()?.into_reader()?;
    reader.collect::<Result<_, ArrowError>>().map_err(unread)
}

fn no_table(given: &Bound<'_, PyAny>) -> PyErr {
    let kind = given.get_type().name().map_or_else(|_| "this".to_owned(), |kind| kind.to_string());
    PyTypeError::new_err(format!(
        "`table_or_batches`: a table or batches that export Arrow were expected (PyArrow, Polars, pandas, DuckDB, datasets), \
         not {kind}"
    ))
}

/// A column of all batches.
///
/// # Errors
/// If one of them has no such column.
pub(crate) fn column(batches: &[RecordBatch], name: &str) -> PyResult<Vec<ArrayRef>> {
    let of = |batch: &RecordBatch| {
        let missing = || {
            let schema = batch.schema();
            let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            PyKeyError::new_err(format!("there is no column `{name}`; there are {}", known.join(", ")))
        };
        batch.column_by_name(name).cloned().ok_or_else(missing)
    };
    batches.iter().map(of).collect()
}
