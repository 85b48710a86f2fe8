//! Python value to engine value, by the `TypeSpec` of the parameter. Anything that does not fit is a TypeError or ValueError
//! that names the type; the caller wraps it into a StatementError.

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDate, PyDateTime, PyDelta, PyDict, PyFloat, PyFrozenSet, PyInt,
    PyList, PyMemoryView, PySet, PyString, PyTime, PyTuple, PyTzInfoAccess,
};
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

use super::{codec, result, scalar, temporal};
use crate::types::TypeSpec;

type Any<'a, 'py> = &'a Bound<'py, PyAny>;

/// Encode one parameter.
pub fn encode(value: Any<'_, '_>, spec: &TypeSpec, dialect: Dialect) -> PyResult<Value> {
    match &spec.bind {
        None => encode_stored(value, spec, dialect),
        Some(bind) => match utc(value, spec, dialect)? {
            Some(instant) => Ok(instant),
            None => encode_stored(&bind.bind(value.py()).call1((value,))?, spec, dialect),
        },
    }
}

/// Encode an aware datetime of a column that keeps instants; its Python conversion, which refuses naive ones, is not needed.
fn utc(value: Any<'_, '_>, spec: &TypeSpec, dialect: Dialect) -> PyResult<Option<Value>> {
    if !spec.utc {
        return Ok(None);
    }
    let Ok(moment) = value.cast::<PyDateTime>() else {
        return Ok(None);
    };
    Ok(temporal::instant(moment)?.map(|instant| match dialect {
        Dialect::Postgres => Value::DateTimeUtc(instant),
        _ => Value::DateTime(instant),
    }))
}

fn encode_stored(value: Any<'_, '_>, spec: &TypeSpec, dialect: Dialect) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    match &spec.sql {
        SqlType::Null => untyped(value),
        SqlType::Boolean => boolean(value),
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => integer(value, dialect),
        SqlType::Float { .. } | SqlType::Double => float(value),
        SqlType::Numeric { .. } => numeric(value),
        SqlType::Varchar { .. } | SqlType::Text | SqlType::Char { .. } => text(value),
        SqlType::Binary { .. } => binary(value),
        SqlType::Date => date(value, dialect),
        SqlType::Time { timezone } => time(value, *timezone, dialect),
        SqlType::DateTime { timezone } => datetime(value, *timezone, dialect),
        SqlType::Interval { .. } => interval(value),
        SqlType::Uuid => uuid(value),
        SqlType::Json { .. } => json(value),
        SqlType::Enum { name, values, .. } => member(value, spec, name.as_deref(), values),
        SqlType::Array { .. } => array(value, spec, dialect),
        SqlType::Other { .. } => untyped(value),
    }
}

fn class_name(value: Any<'_, '_>) -> String {
    value
        .get_type()
        .name()
        .map_or_else(|_| "object".to_owned(), |name| name.to_string())
}

fn unfit(value: Any<'_, '_>, wanted: &str) -> PyErr {
    match value.repr() {
        Ok(shown) => PyTypeError::new_err(format!(
            "{wanted} is needed, not {} ({})",
            class_name(value),
            shown.to_string_lossy()
        )),
        Err(error) => error,
    }
}

fn boolean(value: Any<'_, '_>) -> PyResult<Value> {
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(Value::Bool(value.is_true()));
    }
    if !value.is_instance_of::<PyInt>() {
        return Err(PyTypeError::new_err(format!(
            "Not a boolean value: {}",
            value.repr()?
        )));
    }
    match value.extract::<i64>() {
        Ok(0) => Ok(Value::Bool(false)),
        Ok(1) => Ok(Value::Bool(true)),
        _ => Err(PyValueError::new_err(format!(
            "Value {} is not None, True, or False",
            value.repr()?
        ))),
    }
}

fn whole(value: Any<'_, '_>, dialect: Dialect) -> PyResult<Value> {
    if let Ok(number) = value.extract::<i64>() {
        return Ok(Value::Int(number));
    }
    match value.extract::<u64>() {
        Ok(number) if dialect == Dialect::Mysql => Ok(Value::UInt(number)),
        _ => Err(PyOverflowError::new_err(
            "Python int too large to convert to a 64-bit SQL integer",
        )),
    }
}

fn integer(value: Any<'_, '_>, dialect: Dialect) -> PyResult<Value> {
    if value.is_instance_of::<PyInt>() {
        return whole(value, dialect);
    }
    if let Ok(text) = value.cast::<PyString>() {
        let text = text.to_str()?;
        return match (text.trim().parse(), dialect) {
            (Ok(number), Dialect::Postgres) => Ok(Value::Int(number)),
            // The other two convert by themselves where a number is needed.
            (Ok::<i64, _>(_), _) => Ok(Value::Text(text.to_owned())),
            (Err(_), _) => Err(unfit(value, "an integer")),
        };
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        #[allow(clippy::cast_possible_truncation)]
        return if number.fract() == 0.0 && number.abs() < 9.0e15 {
            Ok(Value::Int(number as i64))
        } else if dialect == Dialect::Sqlite {
            Ok(Value::Float(number))
        } else {
            Err(unfit(value, "an integer"))
        };
    }
    if value.hasattr("__index__")? || value.is_instance(scalar::decimal_class(value.py())?)? {
        let number = value.py().get_type::<PyInt>().call1((value,))?;
        return if number.eq(value)? {
            whole(&number, dialect)
        } else {
            Err(unfit(value, "an integer"))
        };
    }
    Err(unfit(value, "an integer"))
}

fn float(value: Any<'_, '_>) -> PyResult<Value> {
    if let Ok(number) = value.cast::<PyFloat>() {
        return Ok(Value::Float(number.value()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return text
            .to_str()?
            .trim()
            .parse()
            .map(Value::Float)
            .map_err(|_| unfit(value, "a number"));
    }
    value
        .extract::<f64>()
        .map(Value::Float)
        .map_err(|_| unfit(value, "a number"))
}

/// Write a Decimal in digits; an exponent is spelt out.
fn decimal_digits(value: Any<'_, '_>) -> PyResult<Value> {
    let text = value.str()?;
    let digits = text.to_str()?;
    if digits.contains(['E', 'e']) {
        let spelt = value.call_method1("__format__", ("f",))?;
        return Ok(Value::Decimal(spelt.extract()?));
    }
    Ok(Value::Decimal(digits.to_owned()))
}

fn numeric(value: Any<'_, '_>) -> PyResult<Value> {
    let decimal = scalar::decimal_class(value.py())?;
    if value.is_instance(decimal)? {
        return decimal_digits(value);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Value::Decimal(u8::from(flag.is_true()).to_string()));
    }
    if value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyFloat>()
        || value.is_instance_of::<PyString>()
    {
        return match decimal.call1((value.str()?,)) {
            Ok(number) => decimal_digits(&number),
            Err(_) => Err(unfit(value, "a number")),
        };
    }
    Err(unfit(value, "a number"))
}

fn text(value: Any<'_, '_>) -> PyResult<Value> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Value::Text(text.to_str()?.to_owned()));
    }
    let number = value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>();
    if (number && !value.is_instance_of::<PyBool>())
        || value.is_instance(scalar::decimal_class(value.py())?)?
        || scalar::uuid_number(value)?.is_some()
    {
        return Ok(Value::Text(value.str()?.to_str()?.to_owned()));
    }
    Err(unfit(value, "a string"))
}

fn binary(value: Any<'_, '_>) -> PyResult<Value> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Value::Bytes(bytes.as_bytes().to_vec()));
    }
    if value.is_instance_of::<PyByteArray>() || value.is_instance_of::<PyMemoryView>() {
        let bytes = value.py().get_type::<PyBytes>().call1((value,))?;
        return Ok(Value::Bytes(bytes.cast::<PyBytes>()?.as_bytes().to_vec()));
    }
    Err(unfit(value, "bytes"))
}

fn only(dialect: Dialect, kind: &str, accepted: &str, value: Any<'_, '_>) -> PyErr {
    match dialect {
        Dialect::Sqlite => PyTypeError::new_err(format!(
            "SQLite {kind} type only accepts Python {accepted} objects as input."
        )),
        _ => unfit(value, &format!("a Python {accepted} object")),
    }
}

/// A date or time as text: the servers read it; SQLite, which would store anything, is sent objects only.
fn written(value: Any<'_, '_>, dialect: Dialect, kind: &str, accepted: &str) -> PyResult<Value> {
    match value.cast::<PyString>() {
        Ok(text) if dialect != Dialect::Sqlite => Ok(Value::Text(text.to_str()?.to_owned())),
        _ => Err(only(dialect, kind, accepted, value)),
    }
}

fn date(value: Any<'_, '_>, dialect: Dialect) -> PyResult<Value> {
    match value.cast::<PyDate>() {
        Ok(value) => temporal::date_of(value).map(Value::Date),
        Err(_) => written(value, dialect, "Date", "date"),
    }
}

/// Only PostgreSQL keeps the offset of a time; it is sent as text then.
fn time(value: Any<'_, '_>, timezone: bool, dialect: Dialect) -> PyResult<Value> {
    match value.cast::<PyTime>() {
        Ok(clock) if timezone && dialect == Dialect::Postgres && clock.get_tzinfo().is_some() => {
            Ok(Value::Text(clock.call_method0("isoformat")?.extract()?))
        }
        Ok(value) => temporal::time_of(value).map(Value::Time),
        Err(_) => written(value, dialect, "Time", "time"),
    }
}

/// SQLite and MySQL store the wall clock as it is given; PostgreSQL is sent instants where the value has a zone.
fn datetime(value: Any<'_, '_>, timezone: bool, dialect: Dialect) -> PyResult<Value> {
    if let Ok(moment) = value.cast::<PyDateTime>() {
        if dialect != Dialect::Postgres || moment.get_tzinfo().is_none() {
            return temporal::wall_clock(moment).map(Value::DateTime);
        }
        return match temporal::instant(moment)? {
            Some(instant) if timezone => Ok(Value::DateTimeUtc(instant)),
            Some(instant) => Ok(Value::DateTime(instant)),
            None => temporal::wall_clock(moment).map(Value::DateTime),
        };
    }
    if let Ok(day) = value.cast::<PyDate>() {
        return Ok(Value::DateTime(temporal::date_of(day)?.into()));
    }
    written(value, dialect, "DateTime", "datetime and date")
}

fn interval(value: Any<'_, '_>) -> PyResult<Value> {
    match value.cast::<PyDelta>() {
        Ok(delta) => Ok(Value::Interval(temporal::micros_of(delta))),
        Err(_) => Err(unfit(value, "a timedelta")),
    }
}

fn uuid(value: Any<'_, '_>) -> PyResult<Value> {
    if let Some(number) = scalar::uuid_number(value)? {
        return Ok(Value::Uuid(number));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return uuid::Uuid::try_parse(text.to_str()?.trim())
            .map(|uuid| Value::Uuid(uuid.as_u128()))
            .map_err(|_| PyValueError::new_err("badly formed hexadecimal UUID string"));
    }
    Err(unfit(value, "a UUID"))
}

/// `JSON.NULL`, the document null, is the one member of its own enumeration.
fn is_json_null(value: Any<'_, '_>) -> PyResult<bool> {
    Ok(value.is_instance(scalar::enum_class(value.py())?)? && class_name(value) == "JsonNull")
}

fn json(value: Any<'_, '_>) -> PyResult<Value> {
    if is_json_null(value)? {
        return Ok(Value::Json("null".to_owned()));
    }
    let text = match codec::dumps(value.py()) {
        Some(dumps) => dumps.call1((value,))?,
        None => scalar::json_dumps(value.py())?.call1((value,))?,
    };
    Ok(Value::Json(text.extract()?))
}

fn member(
    value: Any<'_, '_>,
    spec: &TypeSpec,
    name: Option<&str>,
    values: &[String],
) -> PyResult<Value> {
    let Some(members) = &spec.enum_bind else {
        return text(value);
    };
    if value.hash().is_ok()
        && let Some(stored) = members.bind(value.py()).get_item(value)?
    {
        return Ok(Value::Text(stored.extract()?));
    }
    // A string that is no member is the database's to refuse, as with SQLAlchemy's validate_strings=False.
    match value.cast_exact::<PyString>() {
        Ok(text) => Ok(Value::Text(text.to_str()?.to_owned())),
        Err(_) => Err(result::unknown_member(value, name, values)),
    }
}

fn elements<'py>(value: Any<'_, 'py>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let sequence = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>();
    if sequence {
        value.try_iter()?.collect::<PyResult<Vec<_>>>().map(Some)
    } else {
        Ok(None)
    }
}

fn array(value: Any<'_, '_>, spec: &TypeSpec, dialect: Dialect) -> PyResult<Value> {
    let (Some(items), Some(item)) = (elements(value)?, &spec.item) else {
        return Err(unfit(value, "a list"));
    };
    items
        .iter()
        .map(|value| element(value, item.get(), dialect))
        .collect::<PyResult<_>>()
        .map(Value::Array)
}

/// Encode an element; a list inside a list is a further dimension of the same array.
fn element(value: Any<'_, '_>, item: &TypeSpec, dialect: Dialect) -> PyResult<Value> {
    let document = matches!(item.sql, SqlType::Json { .. } | SqlType::Array { .. });
    if document {
        return encode(value, item, dialect);
    }
    match elements(value)? {
        None => encode(value, item, dialect),
        Some(inner) => inner
            .iter()
            .map(|value| element(value, item, dialect))
            .collect::<PyResult<_>>()
            .map(Value::Array),
    }
}

/// Encode a value whose type nobody declared, by what it is.
pub fn untyped(value: Any<'_, '_>) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Value::Text(text.to_str()?.to_owned()));
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        return whole(value, Dialect::Mysql);
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return Ok(Value::Float(number.value()));
    }
    if let Ok(moment) = value.cast::<PyDateTime>() {
        return Ok(match temporal::instant(moment)? {
            Some(instant) => Value::DateTimeUtc(instant),
            None => Value::DateTime(temporal::wall_clock(moment)?),
        });
    }
    if let Ok(day) = value.cast::<PyDate>() {
        return temporal::date_of(day).map(Value::Date);
    }
    if let Ok(clock) = value.cast::<PyTime>() {
        return temporal::time_of(clock).map(Value::Time);
    }
    if let Ok(delta) = value.cast::<PyDelta>() {
        return Ok(Value::Interval(temporal::micros_of(delta)));
    }
    if let Some(number) = scalar::uuid_number(value)? {
        return Ok(Value::Uuid(number));
    }
    if value.is_instance(scalar::decimal_class(value.py())?)? {
        return decimal_digits(value);
    }
    if value.is_instance(scalar::enum_class(value.py())?)? {
        return Ok(Value::Text(value.getattr("name")?.extract()?));
    }
    if value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyMemoryView>()
    {
        return binary(value);
    }
    if value.is_instance_of::<PyDict>() {
        return json(value);
    }
    match elements(value)? {
        Some(items) => items
            .iter()
            .map(untyped)
            .collect::<PyResult<_>>()
            .map(Value::Array),
        None => Err(PyTypeError::new_err(format!(
            "type '{}' is not supported as a parameter",
            class_name(value)
        ))),
    }
}
