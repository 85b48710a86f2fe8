//! Which parameter a database refused. PostgreSQL does not say whose value was too long or too large, so the values are
//! held against their types once it has complained.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use sqlmodel_rs_engine::SqlType;
use sqlmodel_rs_engine::error::Error;

use crate::convert::scalar;
use crate::lower::Bind;

/// Add the parameter's name, or its number where it has none, to the first line of the message.
pub fn named<'e>(
    error: &'e Error,
    binds: &[Bind],
    params: Option<&Bound<'_, PyAny>>,
) -> Cow<'e, Error> {
    let name = match error.parameter {
        Some(at) if binds.is_empty() => Some(format!("${}", at + 1)),
        Some(at) => binds
            .get(at % binds.len())
            .map(|bind| format!("'{}'", bind.name)),
        None => params
            .and_then(|params| search(error.code.as_deref()?, binds, params))
            .map(|bind| format!("'{}'", bind.name)),
    };
    let Some(name) = name else {
        return Cow::Borrowed(error);
    };
    let (first, rest) = error
        .message
        .split_at(error.message.find('\n').unwrap_or(error.message.len()));
    Cow::Owned(Error {
        message: format!("{first} (parameter {name}){rest}").into(),
        ..error.clone()
    })
}

/// Find the first value that is what a SQLSTATE complains about.
fn search<'b>(code: &str, binds: &'b [Bind], params: &Bound<'_, PyAny>) -> Option<&'b Bind> {
    let complaint = Complaint::of(code)?;
    let rows = match params.cast::<PyList>() {
        Ok(rows) => rows.iter().collect(),
        Err(_) => vec![params.clone()],
    };
    rows.iter()
        .filter_map(|row| row.cast::<PyTuple>().ok())
        .find_map(|row| {
            binds
                .iter()
                .zip(row.iter())
                .find(|(bind, value)| complaint.is_about(value, &bind.spec.get().sql))
                .map(|(bind, _)| bind)
        })
}

enum Complaint {
    Length,
    Range,
    /// A string that is no member of an enumeration.
    Member,
}

impl Complaint {
    fn of(code: &str) -> Option<Self> {
        match code {
            "22001" => Some(Complaint::Length),
            "22003" => Some(Complaint::Range),
            "22P02" => Some(Complaint::Member),
            _ => None,
        }
    }

    fn is_about(&self, value: &Bound<'_, PyAny>, declared: &SqlType) -> bool {
        match (self, declared) {
            (
                Complaint::Length,
                SqlType::Varchar {
                    length: Some(length),
                }
                | SqlType::Char {
                    length: Some(length),
                },
            ) => text_of(value)
                .is_some_and(|text| text.trim_end().chars().count() > *length as usize),
            (
                Complaint::Range,
                SqlType::Numeric {
                    precision: Some(precision),
                    scale,
                    ..
                },
            ) => digits_before_point(value).is_some_and(|digits| {
                digits > i64::from(*precision) - i64::from(scale.unwrap_or(0))
            }),
            (Complaint::Member, SqlType::Enum { values, .. }) => {
                text_of(value).is_some_and(|text| !values.contains(&text))
            }
            _ => false,
        }
    }
}

fn text_of(value: &Bound<'_, PyAny>) -> Option<String> {
    let text = value.cast::<PyString>().ok()?;
    text.to_str().ok().map(str::to_owned)
}

/// Count the digits a number has before its point: `adjusted()` of its Decimal, and one.
fn digits_before_point(value: &Bound<'_, PyAny>) -> Option<i64> {
    let decimal = scalar::decimal_class(value.py()).ok()?;
    let number = decimal.call1((value.str().ok()?,)).ok()?;
    let adjusted: i64 = number.call_method0("adjusted").ok()?.extract().ok()?;
    Some(adjusted + 1)
}
