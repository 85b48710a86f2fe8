//! Python values that are written into the text (`literal_binds`, DDL defaults).

use pyo3::prelude::*;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::{Dialect, Value};

use super::context::Lowering;
use crate::types::TypeSpec;

/// The engine value of a Python one; None for a value that has no literal form.
pub fn value_of<'py>(
    lowering: &Lowering<'py>,
    value: &Bound<'py, PyAny>,
    spec: &Bound<'py, TypeSpec>,
) -> PyResult<Option<Value>> {
    let spec = spec.get();
    // A list parameter is expanded item by item; the list itself has no literal.
    if value.is_instance_of::<pyo3::types::PyList>()
        && !matches!(spec.kind.as_str(), "array" | "json" | "jsonb")
    {
        return Ok(None);
    }
    let dialect = match lowering.flavor {
        Flavor::Sqlite => Dialect::Sqlite,
        Flavor::Mysql => Dialect::Mysql,
        Flavor::Postgres | Flavor::Standard => Dialect::Postgres,
    };
    crate::convert::bind::encode(value, spec, dialect).map(Some)
}
