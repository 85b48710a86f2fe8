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
    let py = instance.py();
    let Some(state) = state_or_none(instance)? else {
        return Ok(false);
    };
    let values = values_of(instance)?;
    let (recorded, in_session) = {
        let known = state.borrow();
        let committed = known.changes(py);
        let is_known = !matches!(known.key, StateKey::Absent) || committed.is_some();
        (
            is_known.then(|| committed.unwrap_or_else(|| PyDict::new(py))),
            known.session.is_some(),
        )
    };
    if let Some(committed) = &recorded {
        if !committed.contains(name)? {
            let before = values.get_item(name)?;
            committed.set_item(name, before.as_ref().unwrap_or(absent))?;
        }
        InstanceState::record(&state, committed)?;
    }
    if recorded.is_some() || in_session {
        mark_modified(&state, instance)?;
    }
    values.set_item(name, value)?;
    Ok(true)
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
    module.add_function(wrap_pyfunction!(note_given, module)?)
}
