//! `InsertPlan`: how new instances of one mapper become rows of one table. Made by the unit of work, once.

use parking_lot::Mutex;
use pyo3::exceptions::PyValueError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyString;
use rustc_hash::FxHashMap;
use sqlmodel_rs_engine::Dialect;

use super::shape::RowShape;

/// Where the value of a column comes from when the instance has none.
pub enum Missing {
    /// The database makes it.
    Database,
    Null,
    /// NULL, without the instance knowing: the column is another class's of the same table.
    Absent,
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
    pub shapes: Shapes,
}

/// The shapes of a plan's rows, each made when it is needed first.
pub struct Shapes {
    build: Py<PyAny>,
    known: Mutex<FxHashMap<Box<[bool]>, Py<RowShape>>>,
}

impl Shapes {
    /// `build` makes the shape of a list of flags, True for a column that is given.
    pub fn new(build: Py<PyAny>) -> Self {
        Shapes {
            build,
            known: Mutex::default(),
        }
    }

    /// Return the shape of rows whose columns are given or not.
    pub fn of(&self, py: Python<'_>, given: &[bool]) -> PyResult<Py<RowShape>> {
        if let Some(known) = self.known.lock().get(given) {
            return Ok(known.clone_ref(py));
        }
        let shape = self
            .build
            .bind(py)
            .call1((given.to_vec(),))?
            .cast_into::<RowShape>()?
            .unbind();
        self.known.lock().insert(given.into(), shape.clone_ref(py));
        Ok(shape)
    }

    /// Show the collector what is held.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.build)
    }
}

/// Return the dialect of an engine's name for it.
pub fn dialect_of(name: &str) -> PyResult<Dialect> {
    match name {
        "sqlite" => Ok(Dialect::Sqlite),
        "postgresql" => Ok(Dialect::Postgres),
        "mysql" | "mariadb" => Ok(Dialect::Mysql),
        other => Err(PyValueError::new_err(format!("unknown dialect {other:?}"))),
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
    /// "null", "absent" (a column of another class), "constant" or "program". `build` makes the shape of a list of
    /// flags, True for a column that is given.
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
                        "absent" => Missing::Absent,
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
            dialect: dialect_of(dialect)?,
            shapes: Shapes::new(build),
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.family)?;
        self.shapes.traverse(&visit)
    }
}
