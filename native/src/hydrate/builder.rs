//! Builds the rows of one result: instances straight from cells through the identity map, plain values through readers.

use std::sync::Arc;

use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use sqlmodel_rs_engine::driver::Cell;

use super::batch::Batch;
use super::collector::Pause;
use super::hearing;
use super::plan::{BEYOND, EntityPlan, Variant};
use crate::convert::codec::{self, Codec};
use crate::convert::result::Reader;
use crate::convert::scalar::{new_instance, set_attribute};
use crate::identity::{IdentityMap, Key, KeyPart};
use crate::lower::{Compiled, Slot};
use crate::state::{InstanceState, StateKey};

enum Part {
    Entity {
        plan: Py<EntityPlan>,
        start: usize,
        end: usize,
    },
    Column(usize),
}

/// How a row of one statement is cut.
pub struct Shape {
    readers: Vec<Reader>,
    parts: Vec<Part>,
    /// Columns a row must have.
    width: usize,
}

impl Shape {
    /// Read the shape from a compiled statement.
    pub fn of(py: Python<'_>, compiled: &Compiled) -> PyResult<Shape> {
        let readers: Vec<_> = compiled
            .columns
            .iter()
            .map(|column| Reader::new(py, Some(column.spec.get())))
            .collect();
        let mut parts = Vec::with_capacity(compiled.slots.len());
        let mut width = 0;
        for slot in &compiled.slots {
            let part = match slot {
                Slot::Column(at) => Part::Column(*at),
                Slot::Entity {
                    entity,
                    start,
                    count,
                } => {
                    let plan = entity
                        .bind(py)
                        .getattr(intern!(py, "plan"))?
                        .cast_into::<EntityPlan>()?;
                    if plan.get().width() > *count {
                        return Err(PyIndexError::new_err(format!(
                            "the entity's plan takes {} columns, the statement gives {count}",
                            plan.get().width()
                        )));
                    }
                    Part::Entity {
                        plan: plan.unbind(),
                        start: *start,
                        end: start + count,
                    }
                }
            };
            width = width.max(match &part {
                Part::Column(at) => at + 1,
                Part::Entity { end, .. } => *end,
            });
            parts.push(part);
        }
        Ok(Shape {
            readers,
            parts,
            width,
        })
    }

    /// Make the shape of a statement whose columns only the database knows.
    pub fn unknown() -> Arc<Shape> {
        Arc::new(Shape {
            readers: Vec::new(),
            parts: Vec::new(),
            width: 0,
        })
    }

    /// Show the collector what is held.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        for reader in &self.readers {
            reader.traverse(visit)?;
        }
        for part in &self.parts {
            if let Part::Entity { plan, .. } = part {
                visit.call(plan)?;
            }
        }
        Ok(())
    }

    /// Fill in what the database said about the columns.
    fn settle(&mut self, py: Python<'_>, columns: usize) {
        while self.readers.len() < columns {
            self.readers.push(Reader::new(py, None));
        }
        if self.parts.is_empty() {
            self.parts.extend((0..columns).map(Part::Column));
            self.width = columns;
        }
    }
}

/// Collects the rows of one result.
pub struct Builder {
    /// The engine's own functions for JSON.
    pub codec: Option<Arc<Codec>>,
    shape: Arc<Shape>,
    identity: Option<Py<IdentityMap>>,
    populate_existing: bool,
    rows: Py<PyList>,
    settled: bool,
}

impl Builder {
    pub fn new(
        py: Python<'_>,
        shape: Arc<Shape>,
        identity: Option<Py<IdentityMap>>,
        populate_existing: bool,
    ) -> Builder {
        let rows = PyList::empty(py).unbind();
        Builder {
            codec: None,
            shape,
            identity,
            populate_existing,
            rows,
            settled: false,
        }
    }

    /// Take the number of columns the database gave.
    pub fn columns(&mut self, py: Python<'_>, count: usize) {
        if !self.settled {
            self.settled = true;
            // A shape that a statement keeps has its parts, and needs nothing from the database.
            if let Some(shape) = Arc::get_mut(&mut self.shape) {
                shape.settle(py, count);
            }
        }
    }

    /// Tell whether a row is one value, not a tuple.
    pub fn single(&self) -> bool {
        self.shape.parts.len() == 1
    }

    /// Return the finished rows.
    pub fn rows(&self, py: Python<'_>) -> Py<PyList> {
        self.rows.clone_ref(py)
    }

    /// Build rows of a batch from `start` until `enough` says stop; returns the next row's index.
    pub fn build(
        &mut self,
        py: Python<'_>,
        batch: &mut Batch,
        start: usize,
        mut enough: impl FnMut(usize) -> bool,
    ) -> PyResult<usize> {
        if let Some(count) = batch.columns.take() {
            self.columns(py, count);
        }
        let batch = &*batch;
        let _pause = Pause::new(py);
        let mut row = Vec::new();
        for index in start..batch.count() {
            batch.read(index, &mut row);
            self.row(py, &row)?;
            if enough(index + 1 - start) {
                return Ok(index + 1);
            }
        }
        Ok(batch.count())
    }

    /// Build one row.
    #[inline]
    pub fn row(&mut self, py: Python<'_>, cells: &[Cell<'_>]) -> PyResult<()> {
        if self.codec.is_none() {
            return self.plain_row(py, cells);
        }
        let codec = self.codec.clone();
        codec::within(codec.as_ref(), || self.plain_row(py, cells))
    }

    #[inline]
    fn plain_row(&mut self, py: Python<'_>, cells: &[Cell<'_>]) -> PyResult<()> {
        if !self.settled {
            self.columns(py, cells.len());
        }
        if cells.len() < self.shape.width {
            return Err(PyIndexError::new_err(format!(
                "the database returned {} columns, {} were asked for",
                cells.len(),
                self.shape.width
            )));
        }
        let value = match &self.shape.parts[..] {
            [part] => self.part(py, part, cells)?,
            parts => {
                let values = parts
                    .iter()
                    .map(|part| self.part(py, part, cells))
                    .collect::<PyResult<Vec<_>>>()?;
                PyTuple::new(py, values)?.into_any()
            }
        };
        self.rows.bind(py).append(value)
    }

    #[inline]
    fn part<'py>(
        &self,
        py: Python<'py>,
        part: &Part,
        cells: &[Cell<'_>],
    ) -> PyResult<Bound<'py, PyAny>> {
        match part {
            Part::Column(at) => self.shape.readers[*at].read(py, &cells[*at]),
            Part::Entity { plan, start, end } => {
                let entity = Entity {
                    plan: plan.get(),
                    cells: &cells[*start..*end],
                    readers: &self.shape.readers[*start..*end],
                };
                let identity = self.identity.as_ref().map(|identity| identity.get());
                entity.instance(py, identity, self.populate_existing)
            }
        }
    }
}

/// The columns of one entity in one row.
struct Entity<'r, 'c> {
    plan: &'r EntityPlan,
    cells: &'r [Cell<'c>],
    readers: &'r [Reader],
}

impl Entity<'_, '_> {
    fn key_part(&self, py: Python<'_>, at: usize) -> PyResult<KeyPart> {
        match (&self.cells[at], self.readers[at].is_plain()) {
            (Cell::Int(number), true) => Ok(KeyPart::Int(*number)),
            (Cell::Text(text), true) => Ok(KeyPart::Text((*text).into())),
            (Cell::Uuid(number), true) => Ok(KeyPart::Uuid(number.to_ne_bytes())),
            (cell, _) => KeyPart::from_python(&self.readers[at].read(py, cell)?),
        }
    }

    /// Return the primary key, or None where an outer join found no row.
    fn key(&self, py: Python<'_>) -> PyResult<Option<Key>> {
        if self
            .plan
            .pk
            .iter()
            .all(|at| matches!(self.cells[*at], Cell::Null))
        {
            return Ok(None);
        }
        match self.plan.pk[..] {
            [at] => self.key_part(py, at).map(|part| Some(Key::One(part))),
            _ => {
                let parts = self
                    .plan
                    .pk
                    .iter()
                    .map(|at| self.key_part(py, *at))
                    .collect::<PyResult<Vec<_>>>()?;
                Ok(Some(Key::from_parts(parts)))
            }
        }
    }

    fn instance<'py>(
        &self,
        py: Python<'py>,
        identity: Option<&IdentityMap>,
        populate: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(key) = self.key(py)? else {
            return Ok(py.None().into_bound(py));
        };
        if self.plan.children.len() > 1 {
            self.plan.check_children(py, self.cells, self.readers)?;
        }
        let variant = self.plan.variant(py, self.cells, self.readers)?;
        if !variant.needs.is_empty() {
            self.plan
                .check_needs(py, variant, self.cells, self.readers)?;
        }
        let Some(identity) = identity else {
            let object = self.make(py, variant, StateKey::Row(key), None)?;
            return self.announce(variant, object);
        };
        let root = variant.root.as_ref().unwrap_or(&self.plan.root).as_ptr() as usize;
        if let Some(object) = identity.find(py, root, &key) {
            self.refresh(py, variant, &object, populate)?;
            return Ok(object);
        }
        let kept = StateKey::Row(key.duplicate(py));
        let object = self.make(py, variant, kept, identity.session(py))?;
        identity.enter(root, key, &object)?;
        self.announce(variant, object)
    }

    /// Tell the class about its new instance.
    fn announce<'py>(
        &self,
        variant: &Variant,
        object: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Some(hook) = &variant.loaded {
            hook.bind(object.py()).call1((&object,))?;
        }
        if hearing::heard() {
            hearing::tell_loaded(&object)?;
        }
        Ok(object)
    }

    fn make<'py>(
        &self,
        py: Python<'py>,
        variant: &Variant,
        key: StateKey,
        session: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let object = new_instance(variant.class.bind(py))?;
        for (at, name) in variant.names.iter().enumerate() {
            let Some(name) = name else { continue };
            match self.shared_identity(variant, at) {
                Some(identity) => {
                    set_attribute(&object, name.bind(py), identity.bind(py).as_any())?
                }
                None => {
                    let value = self.readers[at].read(py, &self.cells[at])?;
                    set_attribute(&object, name.bind(py), &value)?;
                }
            }
        }
        for place in &variant.beside {
            place.set(&object, py.None().bind(py))?;
        }
        let state = InstanceState::loaded(
            py,
            variant.mapper.clone_ref(py),
            key,
            session,
            variant.filled,
            variant.loaded.is_none() && !hearing::heard(),
        )?;
        variant.state.set(&object, state.bind(py).as_any())?;
        Ok(object)
    }

    /// Return the text of a discriminator, which is one object for all rows of a class.
    #[inline]
    fn shared_identity<'v>(&self, variant: &'v Variant, at: usize) -> Option<&'v Py<PyString>> {
        let identity = variant.identity.as_ref()?;
        let is_text = self.plan.discriminator == Some(at)
            && matches!(self.cells[at], Cell::Text(_))
            && self.readers[at].is_plain();
        is_text.then_some(identity)
    }

    /// Bring an instance that is known already up to what the row can tell.
    fn refresh(
        &self,
        py: Python<'_>,
        variant: &Variant,
        object: &Bound<'_, PyAny>,
        populate: bool,
    ) -> PyResult<()> {
        let state = object.getattr(intern!(py, "_sa_instance_state"))?;
        let state = state.cast::<InstanceState>().map_err(|_| {
            PyTypeError::new_err("an instance in the identity map has no InstanceState")
        })?;
        {
            let mut known = state.borrow_mut();
            known.fresh = false;
            let nothing_new = variant.filled & (BEYOND | !known.filled) == 0;
            if !populate && !known.expired && nothing_new {
                return Ok(());
            }
        }
        let dict = instance_dict(object)?;
        let mut told = hearing::heard().then(Vec::new);
        for (at, name) in variant.names.iter().enumerate() {
            let Some(name) = name else { continue };
            let name: &Bound<'_, PyString> = name.bind(py);
            if populate || !dict.contains(name)? {
                set_attribute(object, name, &self.readers[at].read(py, &self.cells[at])?)?;
                if let Some(told) = &mut told {
                    told.push(name.clone());
                }
            }
        }
        let lacking = state.borrow().still_expired(&dict, &variant.lacking)?;
        {
            let mut state = state.borrow_mut();
            state.expire(py, false);
            state.filled |= variant.filled;
            if populate {
                state.forget_changes();
            }
        }
        if !lacking.is_empty() {
            InstanceState::expire_names(state, PyList::new(py, lacking)?.as_any())?;
        }
        match told {
            Some(names) => hearing::tell_refreshed(object, (!populate).then_some(names)),
            None => Ok(()),
        }
    }
}

fn instance_dict<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    // SAFETY: a new reference to the instance's dictionary, or null with an exception set.
    let dict = unsafe {
        let dict = ffi::PyObject_GenericGetDict(object.as_ptr(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(object.py(), dict)?
    };
    dict.cast_into::<PyDict>().map_err(PyErr::from)
}
