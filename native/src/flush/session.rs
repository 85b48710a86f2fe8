//! What a session does to many objects in one go: new ones come in, inserted ones become persistent, all expire.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};

use super::instance::{Mapping, Mappings, state_of, state_or_none, values_of};
use crate::convert::scalar::uuid_number;
use crate::identity::{IdentityMap, Key, KeyPart};
use crate::state::{InstanceState, StateKey};

/// Whether an instance holds no other object: no relationship has a value, was changed or waits to be loaded.
fn is_alone(
    state: &InstanceState,
    mapping: &Mapping<'_>,
    instance: &Bound<'_, PyAny>,
) -> PyResult<bool> {
    if !state.is_plain() {
        return Ok(false);
    }
    if mapping.relationships().is_empty() {
        return Ok(true);
    }
    let present = values_of(instance)?;
    for name in mapping.relationships().keys() {
        if present.contains(name)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn address(instance: &Bound<'_, PyAny>) -> usize {
    instance.as_ptr() as usize
}

/// Put new objects into a session, from `start` up to the first one that needs more than that; return its place.
///
/// An object that has a key, another session, or relationships needs more.
#[pyfunction]
fn enter_new<'py>(
    instances: &Bound<'py, PyList>,
    start: usize,
    session: &Bound<'py, PyAny>,
    new: &Bound<'py, PyDict>,
) -> PyResult<usize> {
    let mut mappings = Mappings::default();
    for at in start..instances.len() {
        let instance = instances.get_item(at)?;
        let Some(state) = state_or_none(&instance)? else {
            return Ok(at);
        };
        let ready = {
            let mapping = mappings.of(&state)?;
            let known = state.borrow();
            matches!(known.key, StateKey::Absent)
                && known.session.as_ref().is_none_or(|other| other.is(session))
                && is_alone(&known, mapping, &instance)?
        };
        if !ready {
            return Ok(at);
        }
        let number = address(&instance);
        if !new.contains(number)? {
            new.set_item(number, &instance)?;
            let mut state = state.borrow_mut();
            state.session = Some(session.clone().unbind());
            state.pending = true;
        }
    }
    Ok(instances.len())
}

/// Whether a persistent instance has changed in nothing but columns that are not its key.
fn is_simply_changed(
    state: &InstanceState,
    mapping: &Mapping<'_>,
    py: Python<'_>,
) -> PyResult<bool> {
    if matches!(state.key, StateKey::Absent) || state.deleted || !state.is_unrelated() {
        return Ok(false);
    }
    let Some(changes) = state.changes(py) else {
        return Ok(true);
    };
    for attr in mapping.key() {
        if changes.contains(attr)? {
            return Ok(false);
        }
    }
    for name in changes.keys() {
        if !mapping.columns().contains(&name)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Return the objects that a flush writes, if no other object has a part in it: the new ones hold none, and those that
/// were changed have changed in their columns only. None where relationships have to be looked at.
#[pyfunction]
fn simple_saves<'py>(
    new: &Bound<'py, PyDict>,
    dirty: &Bound<'py, PyDict>,
) -> PyResult<Option<Bound<'py, PyList>>> {
    let py = new.py();
    let saves = PyList::empty(py);
    let mut mappings = Mappings::default();
    for instance in new.values() {
        let state = state_of(&instance)?;
        let mapping = mappings.of(&state)?;
        let known = state.borrow();
        if !matches!(known.key, StateKey::Absent) || !is_alone(&known, mapping, &instance)? {
            return Ok(None);
        }
        saves.append(instance)?;
    }
    for instance in dirty.values() {
        let state = state_of(&instance)?;
        let mapping = mappings.of(&state)?;
        if !is_simply_changed(&state.borrow(), mapping, py)? {
            return Ok(None);
        }
        saves.append(instance)?;
    }
    Ok(Some(saves))
}

/// Return the mappers of objects, each once, in the order of the objects.
#[pyfunction]
fn mappers_of<'py>(instances: &Bound<'py, PyList>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let mut mappings = Mappings::default();
    for instance in instances {
        mappings.of(&state_of(&instance)?)?;
    }
    Ok(mappings.mappers().collect())
}

/// Split objects into those without a key and those with one.
#[pyfunction]
fn by_persistence<'py>(
    instances: &Bound<'py, PyList>,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
    let py = instances.py();
    let (fresh, known) = (PyList::empty(py), PyList::empty(py));
    for instance in instances {
        let is_fresh = matches!(state_of(&instance)?.borrow().key, StateKey::Absent);
        (if is_fresh { &fresh } else { &known }).append(instance)?;
    }
    Ok((fresh, known))
}

/// Return the new objects whose key another object of the session has.
#[pyfunction]
fn with_taken_key<'py>(
    instances: &Bound<'py, PyList>,
    identity: &Bound<'py, IdentityMap>,
) -> PyResult<Bound<'py, PyList>> {
    let py = instances.py();
    let found = PyList::empty(py);
    let mut mappings = Mappings::default();
    'objects: for instance in instances {
        let state = state_of(&instance)?;
        if !matches!(state.borrow().key, StateKey::Absent) {
            continue;
        }
        let mapping = mappings.of(&state)?;
        let present = values_of(&instance)?;
        let mut parts = Vec::with_capacity(mapping.key().len());
        for attr in mapping.key() {
            match present.get_item(attr)? {
                Some(value) if !value.is_none() => match KeyPart::from_python(&value) {
                    Ok(part) => parts.push(part),
                    // What cannot be hashed is no key yet: an SQL expression.
                    Err(_) => continue 'objects,
                },
                _ => continue 'objects,
            }
        }
        let root = mapping.root();
        if let Some(other) = identity.get().find(py, root, &Key::from_parts(parts))
            && !other.is(&instance)
        {
            found.append(instance)?;
        }
    }
    Ok(found)
}

/// Whether a key part made from this value gives back an equal value of the same class.
fn is_exact(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyString>()
        || uuid_number(value)?.is_some())
}

/// Let inserted objects take their key from their values.
#[pyfunction]
fn take_keys(instances: &Bound<'_, PyList>) -> PyResult<()> {
    let py = instances.py();
    let mut mappings = Mappings::default();
    for instance in instances {
        let state = state_of(&instance)?;
        let mapping = mappings.of(&state)?;
        let present = values_of(&instance)?;
        let mut values = Vec::with_capacity(mapping.key().len());
        let mut exact = true;
        for attr in mapping.key() {
            let value = match present.get_item(attr)? {
                Some(value) => value,
                None => instance.getattr(attr)?,
            };
            exact = exact && is_exact(&value)?;
            values.push(value);
        }
        let key = if exact {
            let parts = values
                .iter()
                .map(KeyPart::from_python)
                .collect::<PyResult<Vec<_>>>()?;
            StateKey::Row(Key::from_parts(parts))
        } else {
            StateKey::Tuple(PyTuple::new(py, values)?.unbind())
        };
        state.borrow_mut().key = key;
    }
    Ok(())
}

/// Return the objects that a flush writes and their mapper, if they are all new or all changed, of one mapper, and no
/// other object has a part in it.
#[pyfunction]
fn uniform_saves<'py>(
    new: &Bound<'py, PyDict>,
    dirty: &Bound<'py, PyDict>,
) -> PyResult<Option<(Bound<'py, PyList>, Bound<'py, PyAny>)>> {
    if new.is_empty() == dirty.is_empty() {
        return Ok(None);
    }
    let Some(saves) = simple_saves(new, dirty)? else {
        return Ok(None);
    };
    let mut mappers = mappers_of(&saves)?;
    Ok(match (mappers.pop(), mappers.is_empty()) {
        (Some(mapper), true) => Some((saves, mapper)),
        _ => None,
    })
}

/// Whether the values of an instance's key are another key than the one it has.
fn has_moved(
    state: &InstanceState,
    mapping: &Mapping<'_>,
    instance: &Bound<'_, PyAny>,
) -> PyResult<bool> {
    let present = values_of(instance)?;
    let parts = state.key.parts(instance.py())?;
    for (attr, part) in mapping.key().zip(&parts) {
        if let Some(value) = present.get_item(attr)?
            && !value.is_none()
            && !value.is(part)
            && !value.eq(part)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Make inserted objects persistent, and forget the changes of all. Return the objects whose key has changed, untouched.
///
/// `new` and `dirty` are the session's, `entered` what its transaction has made persistent, `touched` what its savepoint
/// has written.
#[pyfunction]
#[pyo3(signature = (instances, identity, new, dirty, entered=None, touched=None))]
fn become_persistent<'py>(
    instances: &Bound<'py, PyList>,
    identity: &Bound<'py, IdentityMap>,
    new: &Bound<'py, PyDict>,
    dirty: &Bound<'py, PyDict>,
    entered: Option<&Bound<'py, PyDict>>,
    touched: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyList>> {
    let py = instances.py();
    let rest = PyList::empty(py);
    let mut mappings = Mappings::default();
    for instance in instances {
        let number = address(&instance).into_pyobject(py)?;
        let state = state_of(&instance)?;
        if !new.contains(&number)? {
            let moved = {
                let mapping = mappings.of(&state)?;
                has_moved(&state.borrow(), mapping, &instance)?
            };
            if moved {
                rest.append(instance)?;
                continue;
            }
            if let Some(place) = touched {
                place.set_item(&number, &instance)?;
            }
            if dirty.contains(&number)? {
                dirty.del_item(&number)?;
            }
            let former = state.borrow_mut().settle(py);
            drop(former);
            continue;
        }
        new.del_item(&number)?;
        let root = mappings.of(&state)?.root();
        let key = match &state.borrow().key {
            StateKey::Absent => None,
            StateKey::Tuple(key) => Some(Key::from_tuple(key.bind(py))?),
            StateKey::Row(key) => Some(key.duplicate(py)),
        };
        if let Some(key) = key {
            identity.get().enter(root, key, &instance)?;
        }
        for place in [entered, touched].into_iter().flatten() {
            place.set_item(&number, &instance)?;
        }
        if !dirty.is_empty() && dirty.contains(&number)? {
            dirty.del_item(&number)?;
        }
        let former = {
            let mut state = state.borrow_mut();
            state.pending = false;
            state.settle(py)
        };
        drop(former);
    }
    Ok(rest)
}

/// Expire all objects of an identity map: what they hold of the database is forgotten.
#[pyfunction]
fn expire_all(identity: &Bound<'_, IdentityMap>) -> PyResult<()> {
    let py = identity.py();
    let mut mappings = Mappings::default();
    for instance in identity.get().alive(py) {
        let state = state_of(&instance)?;
        let mapping = mappings.of(&state)?;
        let present = values_of(&instance)?;
        let mut only_mapped = true;
        for name in present.keys() {
            only_mapped = mapping.columns().contains(&name)?
                || mapping.relationships().contains(&name)?
                || mapping.expressions().contains(&name)?;
            if !only_mapped {
                break;
            }
        }
        if only_mapped {
            present.clear();
        } else {
            for names in [
                mapping.columns(),
                mapping.relationships(),
                mapping.expressions(),
            ] {
                for name in names.keys() {
                    if present.contains(&name)? {
                        present.del_item(&name)?;
                    }
                }
            }
        }
        let former = {
            let mut state = state.borrow_mut();
            state.expire(py, true);
            state.forget_refusals(py);
            state.settle(py)
        };
        drop(former);
    }
    Ok(())
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(enter_new, module)?)?;
    module.add_function(wrap_pyfunction!(simple_saves, module)?)?;
    module.add_function(wrap_pyfunction!(uniform_saves, module)?)?;
    module.add_function(wrap_pyfunction!(mappers_of, module)?)?;
    module.add_function(wrap_pyfunction!(by_persistence, module)?)?;
    module.add_function(wrap_pyfunction!(with_taken_key, module)?)?;
    module.add_function(wrap_pyfunction!(take_keys, module)?)?;
    module.add_function(wrap_pyfunction!(become_persistent, module)?)?;
    module.add_function(wrap_pyfunction!(expire_all, module)?)
}
