//! Assignments to column attributes: the value, what it was before, and the session that has to write it.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet, PyString};

use super::instance::{state_or_none, values_of};
use crate::convert::scalar::{plain_attribute, set_attribute};
use crate::state::{InstanceState, StateKey};

/// Put an instance on the list of its session, once.
fn mark_modified(state: &Bound<'_, InstanceState>, instance: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = instance.py();
    let session = {
        let mut known = state.borrow_mut();
        if known.modified {
            return Ok(());
        }
        known.modified = true;
        known.session.as_ref().map(|session| session.clone_ref(py))
    };
    if let Some(session) = session {
        let session = session.bind(py).call0()?;
        if !session.is_none() {
            session.call_method1(intern!(py, "_register_dirty"), (instance,))?;
        }
    }
    Ok(())
}

/// Return the part of a row's key that an attribute holds: known although the row has not been read.
fn key_part<'py>(
    state: &Bound<'py, InstanceState>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = state.py();
    let known = state.borrow();
    let Some(mapper) = &known.mapper else {
        return Ok(None);
    };
    let parts = known.key.parts(py)?;
    for (attr, part) in mapper
        .bind(py)
        .getattr(intern!(py, "pk_attrs"))?
        .try_iter()?
        .zip(parts)
    {
        if attr?.eq(name)? {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

/// Keep the value an attribute has before its first change, and put the instance on the list of its session.
fn keep(
    state: &Bound<'_, InstanceState>,
    instance: &Bound<'_, PyAny>,
    values: &Bound<'_, PyDict>,
    name: &Bound<'_, PyString>,
    absent: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let py = instance.py();
    let committed = state.borrow().changes(py);
    let committed = committed.unwrap_or_else(|| PyDict::new(py));
    if !committed.contains(name)? {
        let before = match values.get_item(name)? {
            Some(before) => Some(before),
            None => key_part(state, name)?,
        };
        committed.set_item(name, before.as_ref().unwrap_or(absent))?;
    }
    InstanceState::record(state, &committed)?;
    mark_modified(state, instance)
}

/// Set a column attribute; the value a persistent instance had before its first change is kept, `absent` for none.
///
/// False, and nothing done, for an instance that has no state yet.
#[pyfunction]
fn record_value(
    instance: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    value: &Bound<'_, PyAny>,
    absent: &Bound<'_, PyAny>,
) -> PyResult<bool> {
    let Some(state) = state_or_none(instance)? else {
        return Ok(false);
    };
    let values = values_of(instance)?;
    let (is_known, in_session) = {
        let known = state.borrow();
        let is_new = matches!(known.key, StateKey::Absent);
        (
            !is_new || known.changes(instance.py()).is_some(),
            known.session.is_some(),
        )
    };
    if is_known {
        keep(&state, instance, &values, name, absent)?;
    } else if in_session {
        mark_modified(&state, instance)?;
    }
    values.set_item(name, value)?;
    Ok(true)
}

/// Keep the value an attribute of an instance with a state has, `absent` for none, before it is removed or changed in place.
#[pyfunction]
fn record_change(
    instance: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    absent: &Bound<'_, PyAny>,
) -> PyResult<()> {
    match state_or_none(instance)? {
        Some(state) => keep(&state, instance, &values_of(instance)?, name, absent),
        None => Ok(()),
    }
}

/// Note that a field of a table model was given a value; its set of such fields is made when it is needed first.
#[pyfunction]
fn note_given(instance: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<()> {
    let py = instance.py();
    let slot = intern!(py, "__pydantic_fields_set__");
    if let Some(given) = plain_attribute(instance, slot)? {
        return given.cast_into::<PySet>()?.add(name);
    }
    let given = PySet::empty(py)?;
    if let Some(state) = state_or_none(instance)?
        && let Some(names) = state.borrow().given(py)
    {
        for name in names {
            given.add(name)?;
        }
    }
    given.add(name)?;
    set_attribute(instance, slot, given.as_any())
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(record_value, module)?)?;
    module.add_function(wrap_pyfunction!(record_change, module)?)?;
    module.add_function(wrap_pyfunction!(note_given, module)?)
}
