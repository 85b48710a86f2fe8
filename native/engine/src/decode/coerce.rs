//! A cell in the form of the planned type, where the database's type has another one.

use super::{Cell, numeric, temporal, text};
use crate::error::{Error, Result};
use crate::types::SqlType;

/// Bring a cell decoded by the database's type to the planned type, where the two differ in form.
/// A pair that has no conversion stays as it is.
#[inline]
pub(crate) fn coerce<'a>(cell: Cell<'a>, plan: &SqlType) -> Result<Cell<'a>> {
    match (plan, &cell) {
        // Most cells of most rows, which are spared the way through all pairs.
        (SqlType::Integer | SqlType::BigInteger | SqlType::SmallInteger | SqlType::Null, _)
        | (SqlType::Varchar { .. } | SqlType::Text, Cell::Text(_))
        | (_, Cell::Null) => Ok(cell),
        _ => converted(cell, plan),
    }
}

fn converted<'a>(cell: Cell<'a>, plan: &SqlType) -> Result<Cell<'a>> {
    Ok(match (plan, cell) {
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
        (SqlType::Interval { .. }, Cell::Text(text)) => match temporal::parse_datetime(text)? {
            Cell::DateTime(value) | Cell::DateTimeUtc(value) => {
                Cell::Interval(temporal::micros_of(value))
            }
            other => other,
        },
        (SqlType::Interval { .. }, Cell::DateTime(value)) => {
            Cell::Interval(temporal::micros_of(value))
        }
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
