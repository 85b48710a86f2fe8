//! `TypeSpec`: what a Python SQL type tells the engine, made once per type and dialect. Knows no statement and no row.

use pyo3::exceptions::PyValueError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use sqlmodel_rs_engine::SqlType;

/// How a type is written, bound and read on one dialect.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct TypeSpec {
    pub kind: String,
    pub sql: SqlType,
    /// DDL name that replaces the dialect's own.
    pub ddl: Option<String>,
    pub asdecimal: bool,
    pub asuuid: bool,
    /// Datetimes come out aware, in UTC, whatever the database stores.
    pub utc: bool,
    pub scale: Option<u32>,
    pub item: Option<Py<TypeSpec>>,
    pub enum_bind: Option<Py<PyDict>>,
    pub enum_result: Option<Py<PyDict>>,
    /// Called with the Python value before it is encoded.
    pub bind: Option<Py<PyAny>>,
    /// Called with the Python value after it was decoded.
    pub result: Option<Py<PyAny>>,
}

impl TypeSpec {
    /// The same, of another SQL type.
    pub fn with_sql(&self, py: Python<'_>, sql: SqlType) -> TypeSpec {
        TypeSpec {
            kind: self.kind.clone(),
            sql,
            ddl: self.ddl.clone(),
            asdecimal: self.asdecimal,
            asuuid: self.asuuid,
            utc: self.utc,
            scale: self.scale,
            item: self.item.as_ref().map(|item| item.clone_ref(py)),
            enum_bind: self.enum_bind.as_ref().map(|names| names.clone_ref(py)),
            enum_result: self.enum_result.as_ref().map(|names| names.clone_ref(py)),
            bind: self.bind.as_ref().map(|function| function.clone_ref(py)),
            result: self.result.as_ref().map(|function| function.clone_ref(py)),
        }
    }
}

/// What the keywords of `TypeSpec` say about the SQL type itself.
struct Shape {
    length: Option<u32>,
    precision: Option<u32>,
    scale: Option<u32>,
    timezone: bool,
    asdecimal: bool,
    name: Option<String>,
    values: Vec<String>,
    native: bool,
}

#[pymethods]
impl TypeSpec {
    #[new]
    #[pyo3(signature = (kind, *, length=None, precision=None, scale=None, timezone=false, asdecimal=true, asuuid=true,
                        name=None, values=None, native=true, utc=false, enum_bind=None, enum_result=None, item=None,
                        ddl=None, bind=None, result=None))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        kind: String,
        length: Option<u32>,
        precision: Option<u32>,
        scale: Option<u32>,
        timezone: bool,
        asdecimal: bool,
        asuuid: bool,
        name: Option<String>,
        values: Option<&Bound<'_, PyAny>>,
        native: bool,
        utc: bool,
        enum_bind: Option<Py<PyDict>>,
        enum_result: Option<Py<PyDict>>,
        item: Option<Py<TypeSpec>>,
        ddl: Option<String>,
        bind: Option<Py<PyAny>>,
        result: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let values = match values {
            Some(values) => values
                .try_iter()?
                .map(|value| value?.extract::<String>())
                .collect::<PyResult<_>>()?,
            None => Vec::new(),
        };
        let shape = Shape {
            length,
            precision,
            scale,
            timezone,
            asdecimal,
            name,
            values,
            native,
        };
        let sql = sql_type(&kind, shape, item.as_ref(), ddl.as_deref())?;
        Ok(TypeSpec {
            kind,
            sql,
            ddl,
            asdecimal,
            asuuid,
            utc,
            scale,
            item,
            enum_bind,
            enum_result,
            bind,
            result,
        })
    }

    #[getter]
    fn kind(&self) -> &str {
        &self.kind
    }

    #[getter]
    fn ddl(&self) -> Option<&str> {
        self.ddl.as_deref()
    }

    #[getter]
    fn item(&self, py: Python<'_>) -> Option<Py<TypeSpec>> {
        self.item.as_ref().map(|item| item.clone_ref(py))
    }

    #[getter]
    fn bind(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.bind.as_ref().map(|bind| bind.clone_ref(py))
    }

    #[getter]
    fn result(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.result.as_ref().map(|result| result.clone_ref(py))
    }

    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match &self.sql {
            SqlType::Enum { values, .. } => PyTuple::new(py, values),
            _ => Ok(PyTuple::empty(py)),
        }
    }

    fn __repr__(&self) -> String {
        format!("TypeSpec({:?}, {:?})", self.kind, self.sql)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.item)?;
        visit.call(&self.enum_bind)?;
        visit.call(&self.enum_result)?;
        visit.call(&self.bind)?;
        visit.call(&self.result)
    }
}

fn sql_type(
    kind: &str,
    shape: Shape,
    item: Option<&Py<TypeSpec>>,
    ddl: Option<&str>,
) -> PyResult<SqlType> {
    let Shape {
        length,
        precision,
        scale,
        timezone,
        asdecimal,
        name,
        values,
        native,
    } = shape;
    Ok(match kind {
        "null" => SqlType::Null,
        "boolean" => SqlType::Boolean,
        "smallint" => SqlType::SmallInteger,
        "integer" => SqlType::Integer,
        "bigint" => SqlType::BigInteger,
        "float" => SqlType::Float { precision },
        "double" => SqlType::Double,
        "numeric" => SqlType::Numeric {
            precision,
            scale,
            asdecimal,
        },
        "varchar" => SqlType::Varchar { length },
        "text" => SqlType::Text,
        "char" => SqlType::Char { length },
        "binary" => SqlType::Binary { length },
        "date" => SqlType::Date,
        "time" => SqlType::Time { timezone },
        "datetime" => SqlType::DateTime { timezone },
        "interval" => SqlType::Interval { native },
        "uuid" => SqlType::Uuid,
        "json" => SqlType::Json { binary: false },
        "jsonb" => SqlType::Json { binary: true },
        "enum" => SqlType::Enum {
            native,
            name,
            values,
        },
        "array" => match item {
            Some(item) => SqlType::Array {
                item: Box::new(item.get().sql.clone()),
                dimensions: length.unwrap_or(1).max(1),
            },
            None => {
                return Err(PyValueError::new_err(
                    "TypeSpec('array') needs item=TypeSpec(...)",
                ));
            }
        },
        "other" => match ddl {
            Some(ddl) => SqlType::Other {
                ddl: ddl.to_owned(),
            },
            None => return Err(PyValueError::new_err("TypeSpec('other') needs ddl='...'")),
        },
        _ => return Err(PyValueError::new_err(format!("unknown type kind {kind:?}"))),
    })
}
