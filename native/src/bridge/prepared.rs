//! What every run of a compiled statement needs and no run changes; made by the first run, kept by the statement.

use std::sync::{Arc, OnceLock};

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use sqlmodel_rs_engine::{Dialect, SqlType, Value};

use super::many::Many;
use crate::hydrate::Shape;
use crate::lower::Compiled;

/// The part that belongs to the engine: text, types of the parameters, decode plan.
pub struct Text {
    pub sql: String,
    pub types: Vec<SqlType>,
    pub out: Vec<SqlType>,
}

impl Text {
    /// Give each value of one run its type.
    pub fn binds(&self, values: Vec<Value>) -> Vec<(Value, SqlType)> {
        values.into_iter().zip(self.types.iter().cloned()).collect()
    }
}

/// A compiled statement, ready to run.
pub struct Prepared {
    pub text: Arc<Text>,
    /// The column names a result shows; one that the database gives is empty.
    pub keys: Py<PyTuple>,
    /// Whether the database gives a name.
    pub named_there: bool,
    /// Absent where only the database knows the columns.
    shape: Option<Arc<Shape>>,
    many: OnceLock<Option<Many>>,
}

impl Prepared {
    /// Return what `compiled` remembers, making it for the first run.
    pub fn of<'c>(py: Python<'_>, compiled: &'c Compiled) -> PyResult<&'c Prepared> {
        if let Some(known) = compiled.prepared.get() {
            return Ok(known);
        }
        let made = Prepared::new(py, compiled)?;
        Ok(compiled.prepared.get_or_init(|| Box::new(made)))
    }

    fn new(py: Python<'_>, compiled: &Compiled) -> PyResult<Prepared> {
        let types = compiled
            .binds
            .iter()
            .map(|bind| bind.spec.get().sql.clone());
        let out = compiled
            .columns
            .iter()
            .map(|column| column.spec.get().sql.clone());
        let text = Text {
            sql: compiled.sql.clone(),
            types: types.collect(),
            out: out.collect(),
        };
        let keys = PyTuple::new(
            py,
            compiled.columns.iter().map(|column| column.key.as_str()),
        )?;
        let shape = if compiled.slots.is_empty() {
            None
        } else {
            Some(Arc::new(Shape::of(py, compiled)?))
        };
        let named_there = compiled.columns.iter().any(|column| column.key.is_empty());
        Ok(Prepared {
            text: Arc::new(text),
            keys: keys.unbind(),
            named_there,
            shape,
            many: OnceLock::new(),
        })
    }

    /// Return how rows are cut.
    pub fn shape(&self, py: Python<'_>, compiled: &Compiled) -> PyResult<Arc<Shape>> {
        match &self.shape {
            Some(shape) => Ok(shape.clone()),
            None => Shape::of(py, compiled).map(Arc::new),
        }
    }

    /// Return how many parameter sets are sent; None where the runs are executed one by one.
    pub fn many(&self, compiled: &Compiled, dialect: Dialect) -> Option<&Many> {
        let made = || Many::of(compiled, &self.text.types, dialect);
        self.many.get_or_init(made).as_ref()
    }

    /// Show the collector what is held. A run holds its `Compiled` too, so a shape in use is never taken for garbage.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.keys)?;
        match &self.shape {
            Some(shape) => shape.traverse(visit),
            None => Ok(()),
        }
    }
}
