//! The rows of one statement of a flush, and what the instances learn from its answer.

use parking_lot::Mutex;
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use rustc_hash::FxHashMap;
use sqlmodel_rs_engine::Value;
use sqlmodel_rs_engine::driver::Batch;

use super::change::ChangePlan;
use super::instance::values_of;
use super::plan::InsertPlan;
use super::shape::{Order, RowShape};
use crate::bridge::answer::Outcomes;
use crate::error;
use crate::identity::{Key, KeyPart};

/// The plan that a row was read by.
pub enum Source {
    New(Py<InsertPlan>),
    Known(Py<ChangePlan>),
}

impl Source {
    fn clone_ref(&self, py: Python<'_>) -> Source {
        match self {
            Source::New(plan) => Source::New(plan.clone_ref(py)),
            Source::Known(plan) => Source::Known(plan.clone_ref(py)),
        }
    }

    /// Return the attribute of one of the plan's columns.
    fn attr<'p, 'py>(&'p self, py: Python<'py>, column: usize) -> &'p Bound<'py, PyString> {
        match self {
            Source::New(plan) => plan.get().columns[column].attr.bind(py),
            Source::Known(plan) => plan.get().columns[column].attr.bind(py),
        }
    }
}

/// Instances of one or more classes whose rows have the same columns, and the rows until they are sent.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct RowBatch {
    shape: Py<RowShape>,
    instances: Vec<(Py<PyAny>, Source)>,
    /// For each column of the plans whether the rows have its value.
    given: Vec<bool>,
    /// The keys of rows that are found again by them.
    keys: Vec<Key>,
    values: Mutex<Option<Vec<Value>>>,
}

impl RowBatch {
    pub fn new(
        shape: Py<RowShape>,
        instances: Vec<(Py<PyAny>, Source)>,
        given: Vec<bool>,
        keys: Vec<Key>,
        values: Vec<Value>,
    ) -> Self {
        RowBatch {
            shape,
            instances,
            given,
            keys,
            values: Mutex::new(Some(values)),
        }
    }

    pub fn shape(&self) -> &RowShape {
        self.shape.get()
    }

    /// Hand out the rows for the engine, once.
    pub fn rows(&self) -> PyResult<Batch> {
        let Some(values) = self.values.lock().take() else {
            return Err(PyRuntimeError::new_err("a batch is written once"));
        };
        let shape = self.shape();
        Ok(Batch {
            text: shape.text.clone(),
            types: shape.types.clone(),
            rows: self.instances.len(),
            values,
        })
    }

    /// Bring the rows that came back into the order of the instances.
    fn ordered<'py>(
        &self,
        py: Python<'py>,
        rows: &mut Vec<Bound<'py, PyAny>>,
        single: bool,
    ) -> PyResult<()> {
        let part = |row: &Bound<'py, PyAny>, place: usize| -> PyResult<Bound<'py, PyAny>> {
            if single {
                return Ok(row.clone());
            }
            row.cast::<PyTuple>()?.get_item(place)
        };
        let shape = self.shape();
        match shape.order {
            Order::Sent => {}
            // VALUES and sorted arrays are read in order, so the counter's order is that of the rows, whatever order
            // RETURNING has.
            Order::Counted(place) => {
                let mut keyed = rows
                    .drain(..)
                    .map(|row| Ok((part(&row, place)?.extract::<i128>()?, row)))
                    .collect::<PyResult<Vec<_>>>()?;
                keyed.sort_by_key(|(number, _)| *number);
                rows.extend(keyed.into_iter().map(|(_, row)| row));
            }
            Order::Matched => {
                let mut by_key: FxHashMap<Key, Bound<'py, PyAny>> = FxHashMap::default();
                for row in rows.drain(..) {
                    let key = shape
                        .key
                        .iter()
                        .map(|(place, _)| KeyPart::from_python(&part(&row, *place)?))
                        .collect::<PyResult<Vec<_>>>()?;
                    by_key.insert(Key::from_parts(key), row);
                }
                for key in &self.keys {
                    let Some(row) = by_key.remove(key) else {
                        let text = format!(
                            "the database returned no row of table '{}' with the key of an inserted object; its key \
                             values have to come back as they were given",
                            shape.table
                        );
                        return Err(error::named(py, "InvalidRequestError", &text));
                    };
                    rows.push(row);
                }
            }
        }
        Ok(())
    }
}

#[pymethods]
impl RowBatch {
    fn __len__(&self) -> usize {
        self.instances.len()
    }

    /// The statement that writes one row.
    #[getter]
    fn compiled(&self, py: Python<'_>) -> Py<crate::lower::Compiled> {
        self.shape().compiled.clone_ref(py)
    }

    /// Hand the rows over to a batch that sends them with another text of the statement.
    fn written(
        &self,
        py: Python<'_>,
        compiled: &Bound<'_, crate::lower::Compiled>,
    ) -> PyResult<RowBatch> {
        let instances = self
            .instances
            .iter()
            .map(|(instance, source)| (instance.clone_ref(py), source.clone_ref(py)))
            .collect();
        let shape = Py::new(py, self.shape().written(py, compiled)?)?;
        let values = self.values.lock().take().unwrap_or_default();
        Ok(RowBatch::new(
            shape,
            instances,
            self.given.clone(),
            Vec::new(),
            values,
        ))
    }

    /// The instances, in the order of the rows.
    #[getter]
    fn instances<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(
            py,
            self.instances.iter().map(|(instance, _)| instance.bind(py)),
        )
    }

    /// The statement as the expression it was compiled from.
    #[getter]
    fn statement(&self, py: Python<'_>) -> Py<PyAny> {
        self.shape().statement.clone_ref(py)
    }

    /// Return the values as the program gave them: a tuple, or a list of tuples for several rows.
    pub fn parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let rows = PyList::empty(py);
        for (instance, source) in &self.instances {
            let instance = instance.bind(py);
            let present = values_of(instance)?;
            let mut row = Vec::new();
            for column in (0..self.given.len()).filter(|column| self.given[*column]) {
                let value = present.get_item(source.attr(py, column))?;
                row.push(value.unwrap_or_else(|| py.None().into_bound(py)));
            }
            if let Source::Known(plan) = source {
                plan.get().key_of(instance, &mut row)?;
            }
            rows.append(PyTuple::new(py, row)?)?;
        }
        if rows.len() == 1 {
            return rows.get_item(0);
        }
        Ok(rows.into_any())
    }

    /// Give the instances what came back for their rows.
    ///
    /// Raises StaleDataError when it is another number of rows, InvalidRequestError when a key is not among them.
    fn store(&self, py: Python<'_>, result: &Outcomes) -> PyResult<()> {
        let shape = self.shape();
        if !shape.returned.is_empty() {
            let rows = result.rows.bind(py);
            if rows.len() != self.instances.len() {
                let text = format!(
                    "INSERT into table '{}' of {} row(s) returned {} row(s)",
                    shape.table,
                    self.instances.len(),
                    rows.len()
                );
                return Err(error::named(py, "StaleDataError", &text));
            }
            let mut rows: Vec<_> = rows.iter().collect();
            self.ordered(py, &mut rows, result.single)?;
            for ((instance, source), row) in self.instances.iter().zip(&rows) {
                let present = values_of(instance.bind(py))?;
                for (place, column) in shape.returned.iter().enumerate() {
                    let attr = source.attr(py, *column);
                    if result.single {
                        present.set_item(attr, row)?;
                    } else {
                        present.set_item(attr, row.cast::<PyTuple>()?.get_item(place)?)?;
                    }
                }
            }
        }
        if !shape.expired.is_empty() {
            for (instance, source) in &self.instances {
                let present = values_of(instance.bind(py))?;
                let names = PyList::empty(py);
                for column in &shape.expired {
                    let attr = source.attr(py, *column);
                    if present.contains(attr)? {
                        present.del_item(attr)?;
                    }
                    names.append(attr)?;
                }
                instance
                    .bind(py)
                    .getattr(intern!(py, "_sa_instance_state"))?
                    .call_method1(intern!(py, "expire_names"), (names,))?;
            }
        }
        Ok(())
    }
}
