//! `InsertPlan` and `InsertShape`: how instances of one mapper become rows of one table. Made by the unit of work, once.

use std::sync::Arc;

use parking_lot::Mutex;
use pyo3::exceptions::PyValueError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyString;
use rustc_hash::FxHashMap;
use sqlmodel_rs_engine::compile::{repeated_rows, unnested_rows};
use sqlmodel_rs_engine::driver::BatchText;
use sqlmodel_rs_engine::{Dialect, SqlType};

use crate::lower::Compiled;

/// Rows of one statement by the length of its VALUES list; few lengths, so that prepared statements are found again.
const ROWS: [usize; 4] = [128, 16, 4, 1];
/// Parameters of one statement: below SQLite's 32766 and PostgreSQL's and MySQL's 65535.
const PARAMETERS: usize = 30_000;

/// Where the value of a column comes from when the instance has none.
pub enum Missing {
    /// The database makes it.
    Database,
    Null,
    Constant(Py<PyAny>),
    /// Only the program's own code can tell: a callable default, an SQL expression.
    Program,
}

/// A column of the table and the attribute it is filled from.
pub struct PlanColumn {
    pub attr: Py<PyString>,
    /// The attribute of the base table's key that this column repeats.
    pub inherited: Option<Py<PyString>>,
    pub missing: Missing,
    /// None is a value of its own (JSON null).
    pub keeps_none: bool,
    /// The database computes it from other columns.
    pub computed: bool,
}

/// How instances of one mapper become rows of one table.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct InsertPlan {
    pub columns: Vec<PlanColumn>,
    /// Plans of equal families make rows that go into one batch.
    pub family: Py<PyAny>,
    pub dialect: Dialect,
    build: Py<PyAny>,
    shapes: Mutex<FxHashMap<Box<[bool]>, Py<InsertShape>>>,
}

impl InsertPlan {
    /// Return the shape of rows whose columns are given or left to the database.
    pub fn shape(&self, py: Python<'_>, given: &[bool]) -> PyResult<Py<InsertShape>> {
        if let Some(known) = self.shapes.lock().get(given) {
            return Ok(known.clone_ref(py));
        }
        let shape = self
            .build
            .bind(py)
            .call1((given.to_vec(),))?
            .cast_into::<InsertShape>()?
            .unbind();
        self.shapes.lock().insert(given.into(), shape.clone_ref(py));
        Ok(shape)
    }
}

/// A column as Python gives it: (attribute, inherited attribute, missing, constant, keeps_none, computed).
type GivenColumn<'py> = (
    Bound<'py, PyString>,
    Option<Bound<'py, PyString>>,
    String,
    Py<PyAny>,
    bool,
    bool,
);

#[pymethods]
impl InsertPlan {
    /// `columns` are (attribute, inherited attribute, missing, constant, keeps_none, computed); `missing` is "database",
    /// "null", "constant" or "program". `build` makes the shape of a list of flags, True for a column that is given.
    #[new]
    fn new(
        py: Python<'_>,
        columns: Vec<GivenColumn<'_>>,
        dialect: &str,
        family: Py<PyAny>,
        build: Py<PyAny>,
    ) -> PyResult<Self> {
        let intern = |name: Bound<'_, PyString>| -> PyResult<Py<PyString>> {
            Ok(PyString::intern(py, name.to_str()?).unbind())
        };
        let columns = columns
            .into_iter()
            .map(
                |(attr, inherited, missing, constant, keeps_none, computed)| {
                    let missing = match missing.as_str() {
                        "database" => Missing::Database,
                        "null" => Missing::Null,
                        "constant" => Missing::Constant(constant),
                        "program" => Missing::Program,
                        other => {
                            return Err(PyValueError::new_err(format!("unknown source {other:?}")));
                        }
                    };
                    Ok(PlanColumn {
                        attr: intern(attr)?,
                        inherited: inherited.map(intern).transpose()?,
                        missing,
                        keeps_none,
                        computed,
                    })
                },
            )
            .collect::<PyResult<_>>()?;
        Ok(InsertPlan {
            columns,
            family,
            dialect: match dialect {
                "sqlite" => Dialect::Sqlite,
                "postgresql" => Dialect::Postgres,
                "mysql" | "mariadb" => Dialect::Mysql,
                other => return Err(PyValueError::new_err(format!("unknown dialect {other:?}"))),
            },
            build,
            shapes: Mutex::default(),
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.family)?;
        visit.call(&self.build)
    }
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
pub struct InsertShape {
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
}

#[pymethods]
impl InsertShape {
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
                    .map(BatchText::Arrays)
                    .or_else(|| repeated(parts, types.len())),
                None => None,
            },
            other => return Err(PyValueError::new_err(format!("unknown way {other:?}"))),
        };
        let text = text.unwrap_or_else(|| BatchText::Each {
            sql: parts.sql.clone(),
            keys: how == "keys",
        });
        Ok(InsertShape {
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
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.compiled)?;
        visit.call(&self.statement)
    }
}

/// Texts of several rows; None where a row has no parameters to repeat.
fn repeated(compiled: &Compiled, width: usize) -> Option<BatchText> {
    let row = compiled.row.clone().filter(|_| width > 0)?;
    ROWS.iter()
        .filter(|rows| **rows == 1 || **rows * width <= PARAMETERS)
        .map(|rows| repeated_rows(&compiled.sql, row.clone(), width, *rows).map(|sql| (*rows, sql)))
        .collect::<Option<_>>()
        .map(BatchText::Repeated)
}
