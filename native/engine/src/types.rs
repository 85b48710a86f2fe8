//! SQL types and values as the compiler and the drivers see them. Knows nothing of Python.

/// A column or parameter type. DDL, casts, binding and decoding all start from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// No type is known; a value binds and decodes by what it is.
    Null,
    Boolean,
    SmallInteger,
    Integer,
    BigInteger,
    /// `FLOAT`, with an optional binary precision.
    Float {
        precision: Option<u32>,
    },
    Double,
    /// Exact decimal; `asdecimal` false decodes to a float.
    Numeric {
        precision: Option<u32>,
        scale: Option<u32>,
        asdecimal: bool,
    },
    /// `VARCHAR`, or `VARCHAR(length)`.
    Varchar {
        length: Option<u32>,
    },
    Text,
    Char {
        length: Option<u32>,
    },
    Binary {
        length: Option<u32>,
    },
    Date,
    Time {
        timezone: bool,
    },
    DateTime {
        timezone: bool,
    },
    /// A duration; `native` is PostgreSQL's own INTERVAL, asked for by that name.
    Interval {
        native: bool,
    },
    /// Native on PostgreSQL, 32 hexadecimal digits elsewhere.
    Uuid,
    Json {
        binary: bool,
    },
    /// A named type on PostgreSQL, inline on MySQL, text on SQLite.
    Enum {
        name: Option<String>,
        values: Vec<String>,
        native: bool,
    },
    Array {
        item: Box<SqlType>,
        /// How many brackets are written; the server keeps no such number.
        dimensions: u32,
    },
    /// A type written to DDL verbatim; values bind and decode as text.
    Other {
        ddl: String,
    },
}

/// One scalar on its way to or from a database.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// Integers past `i64::MAX` (MySQL `BIGINT UNSIGNED`).
    UInt(u64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Date(chrono::NaiveDate),
    Time(chrono::NaiveTime),
    DateTime(chrono::NaiveDateTime),
    /// An instant, kept in UTC.
    DateTimeUtc(chrono::NaiveDateTime),
    /// Microseconds.
    Interval(i64),
    Uuid(u128),
    /// Decimal digits as text (`-12.340`, `NaN`).
    Decimal(String),
    /// JSON text.
    Json(String),
    Array(Vec<Value>),
}

/// The database a statement is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
    Mysql,
}
