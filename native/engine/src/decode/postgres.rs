//! PostgreSQL's binary values as cells, by type OID.

use sqlx::TypeInfo;
use sqlx::postgres::{PgTypeInfo, PgTypeKind};

use super::own::{self, Own};
use super::{Cell, Compound, coerce, numeric, temporal, text};
use crate::error::{Error, Result};
use crate::types::SqlType;

/// OIDs of the built-in types the engine encodes and decodes; fixed by PostgreSQL's catalogue.
pub(crate) mod oid {
    pub(crate) const BOOL: u32 = 16;
    pub(crate) const BYTEA: u32 = 17;
    pub(crate) const CHAR: u32 = 18;
    pub(crate) const NAME: u32 = 19;
    pub(crate) const INT8: u32 = 20;
    pub(crate) const INT2: u32 = 21;
    pub(crate) const INT4: u32 = 23;
    pub(crate) const TEXT: u32 = 25;
    pub(crate) const OID: u32 = 26;
    pub(crate) const JSON: u32 = 114;
    pub(crate) const XML: u32 = 142;
    pub(crate) const FLOAT4: u32 = 700;
    pub(crate) const FLOAT8: u32 = 701;
    pub(crate) const UNKNOWN: u32 = 705;
    pub(crate) const MONEY: u32 = 790;
    pub(crate) const BPCHAR: u32 = 1042;
    pub(crate) const VARCHAR: u32 = 1043;
    pub(crate) const DATE: u32 = 1082;
    pub(crate) const TIME: u32 = 1083;
    pub(crate) const TIMESTAMP: u32 = 1114;
    pub(crate) const TIMESTAMPTZ: u32 = 1184;
    pub(crate) const INTERVAL: u32 = 1186;
    pub(crate) const TIMETZ: u32 = 1266;
    pub(crate) const NUMERIC: u32 = 1700;
    pub(crate) const UUID: u32 = 2950;
    pub(crate) const JSONB: u32 = 3802;
    const JSONPATH: u32 = 4072;
    /// OIDs below this one are assigned by hand in PostgreSQL's sources.
    const FIRST_ASSIGNED: u32 = 10_000;

    const ARRAYS: [(u32, u32); 25] = [
        (1000, BOOL),
        (1001, BYTEA),
        (1002, CHAR),
        (1003, NAME),
        (1016, INT8),
        (1005, INT2),
        (1007, INT4),
        (1009, TEXT),
        (1028, OID),
        (199, JSON),
        (143, XML),
        (1021, FLOAT4),
        (1022, FLOAT8),
        (791, MONEY),
        (1014, BPCHAR),
        (1015, VARCHAR),
        (1182, DATE),
        (1183, TIME),
        (1115, TIMESTAMP),
        (1185, TIMESTAMPTZ),
        (1187, INTERVAL),
        (1270, TIMETZ),
        (1231, NUMERIC),
        (2951, UUID),
        (3807, JSONB),
    ];

    /// Return the array type of a built-in type.
    pub(crate) fn array_of(item: u32) -> Option<u32> {
        ARRAYS
            .iter()
            .find(|(_, of)| *of == item)
            .map(|(array, _)| *array)
    }

    /// Return the element type of a built-in array type.
    pub(crate) fn item_of(array: u32) -> Option<u32> {
        ARRAYS
            .iter()
            .find(|(of, _)| *of == array)
            .map(|(_, item)| *item)
    }

    /// Return true for text and the built-in types whose binary form is their text.
    pub(crate) fn is_text(oid: u32) -> bool {
        matches!(oid, CHAR | NAME | TEXT | XML | UNKNOWN | BPCHAR | VARCHAR)
    }

    /// Return true for a built-in type whose binary form the engine does not know.
    pub(crate) fn has_own_binary_form(oid: u32) -> bool {
        oid == JSONPATH || (oid != 0 && oid != JSON && oid < FIRST_ASSIGNED && !is_text(oid))
    }
}

/// How the values of one column are read.
pub(crate) enum Decoder {
    Scalar {
        oid: u32,
        /// The planned type has another form than the column's.
        coerce: bool,
    },
    Array {
        item: Box<Decoder>,
    },
    /// A type with a binary form of its own.
    Own(Own),
    Range {
        item: Box<Decoder>,
    },
    /// The number of an object in the server's catalogue, read as the object's name.
    Registered {
        oid: u32,
    },
    /// A composite or other type without a cell.
    Unsupported {
        name: String,
    },
}

impl Decoder {
    /// Choose the reader for a column of this type.
    pub(crate) fn new(kind: &PgTypeInfo, plan: &SqlType) -> Self {
        let oid = kind.oid().map_or(0, |oid| oid.0);
        match kind.kind() {
            PgTypeKind::Domain(base) => Decoder::new(base, plan),
            PgTypeKind::Array(item) => {
                let plan = if let SqlType::Array { item, .. } = plan {
                    item
                } else {
                    &SqlType::Null
                };
                Decoder::Array {
                    item: Box::new(Decoder::new(item, plan)),
                }
            }
            PgTypeKind::Enum(_) => Decoder::Scalar {
                oid: oid::TEXT,
                coerce: false,
            },
            PgTypeKind::Range(item) => Decoder::Range {
                item: Box::new(Decoder::new(item, &SqlType::Null)),
            },
            PgTypeKind::Composite(_) => Decoder::Unsupported {
                name: kind.name().to_owned(),
            },
            _ => Decoder::simple(oid, kind.name(), plan),
        }
    }

    fn simple(oid: u32, name: &str, plan: &SqlType) -> Self {
        // A truth value is one on the server; what is only read as one stays what it is.
        let coerce = !matches!(plan, SqlType::Null | SqlType::Boolean);
        if decodable(oid) {
            return Decoder::Scalar { oid, coerce };
        }
        match Own::of(oid, name) {
            None if registered(oid).is_some() => Decoder::Registered { oid },
            Some(own) => Decoder::Own(own),
            None if !oid::has_own_binary_form(oid) => Decoder::Scalar {
                oid: oid::TEXT,
                coerce,
            },
            None => Decoder::Unsupported {
                name: name.to_owned(),
            },
        }
    }

    /// Tell whether values are numbers of which the server has to be asked the names.
    pub(crate) fn is_registered(&self) -> bool {
        matches!(self, Decoder::Registered { .. })
    }

    /// Read one value that is not NULL.
    pub(crate) fn cell<'r>(&self, bytes: &'r [u8], plan: &SqlType) -> Result<Cell<'r>> {
        match self {
            Decoder::Scalar { oid, coerce: false } => scalar(*oid, bytes),
            Decoder::Scalar { oid, coerce: true } => coerce(scalar(*oid, bytes)?, plan),
            Decoder::Array { item } => array(
                bytes,
                item,
                if let SqlType::Array { item, .. } = plan {
                    item
                } else {
                    &SqlType::Null
                },
            ),
            Decoder::Own(own) => own.cell(bytes),
            Decoder::Range { item } => own::range(bytes, item),
            // In an array: the number is all there is.
            Decoder::Registered { .. } => scalar(oid::OID, bytes),
            Decoder::Unsupported { name } => Err(Error::unsupported(format!(
                "columns of PostgreSQL type {name} are not supported; cast the column to text"
            ))),
        }
    }
}

fn decodable(oid: u32) -> bool {
    use oid::*;
    is_text(oid)
        || matches!(
            oid,
            BOOL | BYTEA
                | INT8
                | INT2
                | INT4
                | OID
                | JSON
                | FLOAT4
                | FLOAT8
                | MONEY
                | DATE
                | TIME
                | TIMESTAMP
                | TIMESTAMPTZ
                | INTERVAL
                | TIMETZ
                | NUMERIC
                | UUID
                | JSONB
                | VOID
        )
}

/// Return what a type of catalogue numbers is called in a cast.
pub(crate) fn registered(oid: u32) -> Option<&'static str> {
    Some(match oid {
        24 => "regproc",
        2202 => "regprocedure",
        2203 => "regoper",
        2204 => "regoperator",
        2205 => "regclass",
        2206 => "regtype",
        3734 => "regconfig",
        3769 => "regdictionary",
        4089 => "regnamespace",
        4096 => "regrole",
        4191 => "regcollation",
        _ => return None,
    })
}

/// The result type of procedures and functions like `pg_sleep`; psycopg gives an empty string.
const VOID: u32 = 2278;

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes
        .get(..N)
        .and_then(|head| head.try_into().ok())
        .ok_or_else(|| Error::data("a value from the server is shorter than its type"))
}

fn scalar(kind: u32, bytes: &[u8]) -> Result<Cell<'_>> {
    Ok(match kind {
        oid::BOOL => Cell::Bool(fixed::<1>(bytes)? != [0]),
        oid::INT2 => Cell::Int(i64::from(i16::from_be_bytes(fixed(bytes)?))),
        oid::INT4 => Cell::Int(i64::from(i32::from_be_bytes(fixed(bytes)?))),
        oid::INT8 => Cell::Int(i64::from_be_bytes(fixed(bytes)?)),
        oid::OID => Cell::Int(i64::from(u32::from_be_bytes(fixed(bytes)?))),
        oid::FLOAT4 => Cell::Float(single(f32::from_be_bytes(fixed(bytes)?))),
        oid::FLOAT8 => Cell::Float(f64::from_be_bytes(fixed(bytes)?)),
        oid::NUMERIC => Cell::Decimal(numeric::from_postgres(bytes)?.into()),
        oid::MONEY => Cell::Decimal(money(i64::from_be_bytes(fixed(bytes)?)).into()),
        oid::BYTEA => Cell::Bytes(bytes),
        oid::DATE => Cell::Date(temporal::postgres_date(i32::from_be_bytes(fixed(bytes)?))?),
        oid::TIMETZ => {
            let time = temporal::time_of_micros(i64::from_be_bytes(fixed(bytes)?))?;
            let west = i32::from_be_bytes(fixed(bytes.get(8..).unwrap_or(&[]))?);
            Cell::Compound(
                Compound::ZonedTime { offset: -west },
                vec![Cell::Time(time)],
            )
        }
        // 24:00:00 is a time on PostgreSQL and none in Python.
        oid::TIME => Cell::Time(temporal::time_of_micros(i64::from_be_bytes(fixed(bytes)?))?),
        oid::TIMESTAMP => Cell::DateTime(temporal::postgres_timestamp(i64::from_be_bytes(fixed(
            bytes,
        )?))?),
        oid::TIMESTAMPTZ => Cell::DateTimeUtc(temporal::postgres_timestamp(i64::from_be_bytes(
            fixed(bytes)?,
        ))?),
        oid::INTERVAL => Cell::Interval(interval(fixed(bytes)?)?),
        oid::UUID => Cell::Uuid(u128::from_be_bytes(fixed(bytes)?)),
        oid::JSON => Cell::Json(text(bytes)?),
        oid::JSONB => match bytes {
            [1, json @ ..] => Cell::Json(text(json)?),
            _ => return Err(Error::data("unknown version of jsonb")),
        },
        _ => Cell::Text(text(bytes)?),
    })
}

/// Widen as Python's drivers do: the shortest decimal that names the same `real`.
fn single(value: f32) -> f64 {
    value
        .to_string()
        .parse()
        .unwrap_or_else(|_| f64::from(value))
}

fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:02}",
        cents.unsigned_abs() / 100,
        cents.unsigned_abs() % 100
    )
}

/// Read microseconds, days and months; a year counts 365 days and a month 30, as psycopg makes a timedelta.
fn interval(bytes: [u8; 16]) -> Result<i64> {
    let micros = i64::from_be_bytes(fixed(&bytes)?);
    let days = i64::from(i32::from_be_bytes(fixed(&bytes[8..])?));
    let months = i64::from(i32::from_be_bytes(fixed(&bytes[12..])?));
    let days = days + months / 12 * 365 + months % 12 * 30;
    days.checked_mul(temporal::DAY_MICROS)
        .and_then(|days| days.checked_add(micros))
        .ok_or_else(|| Error::data("interval out of range"))
}

/// Read an array: dimensions, null flag, element type, then (length, lower bound) a dimension, then the elements.
fn array<'r>(bytes: &'r [u8], item: &Decoder, plan: &SqlType) -> Result<Cell<'r>> {
    let size = |raw: [u8; 4]| {
        usize::try_from(i32::from_be_bytes(raw))
            .map_err(|_| Error::data("a negative length in an array"))
    };
    let dimensions = size(fixed(bytes)?)?;
    let mut lengths = Vec::with_capacity(dimensions.min(6));
    for at in 0..dimensions {
        lengths.push(size(fixed(bytes.get(12 + at * 8..).unwrap_or(&[]))?)?);
    }
    if dimensions == 0 {
        return Ok(Cell::Array(Vec::new()));
    }
    let mut rest = bytes.get(12 + dimensions * 8..).unwrap_or(&[]);
    items(&mut rest, &lengths, item, plan)
}

fn items<'r>(
    rest: &mut &'r [u8],
    lengths: &[usize],
    item: &Decoder,
    plan: &SqlType,
) -> Result<Cell<'r>> {
    let Some((length, deeper)) = lengths.split_first() else {
        return element(rest, item, plan);
    };
    (0..*length)
        .map(|_| items(rest, deeper, item, plan))
        .collect::<Result<Vec<_>>>()
        .map(Cell::Array)
}

fn element<'r>(rest: &mut &'r [u8], item: &Decoder, plan: &SqlType) -> Result<Cell<'r>> {
    let length = i32::from_be_bytes(fixed(rest)?);
    let Ok(length) = usize::try_from(length) else {
        *rest = &rest[4..];
        return Ok(Cell::Null);
    };
    let bytes = rest
        .get(4..4 + length)
        .ok_or_else(|| Error::data("a truncated array"))?;
    *rest = &rest[4 + length..];
    item.cell(bytes, plan)
}
