//! Reads new instances into the rows of one INSERT.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use sqlmodel_rs_engine::Value;

use super::batch::{RowBatch, Source};
use super::instance::{Expressions, state_of, values_of};
use super::plan::{InsertPlan, Missing};
use super::shape::{Order, RowShape, absent};
use crate::hydrate::Pause;
use crate::identity::{Key, KeyPart};

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
                    Missing::Absent => self.take(absent(py)?),
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
}

impl Scratch<'_> {
    /// Return the key of the row just encoded, as it comes back.
    fn key(&self, shape: &RowShape, row: &[Value]) -> Key {
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
) -> PyResult<Option<RowBatch>> {
    let py = instances.py();
    let _pause = Pause::new(py);
    let mut scratch = Scratch::default();
    let mut values = Vec::new();
    let mut keys = Vec::new();
    let mut rows: Vec<(Py<PyAny>, Source)> = Vec::new();
    let mut first: Option<(Vec<bool>, Py<RowShape>, Py<PyAny>)> = None;
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
                let shape = plan.get().shapes.of(py, &scratch.given)?;
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
        shape
            .get()
            .encode(py, plan.get().dialect, &scratch.values, &mut values)?;
        if shape.get().order == Order::Matched {
            keys.push(scratch.key(shape.get(), &values[start..]));
        }
        rows.push((instance.unbind(), Source::New(plan.unbind())));
    }
    Ok(first.map(|(given, shape, _)| RowBatch::new(shape, rows, given, keys, values)))
}
