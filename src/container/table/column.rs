//! A column of some rows → the text or time in a row.

use crate::origin::Scraped;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, StructArray};
use arrow_schema::{DataType, TimeUnit};
use encoding_rs::{Encoding, UTF_8};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A column of some rows.
pub(super) struct Column {
    rows: ArrayRef,
    /// The values of a column in which each value stands once, and which of them each row has.
    values: Option<(ArrayRef, Vec<usize>)>,
}

impl Column {
    /// A column by its name.
    pub(super) fn find(table: &StructArray, name: &str) -> Option<Self> {
        column(table, name).cloned().map(Self::new)
    }

    fn new(rows: ArrayRef) -> Self {
        let dictionary = rows.as_any_dictionary_opt().filter(|dictionary| !dictionary.values().is_empty());
        let values = dictionary.map(|known| (known.values().clone(), known.normalized_keys()));
        Self { rows, values }
    }

    /// Where the value of a row stands; `None` if there is none.
    fn at(&self, row: usize) -> Option<(&dyn Array, usize)> {
        let (array, at) = match &self.values {
            Some((values, keys)) => (values, keys[row]),
            None => (&self.rows, row),
        };
        (self.rows.is_valid(row) && array.is_valid(at)).then_some((array.as_ref(), at))
    }

    /// The text of a row and its encoding, which columns of bytes do not tell.
    pub(super) fn bytes(&self, row: usize) -> Option<(&[u8], Option<&'static Encoding>)> {
        let (array, at) = self.at(row)?;
        Some(match array.data_type() {
            DataType::Utf8 => (array.as_string::<i32>().value(at).as_bytes(), Some(UTF_8)),
            DataType::LargeUtf8 => (array.as_string::<i64>().value(at).as_bytes(), Some(UTF_8)),
            DataType::Utf8View => (array.as_string_view().value(at).as_bytes(), Some(UTF_8)),
            DataType::Binary => (array.as_binary::<i32>().value(at), None),
            DataType::LargeBinary => (array.as_binary::<i64>().value(at), None),
            DataType::BinaryView => (array.as_binary_view().value(at), None),
            DataType::FixedSizeBinary(_) => (array.as_fixed_size_binary().value(at), None),
            _ => return None,
        })
    }

    /// The time of a row: a moment where the column has a time zone, else a day.
    pub(super) fn time(&self, row: usize) -> Option<Scraped> {
        let (array, at) = self.at(row)?;
        match array.data_type() {
            DataType::Timestamp(unit, zone) => {
                let moment = moment(array, at, *unit)?;
                Some(if zone.is_some() { Scraped::At(moment) } else { on(moment) })
            }
            DataType::Date32 => {
                let days = i64::from(array.as_primitive::<Date32Type>().value(at));
                Timestamp::from_second(days * 86_400).ok().map(on)
            }
            DataType::Date64 => Timestamp::from_millisecond(number::<Date64Type>(array, at)).ok().map(on),
            _ => None,
        }
    }
}

fn column<'t>(table: &'t StructArray, name: &str) -> Option<&'t ArrayRef> {
    table.column_by_name(name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        column(table.column_by_name(outer)?.as_struct_opt()?, inner)
    })
}

fn number<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, at: usize) -> i64 {
    array.as_primitive::<T>().value(at)
}

fn moment(array: &dyn Array, at: usize, unit: TimeUnit) -> Option<Timestamp> {
    let moment = match unit {
        TimeUnit::Second => Timestamp::from_second(number::<TimestampSecondType>(array, at)),
        TimeUnit::Millisecond => Timestamp::from_millisecond(number::<TimestampMillisecondType>(array, at)),
        TimeUnit::Microsecond => Timestamp::from_microsecond(number::<TimestampMicrosecondType>(array, at)),
        TimeUnit::Nanosecond => {
            Timestamp::from_nanosecond(number::<TimestampNanosecondType>(array, at).into())
        }
    };
    moment.ok()
}

/// The day of a time that is told without its zone.
fn on(moment: Timestamp) -> Scraped {
    Scraped::On(TimeZone::UTC.to_datetime(moment).date())
}
