//! What follows the rows of a result: relationships filled from the rows, and what instances keep of their query.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use rustc_hash::{FxHashMap, FxHashSet};

use super::collector::Pause;
use crate::convert::scalar::set_attribute;
use crate::state::InstanceState;

/// Return the state of an instance that a row has made, or None where there is no native state.
fn state_of<'py>(instance: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, InstanceState>>> {
    let found = instance.getattr_opt(intern!(instance.py(), "_sa_instance_state"))?;
    Ok(found.and_then(|state| state.cast_into::<InstanceState>().ok()))
}

/// Return the different objects in one place of rows, in order, without None; all places where `slot` is None.
#[pyfunction]
#[pyo3(signature = (rows, slot=None))]
fn distinct<'py>(
    py: Python<'py>,
    rows: &Bound<'py, PyList>,
    slot: Option<usize>,
) -> PyResult<Bound<'py, PyList>> {
    let _pause = Pause::new(py);
    let mut seen = FxHashSet::with_capacity_and_hasher(rows.len(), Default::default());
    let found = PyList::empty(py);
    for row in rows {
        let value = match slot {
            Some(slot) => row.cast::<PyTuple>()?.get_item(slot)?,
            None => row,
        };
        if !value.is_none() && seen.insert(value.as_ptr() as usize) {
            found.append(value)?;
        }
    }
    Ok(found)
}

/// Keep with each instance what a query loads of it; what another query said stays, unless the row was read `anew`.
///
/// Returns the instances that have no state yet.
#[pyfunction]
fn keep_made<'py>(
    instances: &Bound<'py, PyList>,
    made: &Bound<'py, PyTuple>,
    anew: bool,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let mut without = Vec::new();
    for instance in instances {
        match state_of(&instance)? {
            Some(state) => {
                let former = state.try_borrow_mut()?.keep_made(made, anew);
                drop(former);
            }
            None => without.push(instance),
        }
    }
    Ok(without)
}

/// Asks once for each class whether it has the relationship.
struct Owners<'a, 'py> {
    has: &'a Bound<'py, PyAny>,
    known: FxHashMap<usize, bool>,
}

impl<'py> Owners<'_, 'py> {
    fn has(&mut self, owner: &Bound<'py, PyAny>) -> PyResult<bool> {
        let class = owner.get_type().as_ptr() as usize;
        if let Some(known) = self.known.get(&class) {
            return Ok(*known);
        }
        let answer = self.has.call1((owner,))?.is_truthy()?;
        self.known.insert(class, answer);
        Ok(answer)
    }
}

/// Put what stands beside each owner in the rows under `name`, where nothing can be there yet: a row of this result has
/// made the owner, no other has shown it.
///
/// `has(owner)` tells whether the class of an owner has the relationship. Returns the other owners, each with its first
/// object or None.
#[pyfunction]
fn fill_scalar<'py>(
    rows: &Bound<'py, PyList>,
    owner: usize,
    target: usize,
    name: &Bound<'py, PyString>,
    has: &Bound<'py, PyAny>,
) -> PyResult<Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    let mut owners = Owners {
        has,
        known: FxHashMap::default(),
    };
    let mut rest: Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)> = Vec::new();
    let mut places = FxHashMap::default();
    for row in rows {
        let row = row.cast_into::<PyTuple>().map_err(PyErr::from)?;
        let parent = row.get_item(owner)?;
        if parent.is_none() || !owners.has(&parent)? {
            continue;
        }
        let value = row.get_item(target)?;
        let fresh = state_of(&parent)?.is_some_and(|state| state.borrow().fresh);
        if fresh {
            set_attribute(&parent, name, &value)?;
            continue;
        }
        match places.get(&(parent.as_ptr() as usize)) {
            None => {
                places.insert(parent.as_ptr() as usize, rest.len());
                rest.push((parent, value));
            }
            Some(at) => {
                let (_, known): &mut (_, Bound<'py, PyAny>) = &mut rest[*at];
                if known.is_none() {
                    *known = value;
                }
            }
        }
    }
    Ok(rest)
}

/// Return each owner in the rows with the different objects beside it, in order.
#[pyfunction]
fn joined_members<'py>(
    py: Python<'py>,
    rows: &Bound<'py, PyList>,
    owner: usize,
    target: usize,
    has: &Bound<'py, PyAny>,
) -> PyResult<Vec<(Bound<'py, PyAny>, Bound<'py, PyList>)>> {
    let mut owners = Owners {
        has,
        known: FxHashMap::default(),
    };
    let mut found: Vec<(Bound<'py, PyAny>, Bound<'py, PyList>)> = Vec::new();
    let mut places = FxHashMap::default();
    let mut seen = FxHashSet::default();
    for row in rows {
        let row = row.cast_into::<PyTuple>().map_err(PyErr::from)?;
        let parent = row.get_item(owner)?;
        if parent.is_none() || !owners.has(&parent)? {
            continue;
        }
        let address = parent.as_ptr() as usize;
        let at = *places.entry(address).or_insert(found.len());
        if at == found.len() {
            found.push((parent, PyList::empty(py)));
        }
        let value = row.get_item(target)?;
        if !value.is_none() && seen.insert((address, value.as_ptr() as usize)) {
            found[at].1.append(value)?;
        }
    }
    Ok(found)
}

/// Return the different objects that stand behind each key in rows of (key..., object), by key.
#[pyfunction]
fn members_by_key<'py>(
    py: Python<'py>,
    rows: &Bound<'py, PyList>,
    width: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    let mut seen = FxHashSet::default();
    for row in rows {
        let row = row.cast_into::<PyTuple>().map_err(PyErr::from)?;
        let key = row.get_slice(0, width);
        let members = match found.get_item(&key)? {
            Some(members) => members.cast_into::<PyList>().map_err(PyErr::from)?,
            None => {
                let members = PyList::empty(py);
                found.set_item(&key, &members)?;
                members
            }
        };
        let value = row.get_item(width).map_err(|_| {
            PyTypeError::new_err(format!(
                "a row has no object behind the {width} parts of its key"
            ))
        })?;
        if seen.insert((members.as_ptr() as usize, value.as_ptr() as usize)) {
            members.append(value)?;
        }
    }
    Ok(found)
}

/// Add the module's functions.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(distinct, module)?)?;
    module.add_function(wrap_pyfunction!(keep_made, module)?)?;
    module.add_function(wrap_pyfunction!(fill_scalar, module)?)?;
    module.add_function(wrap_pyfunction!(joined_members, module)?)?;
    module.add_function(wrap_pyfunction!(members_by_key, module)?)
}
