//! The native half of the Python package `unspool`: functions of the library with Python's types around them. Nothing is
//! decided here, and no panic crosses the border: what a mistake of ours breaks raises `unspool.Error`.

mod batches;
mod columns;
mod dedup;
mod error;
mod html;
mod likeness;
mod line;
mod page;
mod plain;
mod progress;
mod rows;
mod run;
mod shell;
mod spark;
mod story;
mod table;
mod wait;

use pyo3::prelude::*;

#[pymodule]
mod _core {
    use super::{Bound, PyModule, PyResult, error};

    #[pymodule_export]
    use super::dedup::dedup;
    #[pymodule_export]
    use super::html::summary_html;
    #[pymodule_export]
    use super::likeness::{simhash, similarity};
    #[pymodule_export]
    use super::line::{Line, Part};
    #[pymodule_export]
    use super::page::{Page, split};
    #[pymodule_export]
    use super::progress::Progress;
    #[pymodule_export]
    use super::rows::{Rows, stream, summary};
    #[pymodule_export]
    use super::run::run;
    #[pymodule_export]
    use super::shell::{main, schema, version};
    #[pymodule_export]
    use super::spark::{
        SparkJob, SparkStage, SparkStore, SparkTask, spark_columns, spark_command, spark_job,
    };
    #[pymodule_export]
    use super::story::Story;
    #[pymodule_export]
    use super::table::{Table, to_arrow, to_pandas, to_polars};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        error::add(module)
    }
}
