//! Reads instances into the rows of one batch, and gives the instances what the database made of their rows.

use parking_lot::Mutex;
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use rustc_hash::FxHashMap;
use sqlmodel_rs_engine::Value;
use sqlmodel_rs_engine::driver::Batch;

use super::instance::{Expressions, state_of, values_of};
use super::plan::{InsertPlan, InsertShape, Missing, Order};
use crate::bridge::answer::Outcomes;
use crate::convert::bind;
use crate::error;
use crate::hydrate::Pause;
use crate::identity::{Key, KeyPart};

/// Instances of one or more classes whose rows have the same columns, and the rows until they are sent.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct InsertBatch {
    shape: Py<InsertShape>,
    instances: Vec<(Py<PyAny>, Py<InsertPlan>)>,
    given: Vec<bool>,
    /// The keys of rows that are found again by them.
    keys: Vec<Key>,
    values: Mutex<Option<Vec<Value>>>,
}

/// What one instance says about its row.
enum Reading {
    Row,
    /// Another batch, or the program's own code, has to take it.
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
    fn take(&mut self, value: Bound<'py, PyAny>) {
        self.given.push(true);
        self.values.push(value);
    }

    /// Read an instance; values the plan knows are filled in on the way.
    fn read(&mut self, plan: &InsertPlan, instance: &Bound<'py, PyAny>) -> PyResult<Reading> {
        let py = instance.py();
        self.given.clear();
        self.values.clear();
        let present = values_of(instance)?;
        for column in &plan.columns {
            let attr = column.attr.bind(py);
            let mut value = present.get_item(attr)?;
            if let Some(inherited) = &column.inherited {
                value = present.get_item(inherited.bind(py))?;
                match &value {
                    Some(value) => present.set_item(attr, value)?,
                    None => return Ok(Reading::Unfit),
                }
            }
            match value {
                Some(value) if !value.is_none() || column.keeps_none => {
                    if self.expressions.holds(&value)? {
                        return Ok(Reading::Unfit);
                    }
                    if column.computed {
                        self.given.push(false);
                    } else {
                        self.take(value);
                    }
                }
                _ if column.computed => self.given.push(false),
                former => match &column.missing {
                    Missing::Database => self.given.push(false),
                    Missing::Program => return Ok(Reading::Unfit),
                    Missing::Null => {
                        let none = py.None().into_bound(py);
                        if former.is_none() {
                            present.set_item(attr, &none)?;
                        }
                        self.take(none);
                    }
                    Missing::Constant(constant) => {
                        present.set_item(attr, constant)?;
                        self.take(constant.bind(py).clone());
                    }
                },
            }
        }
        Ok(Reading::Row)
    }

    /// Turn the values into the database's; a value that does not fit raises StatementError with the row.
    fn encode(
        &self,
        plan: &InsertPlan,
        shape: &InsertShape,
        py: Python<'py>,
        into: &mut Vec<Value>,
    ) -> PyResult<()> {
        let compiled = shape.compiled.get();
        for (value, parameter) in self.values.iter().zip(&compiled.binds) {
            match bind::encode(value, parameter.spec.get(), plan.dialect) {
                Ok(value) => into.push(value),
                Err(orig) => {
                    let row = PyTuple::new(py, &self.values)?.into_any();
                    let name = Some(parameter.name.as_str());
                    let sql = &compiled.sql;
                    return Err(error::statement_error(py, orig, sql, Some(&row), name));
                }
            }
        }
        Ok(())
    }
}

impl Scratch<'_> {
    /// Return the key of the row just encoded, as it comes back.
    fn key(&self, shape: &InsertShape, row: &[Value]) -> Key {
        let mut parts = Vec::with_capacity(shape.key.len());
        for (_, column) in &shape.key {
            let place = self
                .given
                .iter()
                .take(*column)
                .filter(|given| **given)
                .count();
            parts.push(match row.get(place) {
                Some(Value::Int(number)) => KeyPart::Int(*number),
                Some(Value::Text(text)) => KeyPart::Text(text.as_str().into()),
                Some(Value::Uuid(number)) => KeyPart::Uuid(number.to_ne_bytes()),
                _ => KeyPart::Null,
            });
        }
        Key::from_parts(parts)
    }
}

/// Read instances from `start` on into one batch, as far as their rows have the same columns.
///
/// `plans` has the plan of each mapper. None when the first instance's row needs the program's own code.
#[pyfunction]
pub fn gather(
    instances: &Bound<'_, PyList>,
    plans: &Bound<'_, PyDict>,
    start: usize,
) -> PyResult<Option<InsertBatch>> {
    let py = instances.py();
    let _pause = Pause::new(py);
    let mut scratch = Scratch::default();
    let mut values = Vec::new();
    let mut keys = Vec::new();
    let mut rows: Vec<(Py<PyAny>, Py<InsertPlan>)> = Vec::new();
    let mut first: Option<(Vec<bool>, Py<InsertShape>, Py<PyAny>)> = None;
    let mut known: Option<(Py<PyAny>, Bound<'_, InsertPlan>)> = None;
    for at in start..instances.len() {
        let instance = instances.get_item(at)?;
        let plan = match (&state_of(&instance)?.borrow().mapper, known.take()) {
            (Some(mapper), Some((last, plan))) if last.is(mapper) => {
                known = Some((last, plan.clone()));
                plan
            }
            (Some(mapper), _) => {
                let Some(plan) = plans.get_item(mapper.bind(py))? else {
                    break;
                };
                let plan = plan.cast_into::<InsertPlan>()?;
                known = Some((mapper.clone_ref(py), plan.clone()));
                plan
            }
            (None, _) => break,
        };
        if let Reading::Unfit = scratch.read(plan.get(), &instance)? {
            break;
        }
        let shape = match &first {
            None => {
                let shape = plan.get().shape(py, &scratch.given)?;
                let family = plan.get().family.clone_ref(py);
                first = Some((scratch.given.clone(), shape.clone_ref(py), family));
                values.reserve(scratch.values.len() * (instances.len() - start));
                shape
            }
            Some((given, shape, family))
                if *given == scratch.given && plan.get().family.is(family) =>
            {
                shape.clone_ref(py)
            }
            Some(_) => break,
        };
        let start = values.len();
        scratch.encode(plan.get(), shape.get(), py, &mut values)?;
        if shape.get().order == Order::Matched {
            keys.push(scratch.key(shape.get(), &values[start..]));
        }
        rows.push((instance.unbind(), plan.unbind()));
    }
    Ok(first.map(|(given, shape, _)| InsertBatch {
        shape,
        instances: rows,
        given,
        keys,
        values: Mutex::new(Some(values)),
    }))
}

impl InsertBatch {
    pub fn shape(&self) -> &InsertShape {
        self.shape.get()
    }

    /// Hand out the rows for the engine, once.
    pub fn rows(&self) -> PyResult<Batch> {
        let Some(values) = self.values.lock().take() else {
            return Err(PyRuntimeError::new_err("a batch is inserted once"));
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
impl InsertBatch {
    fn __len__(&self) -> usize {
        self.instances.len()
    }

    /// The statement that inserts one row.
    #[getter]
    fn compiled(&self, py: Python<'_>) -> Py<crate::lower::Compiled> {
        self.shape().compiled.clone_ref(py)
    }

    /// The statement as the expression it was compiled from.
    #[getter]
    fn statement(&self, py: Python<'_>) -> Py<PyAny> {
        self.shape().statement.clone_ref(py)
    }

    /// Return the values as the program gave them: a tuple, or a list of tuples for several rows.
    pub fn parameters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let rows = PyList::empty(py);
        for (instance, plan) in &self.instances {
            let present = values_of(instance.bind(py))?;
            let mut row = Vec::new();
            for (column, given) in plan.get().columns.iter().zip(&self.given) {
                if *given {
                    let value = present.get_item(column.attr.bind(py))?;
                    row.push(value.unwrap_or_else(|| py.None().into_bound(py)));
                }
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
            for ((instance, plan), row) in self.instances.iter().zip(&rows) {
                let present = values_of(instance.bind(py))?;
                for (place, column) in shape.returned.iter().enumerate() {
                    let attr: &Bound<'_, PyString> = plan.get().columns[*column].attr.bind(py);
                    if result.single {
                        present.set_item(attr, row)?;
                    } else {
                        present.set_item(attr, row.cast::<PyTuple>()?.get_item(place)?)?;
                    }
                }
            }
        }
        if !shape.expired.is_empty() {
            for (instance, plan) in &self.instances {
                let present = values_of(instance.bind(py))?;
                for column in &shape.expired {
                    let attr = plan.get().columns[*column].attr.bind(py);
                    if present.contains(attr)? {
                        present.del_item(attr)?;
                    }
                }
                instance
                    .bind(py)
                    .getattr(intern!(py, "_sa_instance_state"))?
                    .setattr(intern!(py, "expired"), true)?;
            }
        }
        Ok(())
    }
}
