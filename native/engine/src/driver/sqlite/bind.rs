//! Values as SQLite stores them: dates and times as text, decimals as REAL, UUIDs as 32 hexadecimal digits.

use std::ffi::c_int;

use super::ffi::Binder;
use crate::decode::temporal;
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

/// Bind one value at a position that counts from one.
pub(super) fn bind<'b>(
    binder: &mut Binder<'_, 'b>,
    at: c_int,
    value: &'b Value,
    kind: &SqlType,
) -> Result<()> {
    match value {
        Value::Null => binder.null(at),
        Value::Bool(value) => binder.int(at, i64::from(*value)),
        Value::Int(value) => binder.int(at, *value),
        Value::UInt(value) => match i64::try_from(*value) {
            Ok(value) => binder.int(at, value),
            Err(_) => Err(Error::data(
                "Python int too large to convert to SQLite INTEGER",
            )),
        },
        Value::Float(value) => binder.float(at, *value),
        Value::Text(value) | Value::Json(value) => binder.text(at, value),
        Value::Bytes(value) => binder.bytes(at, value),
        Value::Date(value) => match kind {
            SqlType::DateTime { .. } => binder.short_lived_text(
                at,
                &temporal::datetime_text(value.and_time(chrono::NaiveTime::MIN)),
            ),
            _ => binder.short_lived_text(at, &temporal::date_text(*value)),
        },
        Value::Time(value) => binder.short_lived_text(at, &temporal::time_text(*value)),
        Value::DateTime(value) | Value::DateTimeUtc(value) => match kind {
            SqlType::Date => binder.short_lived_text(at, &temporal::date_text(value.date())),
            SqlType::Time { .. } => binder.short_lived_text(at, &temporal::time_text(value.time())),
            _ => binder.short_lived_text(at, &temporal::datetime_text(*value)),
        },
        Value::Interval(value) => {
            binder.short_lived_text(at, &temporal::datetime_text(temporal::from_micros(*value)?))
        }
        Value::Uuid(value) => binder.short_lived_text(at, &format!("{value:032x}")),
        Value::Decimal(text) => match (kind, text.parse::<f64>()) {
            (SqlType::Varchar { .. } | SqlType::Text | SqlType::Char { .. }, _) => {
                binder.text(at, text)
            }
            (_, Ok(value)) => binder.float(at, value),
            (_, Err(_)) => Err(Error::data(format!("invalid decimal: '{text}'"))),
        },
        Value::Array(_) => Err(Error::unsupported("SQLite has no array type")),
    }
}
