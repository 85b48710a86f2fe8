//! The identity map of a session: (class that owns the key, primary key) -> instance, by weak reference.
//! It knows neither mappers nor rows, and of an instance only its state.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use parking_lot::Mutex;
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyString, PyTuple, PyType};
use rustc_hash::FxHashMap;

use crate::convert::scalar;
use crate::state::InstanceState;

/// One part of a primary key; the frequent kinds compare without Python.
#[derive(PartialEq, Eq, Hash)]
pub enum KeyPart {
    Null,
    Int(i64),
    Text(Box<str>),
    /// Bytes, not a number: the alignment of `u128` would make every key a third larger.
    Uuid([u8; 16]),
    Object(ObjectKey),
}

/// Any other hashable Python value, with the hash it had.
pub struct ObjectKey {
    hash: isize,
    object: Py<PyAny>,
}

impl Hash for ObjectKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl PartialEq for ObjectKey {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && Python::attach(|py| {
                self.object.is(&other.object)
                    || self
                        .object
                        .bind(py)
                        .eq(other.object.bind(py))
                        .unwrap_or(false)
            })
    }
}

impl Eq for ObjectKey {}

impl KeyPart {
    /// Take a Python value as part of a key; equal values give equal parts (1 and True, a string and a string enum).
    pub fn from_python(value: &Bound<'_, PyAny>) -> PyResult<KeyPart> {
        if value.is_none() {
            return Ok(KeyPart::Null);
        }
        if let Ok(number) = value.cast::<PyInt>() {
            if let Ok(number) = number.extract::<i64>() {
                return Ok(KeyPart::Int(number));
            }
        } else if let Ok(text) = value.cast::<PyString>() {
            return Ok(KeyPart::Text(text.to_str()?.into()));
        } else if let Some(number) = scalar::uuid_number(value)? {
            return Ok(KeyPart::Uuid(number.to_ne_bytes()));
        }
        Ok(KeyPart::Object(ObjectKey {
            hash: value.hash()?,
            object: value.clone().unbind(),
        }))
    }

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(match self {
            KeyPart::Null => py.None().into_bound(py),
            KeyPart::Int(number) => number.into_pyobject(py)?.into_any(),
            KeyPart::Text(text) => PyString::new(py, text).into_any(),
            KeyPart::Uuid(bytes) => scalar::uuid_object(py, u128::from_ne_bytes(*bytes))?,
            KeyPart::Object(key) => key.object.bind(py).clone(),
        })
    }
}

/// A primary key.
#[derive(PartialEq, Eq, Hash)]
pub enum Key {
    One(KeyPart),
    Many(Box<[KeyPart]>),
}

impl Key {
    pub fn from_parts(mut parts: Vec<KeyPart>) -> Key {
        match (parts.len(), parts.pop()) {
            (1, Some(part)) => Key::One(part),
            (_, Some(last)) => {
                parts.push(last);
                Key::Many(parts.into())
            }
            (_, None) => Key::Many(parts.into()),
        }
    }

    pub fn from_tuple(key: &Bound<'_, PyTuple>) -> PyResult<Key> {
        let parts = key
            .iter()
            .map(|value| KeyPart::from_python(&value))
            .collect::<PyResult<Vec<_>>>()?;
        Ok(Key::from_parts(parts))
    }

    /// Return the key's parts as Python values.
    pub fn values<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.parts().iter().map(|part| part.to_python(py)).collect()
    }

    pub fn parts(&self) -> &[KeyPart] {
        match self {
            Key::One(part) => std::slice::from_ref(part),
            Key::Many(parts) => parts,
        }
    }

    pub fn to_tuple<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.values(py)?)
    }

    /// Copy the key for a second owner.
    pub fn duplicate(&self, py: Python<'_>) -> Key {
        let copy = |part: &KeyPart| match part {
            KeyPart::Null => KeyPart::Null,
            KeyPart::Int(number) => KeyPart::Int(*number),
            KeyPart::Text(text) => KeyPart::Text(text.clone()),
            KeyPart::Uuid(number) => KeyPart::Uuid(*number),
            KeyPart::Object(key) => KeyPart::Object(ObjectKey {
                hash: key.hash,
                object: key.object.clone_ref(py),
            }),
        };
        match self {
            Key::One(part) => Key::One(copy(part)),
            Key::Many(parts) => Key::Many(parts.iter().map(copy).collect()),
        }
    }
}

/// Hashes integer keys so that sixteen in a row are neighbours in the table: keys are mostly read in order.
#[derive(Default)]
struct Near(u64);

/// The odd multiplier that `rustc-hash` uses.
const SPREAD: u64 = 0xf135_7aea_2e62_a9c5;

impl Hasher for Near {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 ^ u64::from(*byte));
        }
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write_u64(&mut self, number: u64) {
        let place = number & 15;
        let row = (number >> 4).wrapping_mul(SPREAD).rotate_left(26);
        // The table tells neighbours apart by the uppermost bits.
        self.0 = ((row & !15) | place) ^ (place << 59);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The instances whose key one class owns. Single integers, the usual keys, have a table of their own: it is a third as
/// wide, and a large load is bound by the memory it touches.
struct Owned {
    /// The address of the class.
    root: usize,
    numbers: HashMap<i64, Py<PyAny>, BuildHasherDefault<Near>>,
    others: FxHashMap<Key, Py<PyAny>>,
}

struct Entries {
    owners: Vec<Owned>,
    /// Dead references are swept when the map has grown to this size.
    sweep_at: usize,
}

const FIRST_SWEEP: usize = 4096;
/// How far the map grows from one sweep to the next.
const GROWTH: usize = 4;
/// How many references are looked at first: a sweep touches all of them, which a large load feels.
const SAMPLE: usize = 64;

impl Default for Entries {
    fn default() -> Self {
        Entries {
            owners: Vec::new(),
            sweep_at: FIRST_SWEEP,
        }
    }
}

impl Owned {
    fn len(&self) -> usize {
        self.numbers.len() + self.others.len()
    }

    fn get(&self, key: &Key) -> Option<&Py<PyAny>> {
        match key {
            Key::One(KeyPart::Int(number)) => self.numbers.get(number),
            key => self.others.get(key),
        }
    }

    fn references(&self) -> impl Iterator<Item = &Py<PyAny>> {
        self.numbers.values().chain(self.others.values())
    }
}

impl Entries {
    fn get(&self, root: usize, key: &Key) -> Option<&Py<PyAny>> {
        self.owners
            .iter()
            .find(|owned| owned.root == root)?
            .get(key)
    }

    fn insert(&mut self, root: usize, key: Key, reference: Py<PyAny>) -> Option<Py<PyAny>> {
        let at = match self.owners.iter().position(|owned| owned.root == root) {
            Some(at) => at,
            None => {
                self.owners.push(Owned {
                    root,
                    numbers: HashMap::default(),
                    others: FxHashMap::default(),
                });
                self.owners.len() - 1
            }
        };
        let owned = &mut self.owners[at];
        match key {
            Key::One(KeyPart::Int(number)) => owned.numbers.insert(number, reference),
            key => owned.others.insert(key, reference),
        }
    }

    fn remove(&mut self, root: usize, key: &Key) -> Option<Py<PyAny>> {
        let owned = self.owners.iter_mut().find(|owned| owned.root == root)?;
        match key {
            Key::One(KeyPart::Int(number)) => owned.numbers.remove(number),
            key => owned.others.remove(key),
        }
    }

    fn len(&self) -> usize {
        self.owners.iter().map(Owned::len).sum()
    }

    /// Drop dead references when there may be many.
    fn sweep(&mut self, py: Python<'_>) {
        let count = self.len();
        if count < self.sweep_at {
            return;
        }
        let alive = |reference: &Py<PyAny>| referent(py, reference).is_some();
        let any_dead = !self
            .references()
            .step_by((count / SAMPLE).max(1))
            .all(alive);
        if any_dead {
            for owned in &mut self.owners {
                owned.numbers.retain(|_, reference| alive(reference));
                owned.others.retain(|_, reference| alive(reference));
            }
        }
        self.sweep_at = (self.len() * GROWTH).max(FIRST_SWEEP);
    }

    fn references(&self) -> impl Iterator<Item = &Py<PyAny>> {
        self.owners.iter().flat_map(Owned::references)
    }

    fn into_references(self) -> impl Iterator<Item = Py<PyAny>> {
        self.owners.into_iter().flat_map(|owned| {
            let others = owned.others.into_values();
            owned.numbers.into_values().chain(others)
        })
    }

    fn alive<'py>(&self, py: Python<'py>) -> Vec<Bound<'py, PyAny>> {
        self.references()
            .filter_map(|reference| referent(py, reference))
            .collect()
    }
}

/// Weak map from identity to instance.
#[pyclass(frozen, module = "sqlmodel_rs._native", weakref)]
pub struct IdentityMap {
    session: Option<Py<PyAny>>,
    entries: Mutex<Entries>,
    /// Entered no more, and to be detached.
    leaving: Mutex<Option<Leaving>>,
}

type Leaving = Box<dyn Iterator<Item = Py<PyAny>> + Send>;

/// Return the object of a weak reference while it lives.
fn referent<'py>(py: Python<'py>, reference: &Py<PyAny>) -> Option<Bound<'py, PyAny>> {
    let mut object = std::ptr::null_mut();
    // SAFETY: `reference` is a weak reference made by `weak`; on success `object` is a new strong reference.
    unsafe {
        match ffi::compat::PyWeakref_GetRef(reference.as_ptr(), &mut object) {
            1 => Some(Bound::from_owned_ptr(py, object)),
            _ => None,
        }
    }
}

/// Make a weak reference. It has no callback and is held by the map alone, so the collector need not know it.
fn weak(instance: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    // SAFETY: the result is a new reference or null with an exception set; untracking an object that is not tracked
    // does nothing.
    unsafe {
        let reference = ffi::PyWeakref_NewRef(instance.as_ptr(), std::ptr::null_mut());
        let reference = Bound::from_owned_ptr_or_err(instance.py(), reference)?;
        ffi::PyObject_GC_UnTrack(reference.as_ptr().cast());
        Ok(reference.unbind())
    }
}

impl IdentityMap {
    /// Return the weak reference to the session that instances of this map belong to.
    pub fn session(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.session.as_ref().map(|session| session.clone_ref(py))
    }

    /// Find a live instance. `root` is the address of the class that owns the key.
    pub fn find<'py>(&self, py: Python<'py>, root: usize, key: &Key) -> Option<Bound<'py, PyAny>> {
        let entries = self.entries.lock();
        entries
            .get(root, key)
            .and_then(|reference| referent(py, reference))
    }

    /// Return the live instances.
    pub fn alive<'py>(&self, py: Python<'py>) -> Vec<Bound<'py, PyAny>> {
        self.entries.lock().alive(py)
    }

    /// Enter an instance, replacing what the key meant before.
    pub fn enter(&self, root: usize, key: Key, instance: &Bound<'_, PyAny>) -> PyResult<()> {
        let reference = weak(instance)?;
        let former = {
            let mut entries = self.entries.lock();
            entries.sweep(instance.py());
            entries.insert(root, key, reference)
        };
        drop(former);
        Ok(())
    }
}

#[pymethods]
impl IdentityMap {
    #[new]
    #[pyo3(signature = (session_ref=None))]
    fn new(session_ref: Option<Py<PyAny>>) -> Self {
        IdentityMap {
            session: session_ref,
            entries: Mutex::default(),
            leaving: Mutex::default(),
        }
    }

    /// Return the live instance of a key, or None. A key of one column may be given as its value.
    fn get<'py>(
        &self,
        root: &Bound<'py, PyType>,
        key: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let key = match key.cast::<PyTuple>() {
            Ok(key) => Key::from_tuple(key)?,
            Err(_) => Key::One(KeyPart::from_python(key)?),
        };
        Ok(self.find(root.py(), root.as_ptr() as usize, &key))
    }

    /// Enter an instance under a key.
    fn add(
        &self,
        root: &Bound<'_, PyType>,
        key: &Bound<'_, PyTuple>,
        instance: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        if key.is_empty() {
            return Err(PyTypeError::new_err(
                "an identity needs at least one key value",
            ));
        }
        self.enter(root.as_ptr() as usize, Key::from_tuple(key)?, instance)
    }

    /// Forget a key; unknown keys are ignored.
    fn remove(&self, root: &Bound<'_, PyType>, key: &Bound<'_, PyTuple>) -> PyResult<()> {
        let key = Key::from_tuple(key)?;
        let former = self.entries.lock().remove(root.as_ptr() as usize, &key);
        drop(former);
        Ok(())
    }

    /// Tell whether a live instance is entered under a key.
    fn contains(&self, root: &Bound<'_, PyType>, key: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.get(root, key)?.is_some())
    }

    /// Return the live instances.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let alive = self.entries.lock().alive(py);
        PyList::new(py, alive)
    }

    /// Forget everything.
    fn clear(&self) {
        let former = std::mem::take(&mut *self.entries.lock());
        drop(former);
    }

    /// Forget everything and make the instances of this map's session detached: all, or `count` of them a call.
    ///
    /// True while there are more to detach.
    #[pyo3(signature = (count=None))]
    fn detach_all(&self, py: Python<'_>, count: Option<usize>) -> PyResult<bool> {
        let former = std::mem::take(&mut *self.entries.lock());
        let Some(session) = &self.session else {
            return Ok(false);
        };
        let earlier = self.leaving.lock().take();
        let mut leaving: Leaving = match earlier {
            Some(earlier) => Box::new(earlier.chain(former.into_references())),
            None => Box::new(former.into_references()),
        };
        for reference in leaving.by_ref().take(count.unwrap_or(usize::MAX)) {
            // Dropped at the end of each turn: reference and count share a cache line that is at hand now.
            let Some(instance) = referent(py, &reference) else {
                continue;
            };
            let state = instance.getattr(intern!(py, "_sa_instance_state"))?;
            if let Ok(state) = state.cast::<InstanceState>() {
                state.try_borrow_mut()?.detach_from(session);
            }
        }
        if count.is_none() || leaving.size_hint() == (0, Some(0)) {
            return Ok(false);
        }
        *self.leaving.lock() = Some(leaving);
        Ok(true)
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        let alive = self.entries.lock().alive(py);
        alive.len()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.session)
    }
}
