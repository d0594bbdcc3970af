//! The rows that stages take and give.

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// A value in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'c> {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// Bytes that only stages read.
    Bytes(&'c [u8]),
    /// A text.
    Text(&'c str),
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Cell::Int`].
    Int,
    /// [`Cell::Bytes`].
    Bytes,
    /// [`Cell::Text`].
    Text,
}

/// A row does not hold what its stage asks for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("column {column} of a row is not what this stage reads; delete the work area and run again")]
pub struct BrokenRow {
    /// Its place in the row.
    pub column: usize,
}

/// A row that a stage takes.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r>(pub &'r [Cell<'r>]);

impl<'r> Row<'r> {
    /// A value; nothing beyond the end.
    pub fn cell(&self, column: usize) -> Cell<'r> {
        self.0.get(column).copied().unwrap_or(Cell::Null)
    }

    /// A number.
    ///
    /// # Errors
    /// If it is none.
    pub fn int(&self, column: usize) -> Result<i64, BrokenRow> {
        self.maybe_int(column).ok_or(BrokenRow { column })
    }

    /// A number, if there is one.
    pub fn maybe_int(&self, column: usize) -> Option<i64> {
        if let Cell::Int(value) = self.cell(column) { Some(value) } else { None }
    }

    /// A number that is never negative.
    ///
    /// # Errors
    /// If it is none, or too large.
    pub fn count<T: TryFrom<i64>>(&self, column: usize) -> Result<T, BrokenRow> {
        T::try_from(self.int(column)?).map_err(|_| BrokenRow { column })
    }

    /// A text.
    ///
    /// # Errors
    /// If it is none.
    pub fn text(&self, column: usize) -> Result<&'r str, BrokenRow> {
        if let Cell::Text(value) = self.cell(column) { Ok(value) } else { Err(BrokenRow { column }) }
    }

    /// Bytes, if there are any.
    pub fn maybe_bytes(&self, column: usize) -> Option<&'r [u8]> {
        if let Cell::Bytes(value) = self.cell(column) { Some(value) } else { None }
    }

    /// What bytes stand for.
    ///
    /// # Errors
    /// If they do not.
    pub fn read<T: DeserializeOwned>(&self, column: usize) -> Result<T, BrokenRow> {
        let read = |bytes: &[u8]| postcard::from_bytes(bytes).ok();
        self.maybe_bytes(column).and_then(read).ok_or(BrokenRow { column })
    }

    /// The number of a page's item, if it has one.
    pub(super) fn item(&self, column: usize) -> Option<u64> {
        self.maybe_int(column).map(|item| item as u64)
    }
}

/// Bytes that stand for a value: [`Row::read`] reads it again.
pub(super) fn packed(value: &impl Serialize) -> Vec<u8> {
    // Plain numbers and strings always become bytes.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// The number of a page's item as it stands in a row. Record offsets and line numbers are far below 2⁶³.
pub(super) fn item_cell(item: Option<u64>) -> Cell<'static> {
    item.map_or(Cell::Null, |item| Cell::Int(item as i64))
}

/// A count as it stands in a row.
pub(super) fn count_cell(count: usize) -> Cell<'static> {
    Cell::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
