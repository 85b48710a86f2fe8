//! Parameters in PostgreSQL's binary format, for the type the server expects and not for the value at hand.

use chrono::{NaiveDateTime, NaiveTime};
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo, PgTypeKind, Postgres};
use sqlx::{Arguments, Type};

use crate::decode::postgres::oid;
use crate::decode::{numeric, temporal};
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

/// Return the type a parameter is declared with, or 0 to let the server infer it.
pub(super) fn declared_oid(kind: &SqlType) -> u32 {
    match kind {
        SqlType::Boolean => oid::BOOL,
        SqlType::SmallInteger => oid::INT2,
        SqlType::Integer => oid::INT4,
        SqlType::BigInteger => oid::INT8,
        SqlType::Float { .. } | SqlType::Double => oid::FLOAT8,
        SqlType::Numeric { .. } => oid::NUMERIC,
        SqlType::Varchar { .. } | SqlType::Char { .. } => oid::VARCHAR,
        SqlType::Text => oid::TEXT,
        SqlType::Binary { .. } => oid::BYTEA,
        SqlType::Date => oid::DATE,
        SqlType::Time { timezone: false } => oid::TIME,
        SqlType::Time { timezone: true } => oid::TIMETZ,
        SqlType::DateTime { timezone: false } => oid::TIMESTAMP,
        SqlType::DateTime { timezone: true } => oid::TIMESTAMPTZ,
        SqlType::Interval { .. } => oid::INTERVAL,
        SqlType::Uuid => oid::UUID,
        SqlType::Json { binary: false } => oid::JSON,
        SqlType::Json { binary: true } => oid::JSONB,
        SqlType::Array { item, .. } => oid::array_of(declared_oid(item)).unwrap_or(0),
        SqlType::Null | SqlType::Enum { .. } | SqlType::Other { .. } => 0,
    }
}

/// Return the type of a parameter of which only the value is known, as psycopg declares it; 0 for text, which may stand
/// for a value of any type.
pub(super) fn oid_of_value(value: &Value) -> u32 {
    match value {
        Value::Null | Value::Text(_) | Value::Json(_) => 0,
        Value::Bool(_) => oid::BOOL,
        Value::Int(number) => match (i16::try_from(*number), i32::try_from(*number)) {
            (Ok(_), _) => oid::INT2,
            (_, Ok(_)) => oid::INT4,
            _ => oid::INT8,
        },
        Value::UInt(_) | Value::Decimal(_) => oid::NUMERIC,
        Value::Float(_) => oid::FLOAT8,
        Value::Bytes(_) => oid::BYTEA,
        Value::Date(_) => oid::DATE,
        Value::Time(_) => oid::TIME,
        Value::DateTime(_) => oid::TIMESTAMP,
        Value::DateTimeUtc(_) => oid::TIMESTAMPTZ,
        Value::Interval(_) => oid::INTERVAL,
        Value::Uuid(_) => oid::UUID,
        Value::Array(items) => oid_of_items(items),
    }
}

/// Return the type of an array of these items: of the widest one where they are integers, else of the one they share.
fn oid_of_items(items: &[Value]) -> u32 {
    const INTEGERS: [u32; 3] = [oid::INT2, oid::INT4, oid::INT8];
    let width = |oid: u32| INTEGERS.iter().position(|one| *one == oid);
    let shared = items
        .iter()
        .filter(|item| !matches!(item, Value::Null))
        .map(oid_of_value)
        .reduce(|left, right| match (width(left), width(right)) {
            _ if left == right => left,
            (Some(left), Some(right)) => INTEGERS[left.max(right)],
            _ => 0,
        });
    match items.iter().any(|item| matches!(item, Value::Array(_))) {
        // Arrays of more dimensions are of their items' type, too.
        true => shared.unwrap_or(0),
        false => shared.and_then(oid::array_of).unwrap_or(0),
    }
}

pub(super) fn type_info(oid: u32) -> PgTypeInfo {
    PgTypeInfo::with_oid(Oid(oid))
}

/// Encode for declared types, all of them built in.
pub(super) fn by_oid(oids: &[u32], binds: &[(Value, SqlType)]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for (at, (oid, (value, _))) in oids.iter().zip(binds).enumerate() {
        let target = Target {
            oid: *oid,
            item: oid::item_of(*oid).map(|item| Box::new(Target::scalar(item))),
        };
        add(&mut arguments, at, value, &target)?;
    }
    Ok(arguments)
}

/// Encode for the types of a prepared statement.
pub(super) fn by_type(types: &[PgTypeInfo], binds: &[(Value, SqlType)]) -> Result<PgArguments> {
    if types.len() != binds.len() {
        return Err(Error::new(
            crate::error::Kind::Programming,
            format!(
                "the query has {} placeholders but {} parameters were passed",
                types.len(),
                binds.len()
            ),
        ));
    }
    let mut arguments = PgArguments::default();
    for (at, (kind, (value, _))) in types.iter().zip(binds).enumerate() {
        add(&mut arguments, at, value, &Target::of(kind))?;
    }
    Ok(arguments)
}

/// The wire type of one parameter.
struct Target {
    oid: u32,
    item: Option<Box<Target>>,
}

impl Target {
    fn scalar(oid: u32) -> Self {
        Target { oid, item: None }
    }

    fn of(kind: &PgTypeInfo) -> Self {
        let oid = kind.oid().map_or(0, |oid| oid.0);
        match kind.kind() {
            PgTypeKind::Domain(base) => Target::of(base),
            PgTypeKind::Array(item) => Target {
                oid,
                item: Some(Box::new(Target::of_item(item))),
            },
            _ => Target { oid, item: None },
        }
    }

    /// An element's header names the element type itself, also where that is a domain.
    fn of_item(kind: &PgTypeInfo) -> Self {
        Target {
            oid: kind.oid().map_or(0, |oid| oid.0),
            item: None,
        }
    }
}

fn add(arguments: &mut PgArguments, at: usize, value: &Value, target: &Target) -> Result<()> {
    let mut bytes = Vec::new();
    let null = matches!(value, Value::Null);
    if !null {
        encode(value, target, &mut bytes).map_err(|error| Error {
            parameter: Some(at),
            ..error
        })?;
    }
    let parameter = Parameter {
        oid: target.oid,
        bytes,
        null,
    };
    arguments
        .add(parameter)
        .map_err(|error| Error::data(error.to_string()))
}

/// One encoded value on its way through sqlx.
struct Parameter {
    oid: u32,
    bytes: Vec<u8>,
    null: bool,
}

impl Type<Postgres> for Parameter {
    fn type_info() -> PgTypeInfo {
        type_info(0)
    }
}

impl Encode<'_, Postgres> for Parameter {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if self.null {
            return Ok(IsNull::Yes);
        }
        buffer.extend_from_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(type_info(self.oid))
    }

    fn size_hint(&self) -> usize {
        self.bytes.len()
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "NULL",
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::UInt(_) => "an integer",
        Value::Float(_) => "a float",
        Value::Text(_) => "a string",
        Value::Bytes(_) => "bytes",
        Value::Date(_) => "a date",
        Value::Time(_) => "a time",
        Value::DateTime(_) | Value::DateTimeUtc(_) => "a datetime",
        Value::Interval(_) => "an interval",
        Value::Uuid(_) => "a UUID",
        Value::Decimal(_) => "a decimal",
        Value::Json(_) => "JSON",
        Value::Array(_) => "an array",
    }
}

fn mismatch(value: &Value, target: &str) -> Error {
    Error::data(format!("{} cannot be sent as {target}", describe(value)))
}

fn integer(value: &Value, target: &str) -> Result<i64> {
    match value {
        Value::Bool(value) => Ok(i64::from(*value)),
        Value::Int(value) => Ok(*value),
        Value::UInt(value) => {
            i64::try_from(*value).map_err(|_| Error::data(format!("{target} out of range")))
        }
        Value::Text(text) => text.trim().parse().map_err(|_| mismatch(value, target)),
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        Value::Float(number) if number.fract() == 0.0 && number.abs() < i64::MAX as f64 => {
            Ok(*number as i64)
        }
        Value::Decimal(text) => match text.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => {
                whole.parse().map_err(|_| mismatch(value, target))
            }
            Some(_) => Err(mismatch(value, target)),
            None => text.parse().map_err(|_| mismatch(value, target)),
        },
        _ => Err(mismatch(value, target)),
    }
}

fn narrow<T: TryFrom<i64>>(value: &Value, target: &str) -> Result<T> {
    T::try_from(integer(value, target)?).map_err(|_| Error::data(format!("{target} out of range")))
}

fn float(value: &Value, target: &str) -> Result<f64> {
    match value {
        Value::Float(value) => Ok(*value),
        #[allow(clippy::cast_precision_loss)]
        Value::Int(value) => Ok(*value as f64),
        #[allow(clippy::cast_precision_loss)]
        Value::UInt(value) => Ok(*value as f64),
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Decimal(text) | Value::Text(text) => {
            text.trim().parse().map_err(|_| mismatch(value, target))
        }
        _ => Err(mismatch(value, target)),
    }
}

fn timestamp(value: &Value, target: &str) -> Result<NaiveDateTime> {
    match value {
        Value::DateTime(value) | Value::DateTimeUtc(value) => Ok(*value),
        Value::Date(value) => Ok(value.and_time(NaiveTime::MIN)),
        Value::Text(text) => match temporal::parse_datetime(text)? {
            crate::decode::Cell::DateTime(value) | crate::decode::Cell::DateTimeUtc(value) => {
                Ok(value)
            }
            _ => Err(mismatch(value, target)),
        },
        _ => Err(mismatch(value, target)),
    }
}

/// Write a value as text, for types whose binary form is their text.
fn text(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => {}
        Value::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Value::Int(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::UInt(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::Float(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::Text(value) | Value::Decimal(value) | Value::Json(value) => {
            out.extend_from_slice(value.as_bytes())
        }
        Value::Bytes(value) => out.extend_from_slice(value),
        Value::Date(value) => out.extend_from_slice(temporal::date_text(*value).as_bytes()),
        Value::Time(value) => out.extend_from_slice(temporal::time_text(*value).as_bytes()),
        Value::DateTime(value) => out.extend_from_slice(temporal::datetime_text(*value).as_bytes()),
        Value::DateTimeUtc(value) => {
            out.extend_from_slice(temporal::datetime_text(*value).as_bytes());
            out.extend_from_slice(b"+00");
        }
        Value::Interval(us) => out.extend_from_slice(format!("{us} microseconds").as_bytes()),
        Value::Uuid(value) => {
            out.extend_from_slice(uuid::Uuid::from_u128(*value).to_string().as_bytes())
        }
        Value::Array(items) => text_array(items, out),
    }
}

/// Write an array literal (`{"a",NULL}`).
fn text_array(items: &[Value], out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match item {
            Value::Null => out.extend_from_slice(b"NULL"),
            Value::Array(items) => text_array(items, out),
            item => {
                let mut plain = Vec::new();
                text(item, &mut plain);
                out.push(b'"');
                for byte in plain {
                    if matches!(byte, b'"' | b'\\') {
                        out.push(b'\\');
                    }
                    out.push(byte);
                }
                out.push(b'"');
            }
        }
    }
    out.push(b'}');
}

fn encode(value: &Value, target: &Target, out: &mut Vec<u8>) -> Result<()> {
    if let Some(item) = &target.item {
        return match value {
            Value::Array(items) => array(items, item, out),
            _ => Err(mismatch(value, "an array")),
        };
    }
    match target.oid {
        oid::BOOL => match value {
            Value::Bool(value) => out.push(u8::from(*value)),
            Value::Int(value @ (0 | 1)) => out.push(u8::from(*value == 1)),
            _ => return Err(mismatch(value, "boolean")),
        },
        oid::INT2 => out.extend_from_slice(&narrow::<i16>(value, "smallint")?.to_be_bytes()),
        oid::INT4 => out.extend_from_slice(&narrow::<i32>(value, "integer")?.to_be_bytes()),
        oid::INT8 | oid::MONEY => {
            out.extend_from_slice(&narrow::<i64>(value, "bigint")?.to_be_bytes())
        }
        oid::OID => out.extend_from_slice(&narrow::<u32>(value, "oid")?.to_be_bytes()),
        #[allow(clippy::cast_possible_truncation)]
        oid::FLOAT4 => out.extend_from_slice(&(float(value, "real")? as f32).to_be_bytes()),
        oid::FLOAT8 => out.extend_from_slice(&float(value, "double precision")?.to_be_bytes()),
        oid::NUMERIC => return decimal(value, out),
        oid::BYTEA => match value {
            Value::Bytes(bytes) => out.extend_from_slice(bytes),
            _ => return Err(mismatch(value, "bytea")),
        },
        oid::DATE => {
            let days = temporal::to_postgres_date(timestamp(value, "date")?.date());
            out.extend_from_slice(&days.to_be_bytes());
        }
        oid::TIMESTAMP | oid::TIMESTAMPTZ => {
            let micros = temporal::to_postgres_timestamp(timestamp(value, "timestamp")?);
            out.extend_from_slice(&micros.to_be_bytes());
        }
        oid::TIME | oid::TIMETZ => {
            let (time, offset) = match value {
                Value::Time(value) => (*value, 0),
                Value::Text(text) => temporal::parse_zoned_time(text)?,
                _ => return Err(mismatch(value, "time")),
            };
            out.extend_from_slice(&temporal::micros_of_time(time).to_be_bytes());
            if target.oid == oid::TIMETZ {
                // Seconds west of Greenwich.
                let west = i32::try_from(-offset).map_err(|_| mismatch(value, "time"))?;
                out.extend_from_slice(&west.to_be_bytes());
            }
        }
        oid::INTERVAL => match value {
            Value::Interval(us) => {
                // Days apart from microseconds, as psycopg sends a timedelta.
                let (days, rest) = (
                    us.div_euclid(temporal::DAY_MICROS),
                    us.rem_euclid(temporal::DAY_MICROS),
                );
                let days = i32::try_from(days).map_err(|_| Error::data("interval out of range"))?;
                out.extend_from_slice(&rest.to_be_bytes());
                out.extend_from_slice(&days.to_be_bytes());
                out.extend_from_slice(&0i32.to_be_bytes());
            }
            _ => return Err(mismatch(value, "interval")),
        },
        oid::UUID => match value {
            Value::Uuid(value) => out.extend_from_slice(&value.to_be_bytes()),
            Value::Text(text) => match uuid::Uuid::try_parse(text) {
                Ok(value) => out.extend_from_slice(value.as_bytes()),
                Err(_) => return Err(Error::data(format!("invalid UUID '{text}'"))),
            },
            _ => return Err(mismatch(value, "uuid")),
        },
        oid::JSONB => {
            out.push(1);
            text(value, out);
        }
        _ => return other(value, target.oid, out),
    }
    Ok(())
}

/// Enums, citext, text and its kin: the binary form is the text. For the few built-in types that differ a text
/// would be read as other bytes, so those are refused.
fn other(value: &Value, target: u32, out: &mut Vec<u8>) -> Result<()> {
    if oid::has_own_binary_form(target) {
        return Err(Error::unsupported(format!(
            "a parameter of PostgreSQL type {target} is not supported; send text and cast it: CAST(:x AS text)::type"
        )));
    }
    if let Value::Text(text) | Value::Json(text) = value
        && text.contains('\0')
    {
        return Err(Error::data(
            "PostgreSQL text fields cannot contain NUL (0x00) bytes",
        ));
    }
    text(value, out);
    Ok(())
}

fn decimal(value: &Value, out: &mut Vec<u8>) -> Result<()> {
    match value {
        Value::Decimal(text) | Value::Text(text) => numeric::to_postgres(text.trim(), out),
        Value::Int(value) => numeric::to_postgres(&value.to_string(), out),
        Value::UInt(value) => numeric::to_postgres(&value.to_string(), out),
        Value::Float(value) => numeric::to_postgres(&value.to_string(), out),
        Value::Bool(value) => numeric::to_postgres(if *value { "1" } else { "0" }, out),
        _ => Err(mismatch(value, "numeric")),
    }
}

/// Write an array of one or more dimensions; all rows of a dimension have the same length.
fn array(items: &[Value], item: &Target, out: &mut Vec<u8>) -> Result<()> {
    let mut lengths = Vec::new();
    let mut level = Some(items);
    while let Some(rows) = level {
        if rows.is_empty() {
            break;
        }
        lengths.push(rows.len());
        level = match &rows[0] {
            Value::Array(inner) => Some(inner.as_slice()),
            _ => None,
        };
    }
    let mut leaves = Vec::new();
    flatten(items, &lengths, &mut leaves)?;
    let size = |length: usize| i32::try_from(length).map_err(|_| Error::data("array too large"));
    let has_null = leaves.iter().any(|value| matches!(value, Value::Null));
    out.extend_from_slice(&size(lengths.len())?.to_be_bytes());
    out.extend_from_slice(&i32::from(has_null).to_be_bytes());
    out.extend_from_slice(&item.oid.to_be_bytes());
    for length in &lengths {
        out.extend_from_slice(&size(*length)?.to_be_bytes());
        out.extend_from_slice(&1i32.to_be_bytes());
    }
    for value in leaves {
        if matches!(value, Value::Null) {
            out.extend_from_slice(&(-1i32).to_be_bytes());
            continue;
        }
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        encode(value, item, out)?;
        let length = size(out.len() - start - 4)?;
        out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

fn flatten<'v>(items: &'v [Value], lengths: &[usize], leaves: &mut Vec<&'v Value>) -> Result<()> {
    let Some((length, deeper)) = lengths.split_first() else {
        return Ok(());
    };
    if items.len() != *length {
        return Err(Error::data("nested lists have inconsistent lengths"));
    }
    for item in items {
        match (item, deeper.is_empty()) {
            (Value::Array(inner), false) => flatten(inner, deeper, leaves)?,
            (Value::Array(_), true) | (_, false) => {
                return Err(Error::data("nested lists have inconsistent depths"));
            }
            (leaf, true) => leaves.push(leaf),
        }
    }
    Ok(())
}
