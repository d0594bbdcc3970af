//! The columns of a table in the words of what reads it.

use crate::columns::{Column, Kind, dtype};
use serde::Deserialize;

/// What reads a table.
///
/// ```
/// use unspool::schema::{Column, Dialect, Kind, print};
///
/// let columns = [Column { name: "date".to_owned(), kind: Kind::Day }];
/// assert_eq!(print(&columns, Dialect::DuckDb), "{\n    'date': 'DATE',\n}\n");
/// assert!(print(&columns, Dialect::Polars).contains("\"date\": pl.Date"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Dialect {
    /// DuckDB: what `read_json` takes as `columns`.
    #[serde(rename = "duckdb")]
    DuckDb,
    /// Polars: a Python module with a `SCHEMA` for `read_ndjson` and `scan_ndjson`.
    #[serde(rename = "polars")]
    Polars,
    /// Hugging Face `datasets`: a Python module with `FEATURES` for `load_dataset`.
    #[serde(rename = "hf")]
    HuggingFace,
    /// Apache Arrow: a Python module with a `SCHEMA` of pyarrow.
    #[serde(rename = "arrow")]
    Arrow,
}

/// The columns as text of a dialect.
///
/// ```
/// use unspool::schema::{Dialect, columns, print};
///
/// let skipped = columns("skipped").expect("it is one of the tables");
/// let printed = print(&skipped, Dialect::DuckDb);
/// assert!(printed.starts_with("{\n    'path': 'VARCHAR',\n    'item': 'BIGINT',\n"));
/// ```
pub fn print(columns: &[Column], dialect: Dialect) -> String {
    match dialect {
        Dialect::DuckDb => {
            let rows = rows(columns, |column| format!("'{}': '{}'", column.name, duckdb(&column.kind)));
            format!("{{\n{rows}}}\n")
        }
        Dialect::Polars => {
            let rows = rows(columns, |column| python(column, polars));
            format!("import polars as pl\n\nSCHEMA = {{\n{rows}}}\n")
        }
        Dialect::HuggingFace => {
            let rows = rows(columns, |column| python(column, hugging_face));
            format!("from datasets import Features, List, Value\n\nFEATURES = Features({{\n{rows}}})\n")
        }
        Dialect::Arrow => {
            let schema = |day| rows(columns, |column| field(column, day));
            format!(
                "import pyarrow as pa\n\n# For pyarrow.json.read_json, which reads no days: .cast(SCHEMA) makes them.\n\
                 LINES = pa.schema([\n{}])\n\nSCHEMA = pa.schema([\n{}])\n",
                schema("pa.timestamp(\"s\")"),
                schema("pa.date32()")
            )
        }
    }
}

fn rows(columns: &[Column], row: impl Fn(&Column) -> String) -> String {
    columns.iter().map(|column| format!("    {},\n", row(column))).collect()
}

/// A pair of a Python dictionary.
fn python(column: &Column, kind: impl Fn(&Kind) -> String) -> String {
    format!("\"{}\": {}", column.name, kind(&column.kind))
}

/// The fields of a structure, one behind the other.
fn joined(fields: &[Column], field: impl Fn(&Column) -> String) -> String {
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn duckdb(kind: &Kind) -> String {
    match kind {
        Kind::Text => "VARCHAR".to_owned(),
        Kind::Day => "DATE".to_owned(),
        Kind::Moment => "TIMESTAMP WITH TIME ZONE".to_owned(),
        Kind::Whole => "BIGINT".to_owned(),
        Kind::Number => "DOUBLE".to_owned(),
        Kind::Truth => "BOOLEAN".to_owned(),
        Kind::List(of) => format!("{}[]", duckdb(of)),
        Kind::Structure(fields) => {
            format!(
                "STRUCT({})",
                joined(fields, |field| format!("\"{}\" {}", field.name, duckdb(&field.kind)))
            )
        }
    }
}

fn polars(kind: &Kind) -> String {
    match kind {
        Kind::Text => "pl.String".to_owned(),
        Kind::Day => "pl.Date".to_owned(),
        Kind::Moment => "pl.Datetime(\"us\", \"UTC\")".to_owned(),
        Kind::Whole => "pl.Int64".to_owned(),
        Kind::Number => "pl.Float64".to_owned(),
        Kind::Truth => "pl.Boolean".to_owned(),
        Kind::List(of) => format!("pl.List({})", polars(of)),
        Kind::Structure(fields) => {
            format!("pl.Struct({{{}}})", joined(fields, |field| python(field, polars)))
        }
    }
}

fn hugging_face(kind: &Kind) -> String {
    match kind {
        Kind::List(of) => format!("List({})", hugging_face(of)),
        Kind::Structure(fields) => format!("{{{}}}", joined(fields, |field| python(field, hugging_face))),
        plain => format!("Value(\"{}\")", dtype(plain).unwrap_or("string")),
    }
}

/// A field of a schema or structure of pyarrow, and what a day is there.
fn field(column: &Column, day: &str) -> String {
    format!("(\"{}\", {})", column.name, pyarrow(&column.kind, day))
}

fn pyarrow(kind: &Kind, day: &str) -> String {
    match kind {
        Kind::Text => "pa.string()".to_owned(),
        Kind::Day => day.to_owned(),
        Kind::Moment => "pa.timestamp(\"us\", \"UTC\")".to_owned(),
        Kind::Whole => "pa.int64()".to_owned(),
        Kind::Number => "pa.float64()".to_owned(),
        Kind::Truth => "pa.bool_()".to_owned(),
        Kind::List(of) => format!("pa.list_({})", pyarrow(of, day)),
        Kind::Structure(fields) => format!("pa.struct([{}])", joined(fields, |column| field(column, day))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, printed: &str) {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let twin = Kind::Structure(vec![
            column("id", Kind::Text),
            column("span", Kind::List(Box::new(Kind::Whole))),
            column("similarity", Kind::Number),
        ]);
        let columns = [
            column("date", Kind::Day),
            column("at", Kind::Moment),
            column("whole", Kind::Truth),
            column("twins", Kind::List(Box::new(twin))),
        ];
        assert_eq!(print(&columns, dialect), printed);
    }

    #[test]
    fn duckdb_reads_a_structure_of_names_and_types() {
        check(
            Dialect::DuckDb,
            "{\n    'date': 'DATE',\n    'at': 'TIMESTAMP WITH TIME ZONE',\n    'whole': 'BOOLEAN',\n    \
             'twins': 'STRUCT(\"id\" VARCHAR, \"span\" BIGINT[], \"similarity\" DOUBLE)[]',\n}\n",
        );
    }

    #[test]
    fn polars_and_datasets_read_python() {
        check(
            Dialect::Polars,
            "import polars as pl\n\nSCHEMA = {\n    \"date\": pl.Date,\n    \"at\": pl.Datetime(\"us\", \"UTC\"),\n    \
             \"whole\": pl.Boolean,\n    \"twins\": pl.List(pl.Struct({\"id\": pl.String, \"span\": pl.List(pl.Int64), \
             \"similarity\": pl.Float64})),\n}\n",
        );
        check(
            Dialect::HuggingFace,
            "from datasets import Features, List, Value\n\nFEATURES = Features({\n    \"date\": Value(\"date32\"),\n    \
             \"at\": Value(\"timestamp[us, tz=UTC]\"),\n    \"whole\": Value(\"bool\"),\n    \"twins\": \
             List({\"id\": Value(\"string\"), \"span\": List(Value(\"int64\")), \"similarity\": Value(\"float64\")}),\n})\n",
        );
        let rows = |day: &str| {
            format!(
                "    (\"date\", {day}),\n    (\"at\", pa.timestamp(\"us\", \"UTC\")),\n    (\"whole\", pa.bool_()),\n    \
                 (\"twins\", pa.list_(pa.struct([(\"id\", pa.string()), (\"span\", pa.list_(pa.int64())), \
                 (\"similarity\", pa.float64())]))),\n"
            )
        };
        check(
            Dialect::Arrow,
            &format!(
                "import pyarrow as pa\n\n# For pyarrow.json.read_json, which reads no days: .cast(SCHEMA) makes them.\n\
                 LINES = pa.schema([\n{}])\n\nSCHEMA = pa.schema([\n{}])\n",
                rows("pa.timestamp(\"s\")"),
                rows("pa.date32()")
            ),
        );
    }
}
