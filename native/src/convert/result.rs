//! Engine cell to Python object, by the column's `TypeSpec`.

use pyo3::exceptions::PyLookupError;
use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyList, PyString};
use sqlmodel_rs_engine::SqlType;
use sqlmodel_rs_engine::driver::Cell;

use super::{codec, compound, json, scalar, temporal};
use crate::types::TypeSpec;

/// How the cells of one column become Python objects; made once per statement.
pub struct Reader {
    form: Form,
    result: Option<Py<PyAny>>,
}

enum Form {
    /// The cell says what it is.
    Plain,
    UuidText,
    Utc,
    Enum {
        members: Py<PyDict>,
        name: Option<String>,
        values: Vec<String>,
    },
    Array(Box<Reader>),
}

impl Reader {
    /// Make the reader of a column; None for columns of raw statements.
    pub fn new(py: Python<'_>, spec: Option<&TypeSpec>) -> Reader {
        let Some(spec) = spec else {
            return Reader {
                form: Form::Plain,
                result: None,
            };
        };
        let form = match &spec.sql {
            SqlType::Uuid if !spec.asuuid => Form::UuidText,
            SqlType::DateTime { .. } if spec.utc => Form::Utc,
            SqlType::Enum { name, values, .. } => match &spec.enum_result {
                Some(members) => Form::Enum {
                    members: members.clone_ref(py),
                    name: name.clone(),
                    values: values.clone(),
                },
                None => Form::Plain,
            },
            SqlType::Array { .. } => Form::Array(Box::new(Reader::new(
                py,
                spec.item.as_ref().map(|item| item.get()),
            ))),
            _ => Form::Plain,
        };
        Reader {
            form,
            result: spec.result.as_ref().map(|result| result.clone_ref(py)),
        }
    }

    /// Show the collector what is held.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match &self.form {
            Form::Enum { members, .. } => visit.call(members)?,
            Form::Array(item) => item.traverse(visit)?,
            _ => {}
        }
        visit.call(&self.result)
    }

    /// Tell whether integers, text and UUIDs come out exactly as the cell has them.
    pub fn is_plain(&self) -> bool {
        matches!(self.form, Form::Plain) && self.result.is_none()
    }

    /// Turn one cell into a Python object.
    #[inline]
    pub fn read<'py>(&self, py: Python<'py>, cell: &Cell<'_>) -> PyResult<Bound<'py, PyAny>> {
        let value = match self.form {
            Form::Plain => object(py, cell)?,
            _ => self.special(py, cell)?,
        };
        match &self.result {
            None => Ok(value),
            Some(result) => result.bind(py).call1((value,)),
        }
    }

    fn special<'py>(&self, py: Python<'py>, cell: &Cell<'_>) -> PyResult<Bound<'py, PyAny>> {
        match (&self.form, cell) {
            (_, Cell::Null) => Ok(py.None().into_bound(py)),
            (Form::UuidText, Cell::Uuid(number)) => {
                Ok(PyString::new(py, &uuid::Uuid::from_u128(*number).to_string()).into_any())
            }
            (Form::Utc, Cell::DateTime(value)) => temporal::datetime_object(py, *value, true),
            (
                Form::Enum {
                    members,
                    name,
                    values,
                },
                Cell::Text(text),
            ) => match members.bind(py).get_item(PyString::new(py, text))? {
                Some(member) => Ok(member),
                None => Err(unknown_member(
                    PyString::new(py, text).as_any(),
                    name.as_deref(),
                    values,
                )),
            },
            (Form::Array(item), Cell::Array(cells)) => {
                let items = cells
                    .iter()
                    .map(|cell| item.nested(py, cell))
                    .collect::<PyResult<Vec<_>>>()?;
                Ok(PyList::new(py, items)?.into_any())
            }
            _ => object(py, cell),
        }
    }

    /// Read an element; an array of more dimensions nests under the same item type.
    fn nested<'py>(&self, py: Python<'py>, cell: &Cell<'_>) -> PyResult<Bound<'py, PyAny>> {
        match (&self.form, cell) {
            (Form::Array(_), _) | (_, Cell::Null) => self.read(py, cell),
            (_, Cell::Array(cells)) => {
                let items = cells
                    .iter()
                    .map(|cell| self.nested(py, cell))
                    .collect::<PyResult<Vec<_>>>()?;
                Ok(PyList::new(py, items)?.into_any())
            }
            _ => self.read(py, cell),
        }
    }
}

/// Say that a stored or given value is no member, in SQLAlchemy's words.
pub fn unknown_member(value: &Bound<'_, PyAny>, name: Option<&str>, values: &[String]) -> PyErr {
    let shown = match value.repr() {
        Ok(text) => text.to_string(),
        Err(error) => return error,
    };
    let name = name.unwrap_or("None");
    let listed = if values.len() > 4 {
        format!(
            "{}, ..., {}",
            values[..3].join(", "),
            values[values.len() - 1]
        )
    } else {
        values.join(", ")
    };
    PyLookupError::new_err(format!(
        "{shown} is not among the defined enum values. Enum name: {name}. Possible values: {listed}"
    ))
}

fn decimal<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    scalar::decimal_class(py)?.call1((text,))
}

/// Turn a cell into the Python object it stands for.
#[inline]
pub fn object<'py>(py: Python<'py>, cell: &Cell<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match cell {
        Cell::Null => py.None().into_bound(py),
        Cell::Int(number) => {
            // SAFETY: a new reference, or null with an exception set.
            return unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromLongLong(*number)) };
        }
        Cell::Text(text) => {
            // SAFETY: pointer and length of one valid UTF-8 slice; the call copies it.
            return unsafe {
                let size = text.len() as ffi::Py_ssize_t;
                Bound::from_owned_ptr_or_err(
                    py,
                    ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), size),
                )
            };
        }
        Cell::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Cell::UInt(number) => number.into_pyobject(py)?.into_any(),
        Cell::Float(number) => PyFloat::new(py, *number).into_any(),
        Cell::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
        Cell::Date(value) => temporal::date_object(py, *value)?,
        Cell::Time(value) => temporal::time_object(py, *value)?,
        Cell::DateTime(value) => temporal::datetime_object(py, *value, false)?,
        Cell::DateTimeUtc(value) => temporal::datetime_object(py, *value, true)?,
        Cell::Interval(micros) => temporal::delta_object(py, *micros)?,
        Cell::Uuid(number) => scalar::uuid_object(py, *number)?,
        Cell::Decimal(text) => decimal(py, text)?,
        Cell::Json(text) => match codec::loads(py) {
            Some(loads) => loads.call1((*text,))?,
            None => json::loads(py, text)?,
        },
        Cell::Written(text) => PyString::new(py, text).into_any(),
        Cell::Compound(kind, parts) => {
            let parts = parts
                .iter()
                .map(|part| object(py, part))
                .collect::<PyResult<Vec<_>>>()?;
            compound::object(py, *kind, &parts)?
        }
        Cell::Array(cells) => {
            let items = cells
                .iter()
                .map(|cell| object(py, cell))
                .collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
    })
}
