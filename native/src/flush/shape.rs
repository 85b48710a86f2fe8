//! `RowShape`: the statement of rows with the same columns, how it is sent, and what comes back. Made once a plan and shape.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;
use sqlmodel_rs_engine::compile::{repeated_rows, unnested_changes, unnested_rows};
use sqlmodel_rs_engine::driver::BatchText;
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

use crate::bridge::many;
use crate::convert::bind;
use crate::error;
use crate::lower::Compiled;

/// Return what stands for NULL in a column of another class: a type might make something else of None.
pub fn absent(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static ABSENT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let known = ABSENT.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.get_type::<PyAny>().call0()?.unbind())
    })?;
    Ok(known.bind(py).clone())
}

/// How the rows that come back find their instances.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As they were sent.
    Sent,
    /// The value at this place counts up with the rows.
    Counted(usize),
    /// By the key, which the program made.
    Matched,
}

/// One shape of rows: the statement, how it is sent, and what comes back.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct RowShape {
    pub compiled: Py<Compiled>,
    pub statement: Py<PyAny>,
    pub table: String,
    pub text: Arc<BatchText>,
    pub types: Arc<[SqlType]>,
    /// For each value of a row that comes back, the column it belongs to.
    pub returned: Vec<usize>,
    pub order: Order,
    /// For `Order::Matched`: (place in a row that comes back, column) of the key's parts.
    pub key: Vec<(usize, usize)>,
    /// Columns whose values have to be read again.
    pub expired: Vec<usize>,
    how: String,
}

impl RowShape {
    /// The same rows in another text of the statement.
    pub fn written(&self, py: Python<'_>, compiled: &Bound<'_, Compiled>) -> PyResult<RowShape> {
        let mut made = RowShape::new(
            compiled.clone(),
            self.statement.clone_ref(py),
            self.table.clone(),
            &self.how,
            self.returned.clone(),
            None,
            Some(self.key.clone()),
            Some(self.expired.clone()),
        )?;
        made.order = self.order;
        Ok(made)
    }

    /// Turn a row into the database's values; one that does not fit raises StatementError with the row.
    pub fn encode(
        &self,
        py: Python<'_>,
        dialect: Dialect,
        row: &[Bound<'_, PyAny>],
        into: &mut Vec<Value>,
    ) -> PyResult<()> {
        let compiled = self.compiled.get();
        let absent = absent(py)?;
        for (value, parameter) in row.iter().zip(&compiled.binds) {
            if value.is(&absent) {
                into.push(Value::Null);
                continue;
            }
            match bind::encode(value, parameter.spec.get(), dialect) {
                Ok(value) => into.push(value),
                Err(orig) => {
                    let row = PyTuple::new(py, row)?.into_any();
                    let name = Some(parameter.name.as_str());
                    let sql = &compiled.sql;
                    return Err(error::statement_error(py, orig, sql, Some(&row), name));
                }
            }
        }
        Ok(())
    }
}

#[pymethods]
impl RowShape {
    /// `how` is "each", "keys" (each, and the key the database counts is wanted), "rows" or "arrays". `counted` is the
    /// place of the counted key in a row that comes back.
    #[new]
    #[pyo3(signature = (compiled, statement, table, how, *, returned, counted=None, key=None, expired=None))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        compiled: Bound<'_, Compiled>,
        statement: Py<PyAny>,
        table: String,
        how: &str,
        returned: Vec<usize>,
        counted: Option<usize>,
        key: Option<Vec<(usize, usize)>>,
        expired: Option<Vec<usize>>,
    ) -> PyResult<Self> {
        let parts = compiled.get();
        let types: Vec<SqlType> = parts
            .binds
            .iter()
            .map(|bind| bind.spec.get().sql.clone())
            .collect();
        let text = match how {
            "each" | "keys" => None,
            "rows" => repeated(parts, types.len()),
            "arrays" => match parts.row.clone() {
                Some(row) => unnested_rows(&parts.sql, row, &types)
                    .map(|many| BatchText::Arrays {
                        one: parts.sql.clone(),
                        many,
                    })
                    .or_else(|| repeated(parts, types.len())),
                None => unnested_changes(&parts.sql, &types).map(|many| BatchText::Arrays {
                    one: parts.sql.clone(),
                    many,
                }),
            },
            other => return Err(PyValueError::new_err(format!("unknown way {other:?}"))),
        };
        let text = text.unwrap_or_else(|| BatchText::Each {
            sql: parts.sql.clone(),
            keys: how == "keys",
        });
        Ok(RowShape {
            text: Arc::new(text),
            types: types.into(),
            statement,
            table,
            returned,
            order: match (counted, &key) {
                (Some(place), _) => Order::Counted(place),
                (None, Some(_)) => Order::Matched,
                (None, None) => Order::Sent,
            },
            key: key.unwrap_or_default(),
            expired: expired.unwrap_or_default(),
            compiled: compiled.unbind(),
            how: how.to_owned(),
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.compiled)?;
        visit.call(&self.statement)
    }
}

/// Texts of several rows; None where a row has no parameters to repeat.
fn repeated(compiled: &Compiled, width: usize) -> Option<BatchText> {
    let row = compiled.row.clone()?;
    many::repeated(width, |rows| {
        repeated_rows(&compiled.sql, row.clone(), width, rows)
    })
}
