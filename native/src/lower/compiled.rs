//! `Compiled`: the text of a statement, its parameters, and how a row is cut into entities and columns.

use std::sync::OnceLock;

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use sqlmodel_rs_engine::SmolStr;
use sqlmodel_rs_engine::compile::PlainChange;

use crate::bridge::prepared::Prepared;
use crate::types::TypeSpec;

/// A parameter in placeholder order.
pub struct Bind {
    pub name: SmolStr,
    pub value: Option<Py<PyAny>>,
    /// No value came with the statement: it has to be given when it runs.
    pub required: bool,
    pub spec: Py<TypeSpec>,
}

/// A column of a row.
pub struct OutColumn {
    pub key: SmolStr,
    pub spec: Py<TypeSpec>,
}

/// A value of a row.
pub enum Slot {
    /// An instance made from `count` columns.
    Entity {
        entity: Py<PyAny>,
        start: usize,
        count: usize,
    },
    Column(usize),
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    Select,
    Insert,
    Update,
    Delete,
    Text,
    /// Text whose columns were typed by name.
    NamedText,
    Ddl,
}

impl StatementKind {
    fn name(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Text | Self::NamedText => "text",
            Self::Ddl => "ddl",
        }
    }
}

/// A compiled statement.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Compiled {
    pub sql: String,
    pub binds: Vec<Bind>,
    pub columns: Vec<OutColumn>,
    /// Where the row of a single-row VALUES list stands in the text.
    pub row: Option<std::ops::Range<usize>>,
    /// How the runs of an UPDATE or DELETE may be put together.
    pub change: Option<PlainChange>,
    /// Columns are written as text: only the database knows how many and how they are called.
    pub has_text: bool,
    pub slots: Vec<Slot>,
    pub returns_rows: bool,
    pub pure_read: bool,
    pub kind: StatementKind,
    /// What all runs share.
    pub prepared: OnceLock<Box<Prepared>>,
}

#[pymethods]
impl Compiled {
    #[getter]
    fn sql(&self) -> &str {
        &self.sql
    }

    /// `(name, value, TypeSpec)` by placeholder.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let items = self.binds.iter().map(|bind| {
            let value = bind
                .value
                .as_ref()
                .map_or_else(|| py.None(), |value| value.clone_ref(py));
            (bind.name.as_str(), value, bind.spec.clone_ref(py))
        });
        let list = PyList::empty(py);
        for item in items {
            list.append(item)?;
        }
        Ok(list)
    }

    /// Names of the parameters that need a value when the statement runs.
    #[getter]
    fn required<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(
            py,
            self.binds
                .iter()
                .filter(|bind| bind.required)
                .map(|bind| bind.name.as_str())
                .collect::<Vec<_>>(),
        )
    }

    /// `(key, TypeSpec)` by column.
    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for column in &self.columns {
            list.append((column.key.as_str(), column.spec.clone_ref(py)))?;
        }
        Ok(list)
    }

    /// `("entity", Entity, start, count)` or `("column", start)` by value of a row.
    #[getter]
    fn entities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for slot in &self.slots {
            match slot {
                Slot::Entity {
                    entity,
                    start,
                    count,
                } => {
                    list.append(("entity", entity.clone_ref(py), *start, *count))?;
                }
                Slot::Column(start) => list.append(("column", *start))?,
            }
        }
        Ok(list)
    }

    #[getter]
    fn returns_rows(&self) -> bool {
        self.returns_rows
    }

    /// Whether running the statement provably changes and locks nothing.
    #[getter]
    fn is_pure_read(&self) -> bool {
        self.pure_read
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.kind.name()
    }

    /// Return the statement under another text; its parameters are named by their place ("0", "1" ..) and have no values.
    fn rewritten(&self, py: Python<'_>, sql: String) -> Compiled {
        let binds = self.binds.iter().enumerate().map(|(place, bind)| Bind {
            name: place.to_string().into(),
            value: None,
            required: true,
            spec: bind.spec.clone_ref(py),
        });
        let columns = self.columns.iter().map(|column| OutColumn {
            key: column.key.clone(),
            spec: column.spec.clone_ref(py),
        });
        let slots = self.slots.iter().map(|slot| match slot {
            Slot::Entity {
                entity,
                start,
                count,
            } => Slot::Entity {
                entity: entity.clone_ref(py),
                start: *start,
                count: *count,
            },
            Slot::Column(at) => Slot::Column(*at),
        });
        Compiled {
            binds: binds.collect(),
            columns: columns.collect(),
            has_text: self.has_text,
            slots: slots.collect(),
            row: None,
            change: None,
            returns_rows: self.returns_rows,
            pure_read: false,
            kind: self.kind,
            prepared: OnceLock::new(),
            sql,
        }
    }

    fn __str__(&self) -> &str {
        &self.sql
    }

    fn __repr__(&self) -> String {
        format!("Compiled({:?})", self.sql)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for bind in &self.binds {
            visit.call(&bind.value)?;
            visit.call(&bind.spec)?;
        }
        for column in &self.columns {
            visit.call(&column.spec)?;
        }
        for slot in &self.slots {
            if let Slot::Entity { entity, .. } = slot {
                visit.call(entity)?;
            }
        }
        if let Some(prepared) = self.prepared.get() {
            prepared.traverse(&visit)?;
        }
        Ok(())
    }
}
