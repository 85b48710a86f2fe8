//! `InstanceState`: what the session knows about one mapped instance, kept in the instance's `_sa_instance_state` slot.
//! Owns no behaviour; `orm/` reads and writes it.

use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet, PyString, PyTuple};

use crate::identity::Key;

/// The primary key of a persistent instance: as Python gave it, or as a row had it.
pub enum StateKey {
    Absent,
    Tuple(Py<PyTuple>),
    Row(Key),
}

impl StateKey {
    /// Return the values of the key; none of an instance without one.
    pub fn parts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        match self {
            StateKey::Absent => Ok(Vec::new()),
            StateKey::Tuple(key) => Ok(key.bind(py).iter().collect()),
            StateKey::Row(key) => key.values(py),
        }
    }
}

/// State of one instance. It joins the cyclic collector only once it holds a dictionary, so that a loaded row costs one
/// tracked object.
#[pyclass(module = "sqlmodel_rs._native", weakref)]
pub struct InstanceState {
    pub mapper: Option<Py<PyAny>>,
    pub key: StateKey,
    pub session: Option<Py<PyAny>>,
    #[pyo3(get, set)]
    pub modified: bool,
    /// Whether values are to be read again; `expired` among the notes names them when it is only some.
    #[pyo3(get)]
    pub expired: bool,
    #[pyo3(get, set)]
    pub deleted: bool,
    #[pyo3(get, set)]
    pub pending: bool,
    #[pyo3(get, set)]
    pub detached: bool,
    /// The columns that rows have filled since anything expired: see `hydrate::plan::Variant`.
    pub filled: u32,
    /// Whether one row has made the instance and nothing has been told of it, nor another row shown it.
    pub fresh: bool,
    /// The options of the query that made the instance, and where it found it.
    #[pyo3(get, set)]
    made: Option<Py<PyAny>>,
    /// The fields that the constructor's keywords filled, until somebody asks for them as pydantic's set.
    given: Option<Py<PyTuple>>,
    /// Absent in most: a large load is bound by the memory it touches.
    notes: Option<Box<Notes>>,
}

/// What is recorded of an instance beside its values.
#[derive(Default)]
struct Notes {
    committed: Option<Py<PyDict>>,
    parents: Option<Py<PyDict>>,
    extra: Option<Py<PyDict>>,
}

impl InstanceState {
    /// Make the state of an instance that a row has just produced.
    pub fn loaded(
        py: Python<'_>,
        mapper: Py<PyAny>,
        key: StateKey,
        session: Option<Py<PyAny>>,
        filled: u32,
        fresh: bool,
    ) -> PyResult<Py<InstanceState>> {
        let state = InstanceState {
            fresh,
            mapper: Some(mapper),
            key,
            session,
            filled,
            ..InstanceState::empty()
        };
        let state = Py::new(py, state)?;
        // SAFETY: a freshly made object of a collectable class, known to nobody else.
        unsafe { ffi::PyObject_GC_UnTrack(state.as_ptr().cast()) };
        Ok(state)
    }

    /// Make the state of an instance that a constructor fills.
    pub fn made(
        py: Python<'_>,
        mapper: Py<PyAny>,
        given: Py<PyTuple>,
    ) -> PyResult<Py<InstanceState>> {
        let state = InstanceState {
            mapper: Some(mapper),
            given: Some(given),
            ..InstanceState::empty()
        };
        let state = Py::new(py, state)?;
        // SAFETY: a freshly made object of a collectable class, known to nobody else.
        unsafe { ffi::PyObject_GC_UnTrack(state.as_ptr().cast()) };
        Ok(state)
    }

    /// Forget recorded changes: the instance now says what the row says.
    pub fn forget_changes(&mut self) {
        drop(self.take_committed());
        self.modified = false;
    }

    fn take_committed(&mut self) -> Option<Py<PyDict>> {
        self.notes.as_mut().and_then(|notes| notes.committed.take())
    }

    /// Let go of a session, if it is the one the instance belongs to.
    pub fn detach_from(&mut self, session: &Py<PyAny>) {
        if self.session.as_ref().is_some_and(|own| own.is(session)) {
            self.session = None;
            self.pending = false;
            self.detached = !matches!(self.key, StateKey::Absent);
        }
    }

    /// Return the former values of attributes that were changed, if any were.
    pub fn changes<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyDict>> {
        let committed = self.notes.as_ref()?.committed.as_ref()?;
        Some(committed.bind(py).clone())
    }

    /// Keep the former values of attributes that were changed.
    pub fn record(state: &Bound<'_, InstanceState>, changes: &Bound<'_, PyDict>) -> PyResult<()> {
        let known = state
            .try_borrow()?
            .notes
            .as_ref()
            .and_then(|notes| notes.committed.as_ref())
            .is_some_and(|known| known.is(changes));
        if known {
            return Ok(());
        }
        InstanceState::set_committed(state, Some(changes.clone().unbind()))
    }

    /// Keep what a query loads of the instance; what is returned may be dropped once the state is free.
    pub fn keep_made(&mut self, made: &Bound<'_, PyTuple>, anew: bool) -> Option<Py<PyAny>> {
        if anew || self.made.is_none() {
            return self.made.replace(made.clone().into_any().unbind());
        }
        None
    }

    /// Return the names of the fields that the constructor's keywords filled.
    pub fn given<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyTuple>> {
        self.given.as_ref().map(|given| given.bind(py).clone())
    }

    /// Whether nothing is recorded beside the values: no change, no parent, no note.
    pub fn is_plain(&self) -> bool {
        self.notes.as_ref().is_none_or(|notes| {
            notes.committed.is_none() && notes.parents.is_none() && notes.extra.is_none()
        })
    }

    /// Whether nothing is recorded of other instances.
    pub fn is_unrelated(&self) -> bool {
        self.notes
            .as_ref()
            .is_none_or(|notes| notes.parents.is_none() && notes.extra.is_none())
    }

    /// Forget which attributes an option of the query refuses to load: they are read again from now on.
    pub fn forget_refusals(&self, py: Python<'_>) {
        if let Some(extra) = self.notes.as_ref().and_then(|notes| notes.extra.as_ref()) {
            for name in ["raise", "raise_on_sql"] {
                // A missing entry is no failure.
                let _ = extra.bind(py).del_item(name);
            }
        }
    }

    /// Note whether all values are to be read again, or none.
    pub fn expire(&mut self, py: Python<'_>, expired: bool) {
        self.expired = expired;
        if expired {
            self.filled = 0;
        }
        if let Some(extra) = self.notes.as_ref().and_then(|notes| notes.extra.as_ref()) {
            // A missing entry is no failure.
            let _ = extra.bind(py).del_item(intern!(py, "expired"));
        }
    }

    /// Return which of some attributes have expired and have no value since.
    pub fn still_expired<'py>(
        &self,
        values: &Bound<'py, PyDict>,
        names: &[Py<PyString>],
    ) -> PyResult<Vec<Bound<'py, PyString>>> {
        let py = values.py();
        if !self.expired || names.is_empty() {
            return Ok(Vec::new());
        }
        let only = match self.extra(py) {
            Some(extra) => extra.bind(py).get_item(intern!(py, "expired"))?,
            None => None,
        };
        let mut found = Vec::new();
        for name in names {
            let name = name.bind(py);
            if !values.contains(name)?
                && only.as_ref().map_or(Ok(true), |only| only.contains(name))?
            {
                found.push(name.clone());
            }
        }
        Ok(found)
    }

    /// Return the dictionary of notes by name, made on first use.
    fn extra_or_new<'py>(state: &Bound<'py, InstanceState>) -> PyResult<Bound<'py, PyDict>> {
        let py = state.py();
        if let Some(extra) = state.try_borrow()?.extra(py) {
            return Ok(extra.into_bound(py));
        }
        let made = PyDict::new(py);
        InstanceState::set_extra(state, Some(made.clone().unbind()))?;
        Ok(made)
    }

    /// Note that the instance agrees with the database; what is returned may be dropped once the state is free.
    pub fn settle(&mut self, py: Python<'_>) -> Option<Py<PyDict>> {
        self.modified = false;
        if let Some(extra) = self.notes.as_ref().and_then(|notes| notes.extra.as_ref()) {
            // A missing queue is no failure.
            let _ = extra.bind(py).del_item(intern!(py, "pending"));
        }
        self.take_committed()
    }

    fn empty() -> Self {
        InstanceState {
            mapper: None,
            key: StateKey::Absent,
            session: None,
            modified: false,
            expired: false,
            deleted: false,
            pending: false,
            detached: false,
            filled: 0,
            fresh: false,
            made: None,
            given: None,
            notes: None,
        }
    }
}

/// Let the collector see a state that now holds a container.
fn track(state: &Bound<'_, InstanceState>) {
    // SAFETY: the object is alive and its class supports the collector; tracking twice is what the test prevents.
    unsafe {
        if ffi::PyObject_GC_IsTracked(state.as_ptr()) == 0 {
            ffi::PyObject_GC_Track(state.as_ptr().cast());
        }
    }
}

/// Record a dictionary, or its absence.
fn note(
    state: &Bound<'_, InstanceState>,
    value: Option<Py<PyDict>>,
    place: impl FnOnce(&mut Notes) -> &mut Option<Py<PyDict>>,
) -> PyResult<()> {
    let former = {
        let mut state = state.try_borrow_mut()?;
        if value.is_none() && state.notes.is_none() {
            return Ok(());
        }
        std::mem::replace(place(state.notes.get_or_insert_default()), value)
    };
    track(state);
    drop(former);
    Ok(())
}

#[pymethods]
impl InstanceState {
    #[new]
    fn new() -> Self {
        InstanceState::empty()
    }

    #[getter]
    fn mapper(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.mapper.as_ref().map(|mapper| mapper.clone_ref(py))
    }

    #[setter]
    fn set_mapper(&mut self, mapper: Option<Py<PyAny>>) {
        self.mapper = mapper;
    }

    #[getter]
    fn key<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        match &self.key {
            StateKey::Absent => Ok(None),
            StateKey::Tuple(key) => Ok(Some(key.bind(py).clone())),
            StateKey::Row(key) => key.to_tuple(py).map(Some),
        }
    }

    #[setter]
    fn set_key(&mut self, key: Option<Py<PyTuple>>) {
        self.key = key.map_or(StateKey::Absent, StateKey::Tuple);
    }

    #[getter]
    fn session(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.session.as_ref().map(|session| session.clone_ref(py))
    }

    #[setter]
    fn set_session(&mut self, session: Option<Py<PyAny>>) {
        self.session = session;
    }

    #[setter]
    fn set_expired(&mut self, py: Python<'_>, expired: bool) {
        self.expire(py, expired);
    }

    /// Note that attributes are to be read again, beside those that were expired already.
    pub fn expire_names(slf: &Bound<'_, Self>, names: &Bound<'_, PyAny>) -> PyResult<()> {
        let expired = intern!(slf.py(), "expired");
        let extra = InstanceState::extra_or_new(slf)?;
        let known = extra.get_item(expired)?;
        let mut state = slf.try_borrow_mut()?;
        if state.expired && known.is_none() {
            return Ok(());
        }
        state.expired = true;
        state.filled = 0;
        drop(state);
        let together = match known {
            Some(known) => known.call_method1("union", (names,))?,
            None => {
                PySet::new(slf.py(), names.try_iter()?.collect::<PyResult<Vec<_>>>()?)?.into_any()
            }
        };
        extra.set_item(expired, together)
    }

    #[getter(given)]
    fn given_names<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyTuple>> {
        self.given(py)
    }

    #[getter]
    fn committed(&self, py: Python<'_>) -> Option<Py<PyDict>> {
        let noted = self.notes.as_ref()?.committed.as_ref()?;
        Some(noted.clone_ref(py))
    }

    #[setter]
    fn set_committed(slf: &Bound<'_, Self>, committed: Option<Py<PyDict>>) -> PyResult<()> {
        note(slf, committed, |notes| &mut notes.committed)
    }

    #[getter]
    fn parents(&self, py: Python<'_>) -> Option<Py<PyDict>> {
        let noted = self.notes.as_ref()?.parents.as_ref()?;
        Some(noted.clone_ref(py))
    }

    #[setter]
    fn set_parents(slf: &Bound<'_, Self>, parents: Option<Py<PyDict>>) -> PyResult<()> {
        note(slf, parents, |notes| &mut notes.parents)
    }

    #[getter]
    fn extra(&self, py: Python<'_>) -> Option<Py<PyDict>> {
        let noted = self.notes.as_ref()?.extra.as_ref()?;
        Some(noted.clone_ref(py))
    }

    #[setter]
    fn set_extra(slf: &Bound<'_, Self>, extra: Option<Py<PyDict>>) -> PyResult<()> {
        note(slf, extra, |notes| &mut notes.extra)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.mapper)?;
        visit.call(&self.session)?;
        visit.call(&self.made)?;
        if let Some(notes) = &self.notes {
            visit.call(&notes.committed)?;
            visit.call(&notes.parents)?;
            visit.call(&notes.extra)?;
        }
        Ok(())
    }

    fn __clear__(&mut self) {
        self.made = None;
        self.notes = None;
    }
}
