//! SQLite's storage classes as cells. A value stored in another class than planned stays what it is,
//! as in Python's sqlite3 module.

use super::{Cell, coerce, numeric, text};
use crate::driver::sqlite::Stored;
use crate::error::{Error, Kind, Result};
use crate::types::SqlType;

/// Decode one stored value.
pub(crate) fn cell<'r>(value: Stored<'r>, plan: &SqlType) -> Result<Cell<'r>> {
    let cell = match value {
        Stored::Null => return Ok(Cell::Null),
        Stored::Int(value) => Cell::Int(value),
        Stored::Float(value) => Cell::Float(value),
        Stored::Text(bytes) => Cell::Text(
            text(bytes).map_err(|error| Error::new(Kind::Operational, error.message.as_ref()))?,
        ),
        Stored::Blob(bytes) => Cell::Bytes(bytes),
    };
    match plan {
        SqlType::Null
        | SqlType::Integer
        | SqlType::BigInteger
        | SqlType::SmallInteger
        | SqlType::Float { .. }
        | SqlType::Double
        | SqlType::Numeric {
            asdecimal: false, ..
        }
        | SqlType::Text => Ok(cell),
        SqlType::Varchar { .. }
        | SqlType::Char { .. }
        | SqlType::Enum { .. }
        | SqlType::Other { .. } => Ok(cell),
        // Numbers that happen to be stored as JSON scalars, and decimals stored as text, keep their text.
        SqlType::Numeric {
            asdecimal: true,
            scale,
            ..
        } => match cell {
            Cell::Text(text) => Ok(Cell::Decimal(text.into())),
            // The column's affinity turns 250.00 into an integer; the scale gives its digits back.
            Cell::Int(value) => Ok(Cell::Decimal(numeric::from_int(value, *scale).into())),
            cell => coerce(cell, plan),
        },
        SqlType::Json { .. } => match cell {
            Cell::Text(text) => Ok(Cell::Json(text)),
            cell => coerce(cell, plan),
        },
        _ => coerce(cell, plan),
    }
}
