//! Cells: one decoded value each, borrowed from the driver's buffer where the wire form allows it.
//! Decoding follows the statement's plan of [`SqlType`]s, and the database's own types where the plan is silent.

pub(crate) mod mysql;
pub(crate) mod numeric;
mod own;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod temporal;

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

/// Bring a cell decoded by the database's type to the planned type, where the two differ in form.
/// A pair that has no conversion stays as it is.
pub(crate) fn coerce<'a>(cell: Cell<'a>, plan: &SqlType) -> Result<Cell<'a>> {
    Ok(match (plan, cell) {
        (SqlType::Null, cell) | (_, cell @ Cell::Null) => cell,
        (SqlType::Boolean, Cell::Int(value)) => Cell::Bool(value != 0),
        (SqlType::Boolean, Cell::UInt(value)) => Cell::Bool(value != 0),
        (SqlType::Float { .. } | SqlType::Double, cell) => to_float(cell)?,
        (
            SqlType::Numeric {
                asdecimal: false, ..
            },
            cell,
        ) => to_float(cell)?,
        (SqlType::Numeric { scale, .. }, Cell::Float(value)) => {
            Cell::Decimal(numeric::from_float(value, *scale).into())
        }
        (SqlType::Numeric { .. }, Cell::Int(value)) => Cell::Decimal(value.to_string().into()),
        (SqlType::Numeric { .. }, Cell::UInt(value)) => Cell::Decimal(value.to_string().into()),
        (SqlType::Uuid, Cell::Text(text)) => Cell::Uuid(parse_uuid(text)?),
        (SqlType::Uuid, Cell::Bytes(bytes)) => uuid_of_bytes(bytes)?,
        (SqlType::Json { .. }, Cell::Text(text)) => Cell::Json(text),
        (SqlType::Json { .. }, Cell::Bytes(bytes)) => Cell::Json(text(bytes)?),
        (
            SqlType::Varchar { .. } | SqlType::Text | SqlType::Char { .. } | SqlType::Enum { .. },
            Cell::Bytes(bytes),
        ) => Cell::Text(text(bytes)?),
        (SqlType::Varchar { .. } | SqlType::Text | SqlType::Char { .. }, Cell::Json(text)) => {
            Cell::Text(text)
        }
        (SqlType::Date, Cell::Text(text)) => Cell::Date(temporal::parse_date(text)?),
        (SqlType::Date, Cell::DateTime(value)) => Cell::Date(value.date()),
        (SqlType::Time { .. }, Cell::Text(text)) => Cell::Time(temporal::parse_time(text)?),
        (SqlType::Time { .. }, Cell::Interval(us)) => Cell::Time(temporal::time_of_micros(us)?),
        (SqlType::DateTime { .. }, Cell::Text(text)) => temporal::parse_datetime(text)?,
        (SqlType::Interval, Cell::Text(text)) => match temporal::parse_datetime(text)? {
            Cell::DateTime(value) | Cell::DateTimeUtc(value) => {
                Cell::Interval(temporal::micros_of(value))
            }
            other => other,
        },
        (SqlType::Interval, Cell::DateTime(value)) => Cell::Interval(temporal::micros_of(value)),
        (_, cell) => cell,
    })
}

fn to_float(cell: Cell<'_>) -> Result<Cell<'_>> {
    Ok(match cell {
        Cell::Decimal(text) => match text.parse::<f64>() {
            Ok(value) => Cell::Float(value),
            Err(_) => return Err(Error::data(format!("could not read '{text}' as a float"))),
        },
        #[allow(clippy::cast_precision_loss)]
        Cell::Int(value) => Cell::Float(value as f64),
        #[allow(clippy::cast_precision_loss)]
        Cell::UInt(value) => Cell::Float(value as f64),
        other => other,
    })
}

/// Read text from the wire.
pub(crate) fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes)
        .map_err(|error| Error::data(format!("invalid UTF-8 from the database: {error}")))
}

fn parse_uuid(text: &str) -> Result<u128> {
    uuid::Uuid::try_parse(text)
        .map(|value| value.as_u128())
        .map_err(|_| Error::data(format!("badly formed hexadecimal UUID string: '{text}'")))
}

fn uuid_of_bytes<'a>(bytes: &[u8]) -> Result<Cell<'a>> {
    match <[u8; 16]>::try_from(bytes) {
        Ok(raw) => Ok(Cell::Uuid(u128::from_be_bytes(raw))),
        // MariaDB's UUID type arrives as 36 characters typed BINARY.
        Err(_) => Ok(Cell::Uuid(parse_uuid(text(bytes)?)?)),
    }
}
