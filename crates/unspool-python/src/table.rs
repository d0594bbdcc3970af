//! Arrow tables on their way out, by the PyCapsule interface: nothing is copied, and no package is needed to make one.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::PyTable;

/// An Arrow table. Whatever reads Arrow streams reads it without a copy: PyArrow, Polars, pandas, DuckDB, datasets.
#[pyclass(frozen, module = "unspool")]
pub(crate) struct Table {
    batches: Vec<RecordBatch>,
    schema: SchemaRef,
}

impl Table {
    /// A table of batches that have this schema.
    pub(crate) fn new(batches: Vec<RecordBatch>, schema: SchemaRef) -> Self {
        Self { batches, schema }
    }
}

#[pymethods]
impl Table {
    /// An Arrow stream of its batches (the Arrow PyCapsule interface).
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let table = Bound::new(py, PyTable::try_new(self.batches.clone(), self.schema.clone())?)?;
        capsule_of(table.as_any(), requested_schema)
    }

    /// Its schema (the Arrow PyCapsule interface).
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let table = PyTable::try_new(Vec::new(), self.schema.clone())?;
        Bound::new(py, table)?.call_method0("__arrow_c_schema__")
    }

    /// Names of its columns.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// As a PyArrow table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_arrow(slf.as_any())
    }

    /// As a pandas frame.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_pandas(slf.as_any())
    }

    /// As a Polars frame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_polars(slf.as_any())
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("Table({} rows: {})", self.__len__(), self.column_names().join(", "))
    }
}

/// What an Arrow object exports as a stream.
pub(crate) fn capsule_of<'py>(
    table: &Bound<'py, PyAny>,
    requested_schema: Option<Bound<'py, PyCapsule>>,
) -> PyResult<Bound<'py, PyAny>> {
    table.call_method1("__arrow_c_stream__", (requested_schema,))
}

/// Whatever exports an Arrow stream as a `pyarrow.Table`.
#[pyfunction]
pub(crate) fn to_arrow<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    package(given.py(), "pyarrow")?.call_method1("table", (given,))
}

/// Whatever exports an Arrow stream as a `pandas.DataFrame`. Days are Python's `date`.
#[pyfunction]
pub(crate) fn to_pandas<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    package(given.py(), "pandas")?;
    to_arrow(given)?.call_method0("to_pandas")
}

/// Whatever exports an Arrow stream as a `polars.DataFrame`.
#[pyfunction]
pub(crate) fn to_polars<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    package(given.py(), "polars")?.call_method1("DataFrame", (given,))
}

/// A package that unspool does not need for anything else.
fn package<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|cause| {
        let error = PyImportError::new_err(format!("this needs {name}: pip install {name}"));
        error.set_cause(py, Some(cause));
        error
    })
}
