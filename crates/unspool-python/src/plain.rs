//! Plain data across the border: Python's values → configuration values, JSON → Python's values.

use crate::error::misfit;
use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use toml::Value;
use unspool::cli::call::Call;

/// Keyword arguments as values by the names of their keys.
///
/// # Errors
/// If one has a type that no key has.
pub(crate) fn keywords(given: &Bound<'_, PyDict>) -> PyResult<BTreeMap<String, Value>> {
    let pair = |(name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let name: String = name.extract()?;
        let key = name.replace('_', "-");
        let value = value_of(&value, &name)?;
        Ok((key, value))
    };
    given.iter().map(pair).collect()
}

fn value_of(given: &Bound<'_, PyAny>, name: &str) -> PyResult<Value> {
    // A bool is an int to Python.
    if given.is_instance_of::<PyBool>() {
        return Ok(Value::Boolean(given.extract()?));
    }
    if given.is_instance_of::<PyInt>() {
        let number =
            given.extract().map_err(|_| misfit(format!("`{name}`: {given} is too large a number")))?;
        return Ok(Value::Integer(number));
    }
    if given.is_instance_of::<PyFloat>() {
        return Ok(Value::Float(given.extract()?));
    }
    if given.is_instance_of::<PyString>() {
        return Ok(Value::String(given.extract()?));
    }
    if given.hasattr("isoformat")? {
        return Ok(Value::String(given.call_method0("isoformat")?.extract()?));
    }
    if given.hasattr("__fspath__")? {
        let path: PathBuf = given.extract()?;
        let text = path.into_os_string().into_string();
        return text.map(Value::String).map_err(|_| misfit(format!("`{name}`: the path is no UTF-8")));
    }
    if given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyDict>() {
        return Err(no_value(given, name));
    }
    let items = given.try_iter().map_err(|_| no_value(given, name))?;
    items.map(|item| value_of(&item?, name)).collect::<PyResult<_>>().map(Value::Array)
}

fn no_value(given: &Bound<'_, PyAny>, name: &str) -> PyErr {
    let kind = given.get_type().name().map_or_else(|_| "this".to_owned(), |kind| kind.to_string());
    PyTypeError::new_err(format!("`{name}`: a value of type {kind} is none that an option has"))
}

/// The call of a run: its inputs, the file of its settings with a profile, and keyword arguments.
///
/// # Errors
/// If an input is neither text nor a path, or a keyword has a type that no key has.
pub(crate) fn call(
    inputs: Vec<Bound<'_, PyAny>>,
    (config, profile): (Option<PathBuf>, Option<String>),
    values: &Bound<'_, PyDict>,
) -> PyResult<Call> {
    Ok(Call { inputs: paths(inputs)?, config, profile, values: keywords(values)? })
}

/// Paths, or `NAME=FOLDER`, or `-`.
///
/// # Errors
/// If one is neither text nor a path.
fn paths(given: Vec<Bound<'_, PyAny>>) -> PyResult<Vec<OsString>> {
    let path = |given: Bound<'_, PyAny>| given.extract::<PathBuf>().map(PathBuf::into_os_string);
    given.into_iter().map(path).collect()
}

/// JSON as Python's own values.
///
/// # Errors
/// If Python has no memory left.
pub(crate) fn python<'py>(py: Python<'py>, json: &Json) -> PyResult<Bound<'py, PyAny>> {
    match json {
        Json::Null => Ok(py.None().into_bound(py)),
        Json::Bool(truth) => truth.into_bound_py_any(py),
        Json::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => whole.into_bound_py_any(py),
            (_, Some(whole)) => whole.into_bound_py_any(py),
            _ => number.as_f64().into_bound_py_any(py),
        },
        Json::String(text) => text.into_bound_py_any(py),
        Json::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| python(py, item)).collect::<PyResult<_>>()?;
            Ok(PyList::new(py, items)?.into_any())
        }
        Json::Object(fields) => {
            let object = PyDict::new(py);
            fields.iter().try_for_each(|(name, value)| object.set_item(name, python(py, value)?))?;
            Ok(object.into_any())
        }
    }
}

/// A day or a moment in ISO 8601 as Python's `date` or `datetime`, whose class is named.
///
/// # Errors
/// If it is none.
pub(crate) fn time<'py>(
    py: Python<'py>,
    class: &str,
    given: Option<&str>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(given) = given else { return Ok(None) };
    py.import("datetime")?.getattr(class)?.call_method1("fromisoformat", (given,)).map(Some)
}
