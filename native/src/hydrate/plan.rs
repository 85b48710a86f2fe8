//! `EntityPlan`: how the columns of one entity become an instance of the right class. Made once by the mapper, never changed.

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use rustc_hash::FxHashMap;
use sqlmodel_rs_engine::driver::Cell;

use crate::convert::result::Reader;
use crate::convert::scalar::Place;

/// One class that a row may become.
pub struct Variant {
    pub class: Py<PyType>,
    pub mapper: Py<PyAny>,
    /// The attribute each column fills, if this class has it.
    pub names: Vec<Option<Py<PyString>>>,
    /// The class that owns its identity; the classes of a concrete hierarchy own theirs each.
    pub root: Option<Py<PyType>>,
    /// The columns that this class takes, a bit for each of the first ones of its mapper and `BEYOND` for the others.
    pub filled: u32,
    /// The columns of this class that are read together once they have expired, and that no row here has.
    pub lacking: Vec<Py<PyString>>,
    /// Where instances keep their state.
    pub state: Place,
    /// Pydantic's slots for what is not a field, if the class has them; a row fills neither.
    pub beside: Vec<Place>,
    /// Called with each new instance.
    pub loaded: Option<Py<PyAny>>,
    /// The positions of child tables' keys that a row of this class must have.
    pub needs: Vec<usize>,
    /// What the discriminator says in a row of this class, where it is text: all instances share it.
    pub identity: Option<Py<PyString>>,
}

/// How rows become instances of one entity.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct EntityPlan {
    pub root: Py<PyType>,
    pub pk: Vec<usize>,
    /// Identity, position of the child table's key, and group: the children of one class exclude each other.
    pub children: Vec<(Py<PyAny>, usize, usize)>,
    variants: Vec<Variant>,
    pub discriminator: Option<usize>,
    by_identity: Py<PyDict>,
    by_text: FxHashMap<String, usize>,
    by_number: FxHashMap<i64, usize>,
    /// The class of rows without discriminator value, or of every row where there is no discriminator.
    plain: Option<usize>,
    /// The class of rows that `on_error` lets pass although their identity is unknown.
    fallback: Option<usize>,
    on_error: Py<PyAny>,
    width: usize,
}

impl Variant {
    fn read(value: &Bound<'_, PyAny>) -> PyResult<Variant> {
        let (class, mapper, names) = value.cast::<PyTuple>()?.get_slice(0, 3).extract::<(
            Bound<'_, PyType>,
            Py<PyAny>,
            Vec<Option<Bound<'_, PyString>>>,
        )>()?;
        let needs = match value.len()? {
            3 => Vec::new(),
            _ => value.get_item(3)?.extract()?,
        };
        let py = value.py();
        let names: Vec<_> = names
            .into_iter()
            .map(|name| name.map(|name| PyString::intern(py, &name.to_string_lossy()).unbind()))
            .collect();
        let lacking = lacking(mapper.bind(py), &names)?;
        let filled = filled(mapper.bind(py), &names)?;
        let loaded = class
            .getattr_opt("__sqlmodel_loaded__")?
            .filter(|hook| hook.is_callable());
        let base = mapper.bind(py).getattr_opt("base_mapper")?;
        let root = match base {
            Some(base) => Some(base.getattr("class_")?.cast_into::<PyType>()?.unbind()),
            None => None,
        };
        let place = |name: &str| Place::of(&class, &PyString::intern(py, name));
        let beside = if class.hasattr("__pydantic_fields_set__")? {
            vec![place("__pydantic_extra__")?, place("__pydantic_private__")?]
        } else {
            Vec::new()
        };
        Ok(Variant {
            root,
            state: place("_sa_instance_state")?,
            beside,
            loaded: loaded.map(Bound::unbind),
            class: class.unbind(),
            mapper,
            filled,
            names,
            lacking,
            needs,
            identity: None,
        })
    }
}

/// The bit of all columns that have none of their own: whether a row's are filled has to be looked up.
pub const BEYOND: u32 = 1 << 31;

/// Return the bits of the columns that a row fills.
fn filled(mapper: &Bound<'_, PyAny>, names: &[Option<Py<PyString>>]) -> PyResult<u32> {
    let Some(columns) = mapper.getattr_opt("columns")? else {
        return Ok(BEYOND);
    };
    let mut known = Vec::new();
    for name in columns.call_method0("keys")?.try_iter()?.take(31) {
        known.push(name?.cast::<PyString>()?.to_string_lossy().into_owned());
    }
    let mut bits = 0;
    for name in names.iter().flatten() {
        let name = name.bind(mapper.py()).to_string_lossy();
        bits |= known
            .iter()
            .position(|one| *one == name)
            .map_or(BEYOND, |at| 1 << at);
    }
    Ok(bits)
}

/// Return the columns of a class that a row does not have, of those that are read together once they have expired.
fn lacking(
    mapper: &Bound<'_, PyAny>,
    names: &[Option<Py<PyString>>],
) -> PyResult<Vec<Py<PyString>>> {
    let Some(all) = mapper.getattr_opt("read_together")? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for name in all.try_iter()? {
        let name = PyString::intern(mapper.py(), &name?.cast::<PyString>()?.to_string_lossy());
        if !names.iter().flatten().any(|one| one.is(&name)) {
            found.push(name.unbind());
        }
    }
    Ok(found)
}

#[pymethods]
impl EntityPlan {
    #[new]
    #[pyo3(signature = (root, variants, *, discriminator=None, pk, children=None, on_error, fallback=None))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        root: Py<PyType>,
        variants: &Bound<'_, PyDict>,
        discriminator: Option<usize>,
        pk: Vec<usize>,
        children: Option<Vec<(Py<PyAny>, usize, usize)>>,
        on_error: Py<PyAny>,
        fallback: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let by_identity = PyDict::new(py);
        let mut plan = EntityPlan {
            root,
            pk,
            children: children.unwrap_or_default(),
            variants: Vec::with_capacity(variants.len()),
            discriminator,
            by_identity: by_identity.clone().unbind(),
            by_text: FxHashMap::default(),
            by_number: FxHashMap::default(),
            plain: None,
            fallback: None,
            on_error,
            width: 0,
        };
        for (identity, value) in variants {
            let index = plan.variants.len();
            let mut variant = Variant::read(&value)?;
            plan.width = plan.width.max(variant.names.len());
            if let Ok(text) = identity.cast_exact::<PyString>() {
                variant.identity = Some(text.clone().unbind());
            }
            plan.variants.push(variant);
            if identity.is_none() {
                plan.plain = Some(index);
            } else {
                by_identity.set_item(&identity, index)?;
                if let Ok(text) = identity.cast_exact::<PyString>() {
                    plan.by_text.insert(text.to_str()?.to_owned(), index);
                } else if let Ok(number) = identity.cast_exact::<pyo3::types::PyInt>() {
                    plan.by_number.insert(number.extract()?, index);
                }
            }
        }
        if let Some(value) = fallback {
            plan.fallback = Some(plan.variants.len());
            plan.variants.push(Variant::read(&value)?);
        }
        let positions = plan
            .pk
            .iter()
            .chain(plan.discriminator.iter())
            .chain(plan.children.iter().map(|(_, at, _)| at))
            .chain(plan.variants.iter().flat_map(|variant| &variant.needs));
        if let Some(outside) = positions.copied().find(|at| *at >= plan.width) {
            return Err(PyValueError::new_err(format!(
                "position {outside} is past the entity's {} columns",
                plan.width
            )));
        }
        if plan.pk.is_empty() {
            return Err(PyValueError::new_err(
                "an entity needs at least one primary key column",
            ));
        }
        if plan.discriminator.is_none() && plan.plain.is_none() {
            return Err(PyValueError::new_err(
                "an entity without discriminator needs a variant under None",
            ));
        }
        Ok(plan)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.root)?;
        visit.call(&self.by_identity)?;
        visit.call(&self.on_error)?;
        for (identity, _, _) in &self.children {
            visit.call(identity)?;
        }
        for variant in &self.variants {
            visit.call(&variant.class)?;
            visit.call(&variant.mapper)?;
            visit.call(&variant.root)?;
            visit.call(&variant.loaded)?;
            variant.state.traverse(&visit)?;
            for place in &variant.beside {
                place.traverse(&visit)?;
            }
        }
        Ok(())
    }
}

impl EntityPlan {
    /// Return how many columns the entity takes.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Find the class of a row.
    #[inline]
    pub fn variant(
        &self,
        py: Python<'_>,
        cells: &[Cell<'_>],
        readers: &[Reader],
    ) -> PyResult<&Variant> {
        match (self.discriminator, self.plain) {
            (None, Some(plain)) => Ok(&self.variants[plain]),
            (None, None) => Err(PyValueError::new_err("the entity has no class for a row")),
            (Some(at), plain) => match (&cells[at], plain) {
                (Cell::Null, Some(plain)) => Ok(&self.variants[plain]),
                _ => self.identified(py, at, cells, readers),
            },
        }
    }

    fn identified(
        &self,
        py: Python<'_>,
        at: usize,
        cells: &[Cell<'_>],
        readers: &[Reader],
    ) -> PyResult<&Variant> {
        let (cell, reader) = (&cells[at], &readers[at]);
        if reader.is_plain() {
            let found = match cell {
                Cell::Text(text) => self.by_text.get(*text),
                Cell::Int(number) => self.by_number.get(number),
                _ => None,
            };
            if let Some(index) = found {
                return Ok(&self.variants[*index]);
            }
        }
        let value = reader.read(py, cell)?;
        match self.by_identity.bind(py).get_item(&value)? {
            Some(index) => Ok(&self.variants[index.extract::<usize>()?]),
            None => {
                let info = PyDict::new(py);
                info.set_item("value", value)?;
                info.set_item("key", self.key(py, cells, readers)?)?;
                self.refuse(py, "unknown_identity", &info)?;
                match self.fallback {
                    Some(index) => Ok(&self.variants[index]),
                    None => Err(PyRuntimeError::new_err(
                        "an unknown identity was let pass, and the entity has no class for it",
                    )),
                }
            }
        }
    }

    /// Refuse a row whose class needs a child row that is not there.
    #[inline]
    pub fn check_needs(
        &self,
        py: Python<'_>,
        variant: &Variant,
        cells: &[Cell<'_>],
        readers: &[Reader],
    ) -> PyResult<()> {
        let Some(missing) = variant
            .needs
            .iter()
            .find(|at| matches!(cells[**at], Cell::Null))
        else {
            return Ok(());
        };
        let info = PyDict::new(py);
        info.set_item("mapper", &variant.mapper)?;
        info.set_item("position", *missing)?;
        info.set_item("key", self.key(py, cells, readers)?)?;
        self.refuse(py, "missing_child", &info)
    }

    fn key<'py>(
        &self,
        py: Python<'py>,
        cells: &[Cell<'_>],
        readers: &[Reader],
    ) -> PyResult<Bound<'py, PyTuple>> {
        let parts = self
            .pk
            .iter()
            .map(|at| readers[*at].read(py, &cells[*at]))
            .collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, parts)
    }

    /// Refuse a row that has more than one child.
    #[inline]
    pub fn check_children(
        &self,
        py: Python<'_>,
        cells: &[Cell<'_>],
        readers: &[Reader],
    ) -> PyResult<()> {
        let present = || {
            self.children
                .iter()
                .filter(|(_, at, _)| !matches!(cells[*at], Cell::Null))
        };
        let Some(group) = present().enumerate().find_map(|(index, (_, _, group))| {
            present()
                .take(index)
                .any(|(_, _, other)| other == group)
                .then_some(*group)
        }) else {
            return Ok(());
        };
        let found: Vec<_> = present()
            .filter(|(_, _, other)| *other == group)
            .map(|(identity, _, _)| identity.clone_ref(py))
            .collect();
        let info = PyDict::new(py);
        info.set_item("identities", found)?;
        info.set_item("key", self.key(py, cells, readers)?)?;
        self.refuse(py, "ambiguous", &info)
    }

    /// Raise what the mapper says of a wrong row; its None lets the row pass.
    fn refuse(&self, py: Python<'_>, kind: &str, info: &Bound<'_, PyDict>) -> PyResult<()> {
        let answer = self.on_error.bind(py).call1((kind, info))?;
        if answer.is_none() {
            return Ok(());
        }
        if answer.is_instance_of::<pyo3::exceptions::PyBaseException>() {
            return Err(PyErr::from_value(answer));
        }
        Err(PyRuntimeError::new_err(format!(
            "{kind} row, and on_error returned no exception"
        )))
    }
}
