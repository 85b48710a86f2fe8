//! Instances as a flush reads them: state, dictionary, and what their mapper says about keys.

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDate, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType,
};

use crate::state::InstanceState;

/// Return the dictionary that holds an instance's values.
pub fn values_of<'py>(instance: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    // SAFETY: a new reference to the instance's dictionary, or null with an exception set.
    let dict = unsafe {
        let dict = ffi::PyObject_GenericGetDict(instance.as_ptr(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(instance.py(), dict)?
    };
    dict.cast_into::<PyDict>().map_err(PyErr::from)
}

/// Return the state of a mapped instance that has one.
pub fn state_of<'py>(instance: &Bound<'py, PyAny>) -> PyResult<Bound<'py, InstanceState>> {
    instance
        .getattr(intern!(instance.py(), "_sa_instance_state"))?
        .cast_into::<InstanceState>()
        .map_err(|_| PyTypeError::new_err("a mapped instance has no InstanceState"))
}

/// Return the state of an instance, or None while nothing has needed one.
pub fn state_or_none<'py>(
    instance: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, InstanceState>>> {
    let found = instance.getattr_opt(intern!(instance.py(), "_sa_instance_state"))?;
    Ok(found.and_then(|state| state.cast_into::<InstanceState>().ok()))
}

/// Tells SQL expressions from data; remembers the classes it has seen to be data.
#[derive(Default)]
pub struct Expressions(Vec<usize>);

impl Expressions {
    /// Whether a value is SQL instead of data.
    pub fn holds(&mut self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let plain = value.is_none()
            || value.is_exact_instance_of::<PyString>()
            || value.is_exact_instance_of::<PyInt>()
            || value.is_exact_instance_of::<PyFloat>()
            || value.is_exact_instance_of::<PyBool>()
            || value.is_exact_instance_of::<PyBytes>()
            || value.is_exact_instance_of::<PyDict>()
            || value.is_exact_instance_of::<PyList>()
            || value.is_instance_of::<PyDate>();
        if plain {
            return Ok(false);
        }
        let class = value.get_type().as_ptr() as usize;
        if self.0.contains(&class) {
            return Ok(false);
        }
        let py = value.py();
        let found = value.hasattr(intern!(py, "_kind"))?
            || (!value.is_instance_of::<PyType>()
                && value.hasattr(intern!(py, "__clause_element__"))?);
        if !found && !value.is_instance_of::<PyType>() {
            self.0.push(class);
        }
        Ok(found)
    }
}

/// What the functions here ask of a mapper; read once, and kept by the mapper.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Face {
    /// The class that owns the identity.
    root: Py<PyType>,
    key: Vec<Py<PyString>>,
    columns: Py<PyDict>,
    relationships: Py<PyDict>,
    /// Attributes that are SQL expressions.
    expressions: Py<PyDict>,
}

#[pymethods]
impl Face {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.root)?;
        visit.call(&self.columns)?;
        visit.call(&self.relationships)?;
        visit.call(&self.expressions)
    }
}

impl Face {
    fn read(mapper: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = mapper.py();
        let dict = |name: &Bound<'_, PyString>| -> PyResult<Py<PyDict>> {
            Ok(mapper.getattr(name)?.cast_into::<PyDict>()?.unbind())
        };
        Ok(Face {
            root: mapper
                .getattr(intern!(py, "base_mapper"))?
                .getattr(intern!(py, "class_"))?
                .cast_into::<PyType>()?
                .unbind(),
            key: mapper
                .getattr(intern!(py, "pk_attrs"))?
                .cast_into::<PyTuple>()?
                .iter()
                .map(|attr| Ok(attr.cast_into::<PyString>()?.unbind()))
                .collect::<PyResult<_>>()?,
            columns: dict(intern!(py, "columns"))?,
            relationships: dict(intern!(py, "relationships"))?,
            expressions: dict(intern!(py, "expressions"))?,
        })
    }
}

/// A mapper and its face.
pub struct Mapping<'py> {
    pub mapper: Bound<'py, PyAny>,
    face: Bound<'py, Face>,
}

impl<'py> Mapping<'py> {
    fn of(mapper: Bound<'py, PyAny>) -> PyResult<Self> {
        let py = mapper.py();
        let name = intern!(py, "_face");
        let known = mapper.getattr(name)?;
        let face = if known.is_none() {
            let face = Bound::new(py, Face::read(&mapper)?)?;
            mapper.setattr(name, &face)?;
            face
        } else {
            known.cast_into::<Face>()?
        };
        Ok(Mapping { mapper, face })
    }

    /// Return the address of the class that owns the identity.
    pub fn root(&self) -> usize {
        self.face.get().root.as_ptr() as usize
    }

    /// Iterate over the attributes of the primary key.
    pub fn key(&self) -> impl ExactSizeIterator<Item = &Bound<'py, PyString>> {
        let py = self.mapper.py();
        self.face.get().key.iter().map(move |attr| attr.bind(py))
    }

    pub fn columns(&self) -> &Bound<'py, PyDict> {
        self.face.get().columns.bind(self.mapper.py())
    }

    pub fn relationships(&self) -> &Bound<'py, PyDict> {
        self.face.get().relationships.bind(self.mapper.py())
    }

    pub fn expressions(&self) -> &Bound<'py, PyDict> {
        self.face.get().expressions.bind(self.mapper.py())
    }
}

/// The mappings met so far; a run of instances of one class asks its mapper once.
#[derive(Default)]
pub struct Mappings<'py> {
    known: Vec<Mapping<'py>>,
    last: usize,
}

impl<'py> Mappings<'py> {
    /// Return the mapping of an instance's state.
    pub fn of(&mut self, state: &Bound<'py, InstanceState>) -> PyResult<&Mapping<'py>> {
        let py = state.py();
        let mapper = match &state.borrow().mapper {
            Some(mapper) => mapper.clone_ref(py).into_bound(py),
            None => return Err(PyTypeError::new_err("an InstanceState has no mapper")),
        };
        if !self
            .known
            .get(self.last)
            .is_some_and(|known| known.mapper.is(&mapper))
        {
            let found = self.known.iter().position(|known| known.mapper.is(&mapper));
            self.last = match found {
                Some(at) => at,
                None => {
                    self.known.push(Mapping::of(mapper)?);
                    self.known.len() - 1
                }
            };
        }
        self.known
            .get(self.last)
            .ok_or_else(|| PyTypeError::new_err("an InstanceState has no mapper"))
    }

    /// Return the mappers met, in the order of meeting.
    pub fn mappers(self) -> impl Iterator<Item = Bound<'py, PyAny>> {
        self.known.into_iter().map(|known| known.mapper)
    }
}
