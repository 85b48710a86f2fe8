//! Cells: one decoded value each, borrowed from the driver's buffer where the wire form allows it.
//! Decoding follows the statement's plan of [`SqlType`]s, and the database's own types where the plan is silent.

mod coerce;
pub(crate) mod mysql;
pub(crate) mod numeric;
mod own;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod temporal;

pub(crate) use coerce::coerce;
pub use own::Compound;

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::error::{Error, Result};
use crate::types::SqlType;

/// One value of a row. Lives until the sink returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Date(NaiveDate),
    Time(NaiveTime),
    DateTime(NaiveDateTime),
    /// An instant, in UTC.
    DateTimeUtc(NaiveDateTime),
    /// Microseconds.
    Interval(i64),
    Uuid(u128),
    /// Decimal digits as text.
    Decimal(Cow<'a, str>),
    /// JSON text.
    Json(&'a str),
    Array(Vec<Cell<'a>>),
    /// Text that the engine wrote for a value without another form here.
    Written(Cow<'a, str>),
    /// A value with parts.
    Compound(Compound, Vec<Cell<'a>>),
}

/// Receives the rows of one statement. Called only between awaits, in bursts.
pub trait RowSink: Send {
    /// Take the column names, once, before the first row.
    fn columns(&mut self, names: &[&str]);
    /// Take one row; false ends delivery (the driver still reads the answer to its end).
    fn row(&mut self, cells: &[Cell<'_>]) -> bool;
}

/// Reuse a row buffer for the next row; the allocation stays, the lifetime changes.
pub(crate) fn recycle<'b>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'b>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::Null).collect()
}

/// Return the type planned for a column.
pub(crate) fn planned(plan: &[SqlType], index: usize) -> &SqlType {
    plan.get(index).unwrap_or(&SqlType::Null)
}

/// Read text from the wire.
pub(crate) fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes)
        .map_err(|error| Error::data(format!("invalid UTF-8 from the database: {error}")))
}
