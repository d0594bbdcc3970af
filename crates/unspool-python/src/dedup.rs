//! `unspool.dedup`: near-duplicate texts of a table that comes by Arrow, without a copy of the texts.

use crate::batches::{batches, column};
use crate::error::{misfit, refused, unread};
use crate::page::rules;
use crate::table::Table;
use crate::wait::wait;
use arrow_array::builder::{BooleanBuilder, Float64Builder};
use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, RecordBatch, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::{concat::concat, take::take};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use std::sync::Arc;
use unspool::cli::call::Refused;
use unspool::config::Keep;
use unspool::dedup::{Likeness, Survivor};
use unspool::facts::Level;
use unspool::run::Stop;
use unspool::similarity::Similarity;

/// Finds the texts of a table that are near-duplicates of others, as `unspool run` finds those of stories.
///
/// A text is compared as the story of its paragraphs: what blank lines part, or its lines where there are none. A text
/// without words, or null, is no duplicate. The answer is the same for any number of threads.
///
/// Args:
///     table_or_batches: Whatever exports Arrow, a dataset of Hugging Face, or several batches. Texts are not copied.
///     text: The column of texts: string, large string, string view, or a dictionary of them.
///     id: The column that `duplicate_of` names survivors by; without it, the number of the row, from 0.
///     keep: Which of several copies stays: the first, or the one with the most words, of equal ones the first.
///     facts: Which facts a duplicate must not add to the text that stays.
///     similarity: Least share of matched words that makes a text a duplicate.
///     threads: Threads to use; without it, one a core.
///
/// Returns:
///     A row for each row, in order: `id`; `kept` (bool); `duplicate_of` (type of the ids), the row that stays and was
///     compared with it directly, null where it is kept; `similarity` (double), that of its paragraphs to those they match
///     there, weighed by words, null where it is kept.
///
/// Raises:
///     TypeError: It exports no Arrow, or a column holds something else than texts.
///     KeyError: There is no such column.
///     InputError: An id is null, texts are not UTF-8, or the batches end with an error.
///     ConfigError: An option makes no sense.
#[pyfunction]
#[pyo3(signature = (table_or_batches, *, text="text", id=None, keep="longest", facts="numbers", similarity=0.8, threads=None))]
pub(crate) fn dedup(
    table_or_batches: &Bound<'_, PyAny>,
    text: &str,
    id: Option<&str>,
    keep: &str,
    facts: &str,
    similarity: f64,
    threads: Option<u16>,
) -> PyResult<Table> {
    let likeness = Likeness { keep: kept(keep)?, facts: level(facts)?, similarity: share(similarity)? };
    if threads == Some(0) {
        return Err(misfit("`threads`: must be 1 or more"));
    }
    let batches = batches(table_or_batches)?;
    let texts = column(&batches, text)?
        .into_iter()
        .map(|array| checked(array, text))
        .collect::<PyResult<Vec<_>>>()?;
    let ids = id.map(|id| ids(&batches, id)).transpose()?;
    let (rules, stop) = (rules()?, Stop::default());
    let work = || {
        let texts: Vec<&str> = texts.iter().flat_map(|array| values(array)).collect();
        unspool::dedup::dedup(&texts, rules, likeness, &stop)
    };
    let threads = threads.unwrap_or_default().into();
    let found = wait(table_or_batches.py(), (threads, &stop), &mut |_| Ok(()), work)?;
    let survivors = found.map_err(|stopped| refused(&Refused::Stopped(stopped)))?;
    answer(ids, &survivors).map_err(unread)
}

fn kept(keep: &str) -> PyResult<Keep> {
    match keep {
        "first" => Ok(Keep::First),
        "longest" => Ok(Keep::Longest),
        _ => Err(misfit(format!("`keep`: `{keep}` is none of first, longest"))),
    }
}

fn level(facts: &str) -> PyResult<Level> {
    match facts {
        "numbers" => Ok(Level::Numbers),
        "names" => Ok(Level::Names),
        "off" => Ok(Level::Off),
        _ => Err(misfit(format!("`facts`: `{facts}` is none of numbers, names, off"))),
    }
}

fn share(similarity: f64) -> PyResult<Similarity> {
    Similarity::from_fraction(similarity).ok_or_else(|| misfit("`similarity`: must be between 0 and 1"))
}

/// An array of texts, as one of the three forms that [`values`] reads, found to be UTF-8.
fn checked(array: ArrayRef, name: &str) -> PyResult<ArrayRef> {
    let array = match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => array,
        DataType::Null => arrow_cast::cast(&array, &DataType::Utf8).map_err(unread)?,
        DataType::Dictionary(_, texts) if matches!(**texts, DataType::Utf8 | DataType::LargeUtf8) => {
            arrow_cast::cast(&array, texts).map_err(unread)?
        }
        other => {
            return Err(PyTypeError::new_err(format!("column `{name}`: texts were expected, not {other}")));
        }
    };
    // What other programs hand over as texts was checked by nobody.
    let data = array.to_data();
    data.validate_full().map_err(|error| unread(format!("column `{name}`: {error}")))?;
    Ok(array)
}

/// The texts of an array; null says nothing.
fn values(array: &ArrayRef) -> Vec<&str> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(Option::unwrap_or_default).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(Option::unwrap_or_default).collect(),
        _ => array.as_string_view().iter().map(Option::unwrap_or_default).collect(),
    }
}

/// The ids of all rows, in one array.
fn ids(batches: &[RecordBatch], name: &str) -> PyResult<ArrayRef> {
    let arrays = column(batches, name)?;
    if arrays.iter().any(|array| array.logical_null_count() > 0) {
        return Err(unread(format!("column `{name}`: an id is null; `duplicate_of` could not name it")));
    }
    let arrays: Vec<&dyn Array> = arrays.iter().map(|array| array.as_ref()).collect();
    if arrays.is_empty() {
        Ok(Arc::new(UInt64Array::from(Vec::<u64>::new())))
    } else {
        concat(&arrays).map_err(unread)
    }
}

/// The table that tells of each row what becomes of it.
fn answer(ids: Option<ArrayRef>, survivors: &[Option<Survivor>]) -> Result<Table, ArrowError> {
    let rows = || UInt64Array::from_iter_values((0..).take(survivors.len()));
    let ids = ids.unwrap_or_else(|| Arc::new(rows()));
    let places: UInt64Array = survivors.iter().map(|found| found.map(|found| found.row as u64)).collect();
    let duplicate_of = take(&ids, &places, None)?;
    let mut kept = BooleanBuilder::with_capacity(survivors.len());
    let mut similarity = Float64Builder::with_capacity(survivors.len());
    for found in survivors {
        kept.append_value(found.is_none());
        similarity.append_option(found.map(|found| found.similarity.as_fraction()));
    }
    let fields = vec![
        Field::new("id", ids.data_type().clone(), false),
        Field::new("kept", DataType::Boolean, false),
        Field::new("duplicate_of", duplicate_of.data_type().clone(), true),
        Field::new("similarity", DataType::Float64, true),
    ];
    let schema = Arc::new(Schema::new(fields));
    let columns: Vec<ArrayRef> =
        vec![ids, Arc::new(kept.finish()), duplicate_of, Arc::new(similarity.finish())];
    Ok(Table::new(vec![RecordBatch::try_new(schema.clone(), columns)?], schema))
}
