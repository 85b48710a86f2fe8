//! MySQL's binary values as cells, by column type; sqlx's typed reads are too strict for what servers send.

use chrono::{NaiveDate, NaiveTime};
use sqlx::decode::Decode;
use sqlx::mysql::{MySql, MySqlTypeInfo, MySqlValueRef};
use sqlx::{Type, TypeInfo};

use super::{Cell, coerce, temporal, text};
use crate::error::{Error, Result};
use crate::types::SqlType;

/// How the values of one column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoder {
    Signed,
    Unsigned,
    Float,
    Double,
    Decimal,
    Date,
    DateTime,
    Time,
    Bits,
    Text,
    Json,
    Bytes,
}

impl Decoder {
    /// Choose the reader for a column of this type.
    pub(crate) fn new(kind: &MySqlTypeInfo) -> Self {
        match kind.name() {
            "BOOLEAN" | "TINYINT" | "SMALLINT" | "INT" | "MEDIUMINT" | "BIGINT" => Decoder::Signed,
            "FLOAT" => Decoder::Float,
            "DOUBLE" => Decoder::Double,
            "DECIMAL" => Decoder::Decimal,
            "DATE" => Decoder::Date,
            "DATETIME" | "TIMESTAMP" => Decoder::DateTime,
            "TIME" => Decoder::Time,
            "BIT" => Decoder::Bits,
            "JSON" => Decoder::Json,
            "YEAR" => Decoder::Unsigned,
            name if name.ends_with("UNSIGNED") => Decoder::Unsigned,
            "ENUM" | "SET" => Decoder::Text,
            // A character column of a binary collation is named like a blob; the collation tells them apart.
            _ if <str as Type<MySql>>::compatible(kind) => Decoder::Text,
            _ => Decoder::Bytes,
        }
    }

    /// Read one value.
    pub(crate) fn cell<'r>(self, value: MySqlValueRef<'r>, plan: &SqlType) -> Result<Cell<'r>> {
        // The only failure of reading bytes is NULL. A zero date is not NULL on the server, and none in Python.
        let Ok(bytes) = <&[u8] as Decode<MySql>>::decode(value) else {
            return Ok(Cell::Null);
        };
        let cell = self.native(bytes)?;
        if comes_as_it_is(&cell, plan) {
            return Ok(cell);
        }
        coerce(cell, plan)
    }

    fn native(self, bytes: &[u8]) -> Result<Cell<'_>> {
        Ok(match self {
            Decoder::Signed => Cell::Int(signed(bytes)?),
            Decoder::Unsigned => match unsigned(bytes)? {
                value if value > i64::MAX as u64 => Cell::UInt(value),
                value => Cell::Int(value as i64),
            },
            Decoder::Float => {
                let value = f32::from_le_bytes(fixed(bytes)?);
                Cell::Float(
                    value
                        .to_string()
                        .parse()
                        .unwrap_or_else(|_| f64::from(value)),
                )
            }
            Decoder::Double => Cell::Float(f64::from_le_bytes(fixed(bytes)?)),
            Decoder::Decimal => Cell::Decimal(text(bytes)?.into()),
            Decoder::Date => match datetime(bytes)? {
                Some(value) => Cell::Date(value.date()),
                None => Cell::Null,
            },
            Decoder::DateTime => datetime(bytes)?.map_or(Cell::Null, Cell::DateTime),
            Decoder::Time => Cell::Interval(duration(bytes)?),
            Decoder::Bits | Decoder::Bytes => Cell::Bytes(bytes),
            Decoder::Text => Cell::Text(text(bytes)?),
            Decoder::Json => Cell::Json(text(bytes)?),
        })
    }
}

/// What the server computed as something else than its type says: SQLAlchemy leaves it to Python's drivers, which know
/// decimals and dates, and hand on what they were sent.
fn comes_as_it_is(cell: &Cell<'_>, plan: &SqlType) -> bool {
    matches!(
        (plan, cell),
        (
            SqlType::Numeric {
                asdecimal: true,
                ..
            },
            Cell::Int(_) | Cell::UInt(_) | Cell::Float(_)
        ) | (SqlType::Date | SqlType::DateTime { .. }, Cell::Text(_))
    )
}

fn short() -> Error {
    Error::data("a value from the server is shorter than its type")
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes
        .get(..N)
        .and_then(|head| head.try_into().ok())
        .ok_or_else(short)
}

fn signed(bytes: &[u8]) -> Result<i64> {
    Ok(match bytes.len() {
        1 => i64::from(i8::from_le_bytes(fixed(bytes)?)),
        2 => i64::from(i16::from_le_bytes(fixed(bytes)?)),
        4 => i64::from(i32::from_le_bytes(fixed(bytes)?)),
        _ => i64::from_le_bytes(fixed(bytes)?),
    })
}

fn unsigned(bytes: &[u8]) -> Result<u64> {
    Ok(match bytes.len() {
        1 => u64::from(u8::from_le_bytes(fixed(bytes)?)),
        2 => u64::from(u16::from_le_bytes(fixed(bytes)?)),
        4 => u64::from(u32::from_le_bytes(fixed(bytes)?)),
        _ => u64::from_le_bytes(fixed(bytes)?),
    })
}

/// Read a length byte, then year, month, day, and, by length, the clock and microseconds. A zero date is NULL.
fn datetime(bytes: &[u8]) -> Result<Option<chrono::NaiveDateTime>> {
    let (&length, rest) = bytes.split_first().ok_or_else(short)?;
    if length == 0 {
        return Ok(None);
    }
    let year = i32::from(u16::from_le_bytes(fixed(rest)?));
    let [_, _, month, day] = fixed(rest)?;
    if (year, month, day) == (0, 0, 0) {
        return Ok(None);
    }
    let date =
        NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day)).ok_or_else(|| {
            Error::data(format!(
                "date {year:04}-{month:02}-{day:02} is none in the calendar"
            ))
        })?;
    let time = if length >= 7 {
        clock(rest.get(4..).unwrap_or(&[]), length >= 11)?
    } else {
        NaiveTime::MIN
    };
    Ok(Some(date.and_time(time)))
}

fn clock(bytes: &[u8], with_micros: bool) -> Result<NaiveTime> {
    let [hour, minute, second] = fixed(bytes)?;
    let micros = if with_micros {
        u32::from_le_bytes(fixed(bytes.get(3..).unwrap_or(&[]))?)
    } else {
        0
    };
    NaiveTime::from_hms_micro_opt(
        u32::from(hour),
        u32::from(minute),
        u32::from(second),
        micros,
    )
    .ok_or_else(|| Error::data("a time of the server is out of range"))
}

/// Read a length byte, then sign, days, clock and microseconds, as microseconds.
fn duration(bytes: &[u8]) -> Result<i64> {
    let (&length, rest) = bytes.split_first().ok_or_else(short)?;
    if length == 0 {
        return Ok(0);
    }
    let negative = fixed::<1>(rest)? != [0];
    let days = i64::from(u32::from_le_bytes(fixed(rest.get(1..).unwrap_or(&[]))?));
    let time = clock(rest.get(5..).unwrap_or(&[]), length >= 12)?;
    let micros = days * temporal::DAY_MICROS + temporal::micros_of_time(time);
    Ok(if negative { -micros } else { micros })
}
