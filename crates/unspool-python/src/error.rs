//! What goes wrong, as exceptions that hold the words of the command line.

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyKeyboardInterrupt};
use pyo3::prelude::*;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use unspool::cli::call::Refused;

create_exception!(unspool, Error, PyException, "What unspool raises; its subclasses say what is wrong.");
create_exception!(unspool, ConfigError, Error, "An option makes no sense; nothing was written.");
create_exception!(
    unspool,
    InputError,
    Error,
    "What is to be read is not there, or is not what it should be; nothing was written."
);
create_exception!(
    unspool,
    OutputError,
    Error,
    "The output cannot be written; earlier results are untouched, the same call carries on."
);

/// Puts the exceptions into the module.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("Error", py.get_type::<Error>())?;
    module.add("ConfigError", py.get_type::<ConfigError>())?;
    module.add("InputError", py.get_type::<InputError>())?;
    module.add("OutputError", py.get_type::<OutputError>())
}

/// What a run that was refused raises.
pub(crate) fn refused(refused: &Refused) -> PyErr {
    let said = refused.to_string();
    match refused {
        Refused::Config(_) => ConfigError::new_err(said),
        Refused::Input(_) => InputError::new_err(said),
        Refused::Output(_) => OutputError::new_err(said),
        Refused::Stopped(_) => PyKeyboardInterrupt::new_err(said),
    }
}

/// What is raised where something cannot be read.
pub(crate) fn unread(problem: impl Display) -> PyErr {
    InputError::new_err(problem.to_string())
}

/// What is raised where an option makes no sense.
pub(crate) fn misfit(problem: impl Display) -> PyErr {
    ConfigError::new_err(problem.to_string())
}

/// What a mistake of ours raises.
pub(crate) fn broken() -> PyErr {
    Error::new_err("unspool failed on this input; please report it")
}

/// Does work that must not panic, and raises if it does.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| broken())
}
