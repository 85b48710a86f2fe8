//! Parameters in MySQL's binary format. Dates and times are sent as the text that Python's drivers write, so that an
//! expression of them has the type it has there. The type of decimals is taken from a row the server sent at connect,
//! because sqlx gives no public name to it without its optional features.

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::mysql::{MySql, MySqlArguments, MySqlRow, MySqlTypeInfo};
use sqlx::{Arguments, Column, Row, Type};

use crate::decode::temporal;
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};

/// Type descriptions sqlx cannot make by itself.
#[derive(Clone)]
pub(super) struct WireTypes {
    decimal: MySqlTypeInfo,
    /// The server has INSERT .. RETURNING, which is MariaDB's from 10.5 on.
    pub(super) insert_returning: bool,
    /// The largest packet the server takes.
    pub(super) packet: usize,
}

/// Tell by its version whether a server has INSERT .. RETURNING.
fn has_insert_returning(version: &str) -> bool {
    let mut numbers = version.split(['.', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => {
            version.contains("MariaDB") && (major, minor) >= (10, 5)
        }
        _ => false,
    }
}

/// The smallest `max_allowed_packet` that servers have unless they are told otherwise.
const SMALL_PACKET: usize = 1 << 20;

impl WireTypes {
    pub(super) const QUERY: &'static str = "SELECT CAST(0 AS DECIMAL(2,1)), VERSION(), \
        CAST(CONNECTION_ID() AS CHAR), CAST(@@max_allowed_packet AS CHAR)";

    pub(super) fn of(row: &MySqlRow) -> Result<Self> {
        match row.columns() {
            [decimal, ..] => Ok(WireTypes {
                decimal: decimal.type_info().clone(),
                insert_returning: has_insert_returning(row.try_get(1)?),
                packet: row
                    .try_get_unchecked::<String, _>(3)?
                    .parse()
                    .unwrap_or(SMALL_PACKET),
            }),
            _ => Err(Error::new(
                Kind::Internal,
                "the server did not describe its types",
            )),
        }
    }
}

/// Encode all values of a statement.
pub(super) fn arguments(types: &WireTypes, binds: &[(Value, SqlType)]) -> Result<MySqlArguments> {
    let mut arguments = MySqlArguments::default();
    for (value, kind) in binds {
        add(&mut arguments, types, value, kind).map_err(|error| Error::data(error.to_string()))?;
    }
    Ok(arguments)
}

fn add(
    arguments: &mut MySqlArguments,
    types: &WireTypes,
    value: &Value,
    kind: &SqlType,
) -> Result<(), BoxDynError> {
    match value {
        Value::Null => arguments.add(None::<&str>),
        Value::Bool(value) => arguments.add(i8::from(*value)),
        Value::Int(value) => arguments.add(*value),
        Value::UInt(value) => arguments.add(*value),
        Value::Float(value) if value.is_finite() => arguments.add(*value),
        Value::Float(value) => Err(format!("{value} can not be used with MySQL").into()),
        Value::Text(value) | Value::Json(value) => arguments.add(value.as_str()),
        Value::Bytes(value) => arguments.add(value.as_slice()),
        Value::Decimal(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                arguments.add(Parameter::text(&types.decimal, text))
            }
            _ => Err(format!("{text} can not be used with MySQL").into()),
        },
        Value::Date(value) => arguments.add(temporal::date_text(*value)),
        Value::Time(value) => arguments.add(shortest(temporal::time_text(*value))),
        Value::DateTime(value) | Value::DateTimeUtc(value) => arguments.add(match kind {
            SqlType::Date => temporal::date_text(value.date()),
            SqlType::Time { .. } => shortest(temporal::time_text(value.time())),
            _ => shortest(temporal::datetime_text(*value)),
        }),
        Value::Interval(us) => arguments.add(match kind {
            // As SQLAlchemy stores one where there is no type for it: counted from 1970.
            SqlType::Interval { .. } => {
                shortest(temporal::datetime_text(temporal::from_micros(*us)?))
            }
            _ => shortest(temporal::duration_text(*us)),
        }),
        Value::Uuid(value) => arguments.add(format!("{value:032x}")),
        Value::Array(_) => Err("MySQL has no array type".into()),
    }
}

/// A value in wire form with its type.
struct Parameter<'t> {
    kind: &'t MySqlTypeInfo,
    bytes: Vec<u8>,
}

impl<'t> Parameter<'t> {
    fn text(kind: &'t MySqlTypeInfo, text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 9);
        // The length-encoded form of a string.
        match text.len() {
            length @ 0..=250 => bytes.push(length as u8),
            length => {
                bytes.push(0xfe);
                bytes.extend_from_slice(&(length as u64).to_le_bytes());
            }
        }
        bytes.extend_from_slice(text.as_bytes());
        Parameter { kind, bytes }
    }
}

impl Type<MySql> for Parameter<'_> {
    fn type_info() -> MySqlTypeInfo {
        <str as Type<MySql>>::type_info()
    }
}

impl Encode<'_, MySql> for Parameter<'_> {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<MySqlTypeInfo> {
        Some(self.kind.clone())
    }
}

/// Leave out microseconds that are none.
fn shortest(mut text: String) -> String {
    if text.ends_with(".000000") {
        text.truncate(text.len() - 7);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{has_insert_returning, shortest};

    #[test]
    fn microseconds_are_sent_where_there_are_any() {
        assert_eq!(shortest("03:04:05.000000".to_owned()), "03:04:05");
        assert_eq!(shortest("03:04:05.000600".to_owned()), "03:04:05.000600");
    }

    #[test]
    fn mariadb_returns_inserted_rows_from_10_5_on() {
        for (version, expected) in [
            ("10.11.6-MariaDB-0+deb12u1", true),
            ("11.4.2-MariaDB", true),
            ("10.4.34-MariaDB-log", false),
            ("8.4.0", false),
            ("", false),
        ] {
            assert_eq!(has_insert_returning(version), expected, "{version}");
        }
    }
}
