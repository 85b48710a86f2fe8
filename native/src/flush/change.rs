//! Reads changed instances into the rows of one UPDATE, and instances to delete into those of one DELETE.

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use sqlmodel_rs_engine::Dialect;

use super::batch::{RowBatch, Source};
use super::instance::{Expressions, state_of, values_of};
use super::plan::{Shapes, dialect_of};
use super::shape::RowShape;
use crate::hydrate::Pause;

/// A column that an UPDATE may write.
pub struct ChangeColumn {
    pub attr: Py<PyString>,
    /// How its type tells whether two values are equal, where that is not `==`.
    compare: Option<Py<PyAny>>,
}

/// How persistent instances of one mapper change, or delete, their rows of one table. Made by the unit of work, once.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct ChangePlan {
    /// In the order of the statement; none for a DELETE.
    pub columns: Vec<ChangeColumn>,
    /// The places of the row's key in the key of an instance.
    key: Vec<usize>,
    /// Plans of equal families make rows that go into one batch.
    family: Py<PyAny>,
    dialect: Dialect,
    /// What is recorded as the former value of an attribute that had none, or that is written whatever it was.
    absent: Py<PyAny>,
    shapes: Shapes,
}

#[pymethods]
impl ChangePlan {
    /// `columns` are (attribute, comparison or None); `key` has the places of the table's key in an instance's key;
    /// `build` makes the shape of a list of flags, True for a column that is written.
    #[new]
    fn new(
        py: Python<'_>,
        columns: Vec<(Bound<'_, PyString>, Option<Py<PyAny>>)>,
        key: Vec<usize>,
        dialect: &str,
        family: Py<PyAny>,
        absent: Py<PyAny>,
        build: Py<PyAny>,
    ) -> PyResult<Self> {
        let columns = columns
            .into_iter()
            .map(|(attr, compare)| {
                Ok(ChangeColumn {
                    attr: PyString::intern(py, attr.to_str()?).unbind(),
                    compare,
                })
            })
            .collect::<PyResult<_>>()?;
        Ok(ChangePlan {
            columns,
            key,
            family,
            dialect: dialect_of(dialect)?,
            absent,
            shapes: Shapes::new(build),
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for column in &self.columns {
            visit.call(&column.compare)?;
        }
        visit.call(&self.family)?;
        visit.call(&self.absent)?;
        self.shapes.traverse(&visit)
    }
}

impl ChangePlan {
    /// Add the values by which the row of an instance is found.
    pub fn key_of<'py>(
        &self,
        instance: &Bound<'py, PyAny>,
        row: &mut Vec<Bound<'py, PyAny>>,
    ) -> PyResult<()> {
        let state = state_of(instance)?;
        let key = state.borrow().key.parts(instance.py())?;
        for place in &self.key {
            row.push(key[*place].clone());
        }
        Ok(())
    }
}

/// What one instance says about its row.
enum Reading {
    Row,
    /// There is nothing to write.
    Unchanged,
    /// The program's own code has to write it.
    Unfit,
}

/// The values of one row while they are read.
#[derive(Default)]
struct Scratch<'py> {
    given: Vec<bool>,
    values: Vec<Bound<'py, PyAny>>,
    expressions: Expressions,
}

impl<'py> Scratch<'py> {
    /// Read what has changed in an instance, then its key.
    fn read(&mut self, plan: &ChangePlan, instance: &Bound<'py, PyAny>) -> PyResult<Reading> {
        let py = instance.py();
        self.given.clear();
        self.values.clear();
        if !plan.columns.is_empty() {
            let committed = state_of(instance)?.borrow().changes(py);
            let Some(committed) = committed.filter(|committed| !committed.is_empty()) else {
                return Ok(Reading::Unchanged);
            };
            let present = values_of(instance)?;
            for column in &plan.columns {
                let value = match committed.get_item(column.attr.bind(py))? {
                    Some(before) => self.changed(plan, column, &present, &before)?,
                    None => None,
                };
                self.given.push(value.is_some());
                if let Some(value) = value {
                    if self.expressions.holds(&value)? {
                        return Ok(Reading::Unfit);
                    }
                    self.values.push(value);
                }
            }
            if self.values.is_empty() {
                return Ok(Reading::Unchanged);
            }
        }
        plan.key_of(instance, &mut self.values)?;
        Ok(Reading::Row)
    }

    /// Return the value of a recorded attribute unless it equals what the row has.
    fn changed(
        &mut self,
        plan: &ChangePlan,
        column: &ChangeColumn,
        present: &Bound<'py, PyDict>,
        before: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = present.py();
        let value = match present.get_item(column.attr.bind(py))? {
            Some(value) => value,
            None => py.None().into_bound(py),
        };
        if before.is(&plan.absent) || self.expressions.holds(&value)? {
            return Ok(Some(value));
        }
        let same = match &column.compare {
            None => before.eq(&value)?,
            Some(compare) => compare.bind(py).call1((before, &value))?.is_truthy()?,
        };
        Ok((!same).then_some(value))
    }
}

/// Read instances from `start` on into one batch, as far as their rows change the same columns.
///
/// `plans` has the plan of each mapper; instances of other mappers, and those without a change, are passed over. Returns
/// the batch, if any, and the place of the first instance that is not in it: without a batch, one whose row needs the
/// program's own code, or the end.
#[pyfunction]
pub fn gather_changes(
    instances: &Bound<'_, PyList>,
    plans: &Bound<'_, PyDict>,
    start: usize,
) -> PyResult<(Option<RowBatch>, usize)> {
    let py = instances.py();
    let _pause = Pause::new(py);
    let mut scratch = Scratch::default();
    let mut values = Vec::new();
    let mut rows: Vec<(Py<PyAny>, Source)> = Vec::new();
    let mut first: Option<(Vec<bool>, Py<RowShape>, Py<PyAny>)> = None;
    let mut known: Option<(Py<PyAny>, Option<Bound<'_, ChangePlan>>)> = None;
    let mut at = start;
    while at < instances.len() {
        let instance = instances.get_item(at)?;
        let plan = match (&state_of(&instance)?.borrow().mapper, &known) {
            (Some(mapper), Some((last, plan))) if last.is(mapper) => plan.clone(),
            (Some(mapper), _) => {
                let plan = match plans.get_item(mapper.bind(py))? {
                    Some(plan) => Some(plan.cast_into::<ChangePlan>()?),
                    None => None,
                };
                known = Some((mapper.clone_ref(py), plan.clone()));
                plan
            }
            (None, _) => None,
        };
        let Some(plan) = plan else {
            at += 1;
            continue;
        };
        match scratch.read(plan.get(), &instance)? {
            Reading::Unchanged => {
                at += 1;
                continue;
            }
            Reading::Unfit => break,
            Reading::Row => {}
        }
        let shape = match &first {
            None => {
                let shape = plan.get().shapes.of(py, &scratch.given)?;
                let family = plan.get().family.clone_ref(py);
                first = Some((scratch.given.clone(), shape.clone_ref(py), family));
                shape
            }
            Some((given, shape, family))
                if *given == scratch.given && plan.get().family.is(family) =>
            {
                shape.clone_ref(py)
            }
            Some(_) => break,
        };
        shape
            .get()
            .encode(py, plan.get().dialect, &scratch.values, &mut values)?;
        rows.push((instance.unbind(), Source::Known(plan.unbind())));
        at += 1;
    }
    let batch =
        first.map(|(given, shape, _)| RowBatch::new(shape, rows, given, Vec::new(), values));
    Ok((batch, at))
}
