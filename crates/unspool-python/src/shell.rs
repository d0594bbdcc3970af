//! The program `unspool`, and what it says of itself.

use crate::error::guarded;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::ffi::OsString;

/// Runs the program with these arguments, the first being its name; the code to exit with.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    py.detach(|| guarded(|| unspool::cli::main(arguments)))
}

/// The JSON Schema of a name, as JSON.
#[pyfunction]
pub(crate) fn schema(name: &str) -> PyResult<String> {
    let known = || unspool::schema::NAMES.join(", ");
    let schema = unspool::schema::schema(name);
    let schema = schema.ok_or_else(|| PyValueError::new_err(format!("`{name}` is none of {}", known())))?;
    Ok(schema.as_value().to_string())
}

/// The version of the library.
#[pyfunction]
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
