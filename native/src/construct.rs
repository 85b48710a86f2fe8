//! `Constructor`: fills a new instance of a table model from keywords. Made by the model layer, once for a class.

use parking_lot::Mutex;
use pyo3::exceptions::PyValueError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use rustc_hash::FxHashMap;

use crate::convert::scalar::set_attribute;
use crate::state::InstanceState;

/// What a field holds when no keyword fills it.
enum Default {
    /// Nothing: it is required, or something else gives it a value.
    Nothing,
    Constant(Py<PyAny>),
    /// Called for each instance.
    Factory(Py<PyAny>),
}

struct Field {
    name: Py<PyString>,
    alias: Option<Py<PyString>>,
    default: Default,
}

/// Fields a constructor can tell apart: the bits of a mask.
const FIELDS: usize = 64;

/// How the constructor of a table model fills an instance, without validation.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Constructor {
    mapper: Py<PyAny>,
    fields: Vec<Field>,
    /// The attribute that says which class of a hierarchy a row is of, and its value here.
    discriminator: Option<(Py<PyString>, Py<PyAny>)>,
    /// The names of the fields that keywords have filled, shared by the instances made alike.
    given: Mutex<FxHashMap<u64, Py<PyTuple>>>,
}

impl Constructor {
    /// Return the names of the fields in `mask`.
    fn names(&self, py: Python<'_>, mask: u64) -> PyResult<Py<PyTuple>> {
        if let Some(known) = self.given.lock().get(&mask) {
            return Ok(known.clone_ref(py));
        }
        let names = self
            .fields
            .iter()
            .enumerate()
            .filter(|(at, _)| mask & (1 << at) != 0)
            .map(|(_, field)| &field.name);
        let names = PyTuple::new(py, names.collect::<Vec<_>>())?.unbind();
        self.given.lock().insert(mask, names.clone_ref(py));
        Ok(names)
    }
}

/// A field as Python gives it: (name, alias, kind, value).
type GivenField<'py> = (
    Bound<'py, PyString>,
    Option<Bound<'py, PyString>>,
    String,
    Py<PyAny>,
);

#[pymethods]
impl Constructor {
    /// `fields` are (name, alias, kind, value) with kind "nothing", "constant" or "factory"; `discriminator` is an
    /// attribute and its value.
    #[new]
    #[pyo3(signature = (mapper, fields, discriminator=None))]
    fn new(
        py: Python<'_>,
        mapper: Py<PyAny>,
        fields: Vec<GivenField<'_>>,
        discriminator: Option<(Bound<'_, PyString>, Py<PyAny>)>,
    ) -> PyResult<Self> {
        if fields.len() > FIELDS {
            return Err(PyValueError::new_err("too many fields for a Constructor"));
        }
        let intern = |name: Bound<'_, PyString>| -> PyResult<Py<PyString>> {
            Ok(PyString::intern(py, name.to_str()?).unbind())
        };
        let fields = fields
            .into_iter()
            .map(|(name, alias, kind, value)| {
                Ok(Field {
                    name: intern(name)?,
                    alias: alias.map(intern).transpose()?,
                    default: match kind.as_str() {
                        "nothing" => Default::Nothing,
                        "constant" => Default::Constant(value),
                        "factory" => Default::Factory(value),
                        other => {
                            return Err(PyValueError::new_err(format!("unknown kind {other:?}")));
                        }
                    },
                })
            })
            .collect::<PyResult<_>>()?;
        Ok(Constructor {
            mapper,
            fields,
            discriminator: discriminator
                .map(|(name, value)| Ok::<_, PyErr>((intern(name)?, value)))
                .transpose()?,
            given: Mutex::default(),
        })
    }

    /// Fill an instance from keywords, those first that are given. True when that was all of them, False when `values`
    /// keeps some that are no fields.
    fn fill(&self, instance: &Bound<'_, PyAny>, values: &Bound<'_, PyDict>) -> PyResult<bool> {
        let py = instance.py();
        if let Some((name, value)) = &self.discriminator
            && !values.contains(name.bind(py))?
        {
            set_attribute(instance, name.bind(py), value.bind(py))?;
        }
        let (mut mask, mut used) = (0_u64, 0);
        for (at, field) in self.fields.iter().enumerate() {
            let mut value = None;
            if let Some(alias) = &field.alias {
                value = values.get_item(alias.bind(py))?;
            }
            if value.is_none() {
                value = values.get_item(field.name.bind(py))?;
            }
            if let Some(value) = value {
                set_attribute(instance, field.name.bind(py), &value)?;
                mask |= 1 << at;
                used += 1;
            }
        }
        for (at, field) in self.fields.iter().enumerate() {
            if mask & (1 << at) != 0 {
                continue;
            }
            match &field.default {
                Default::Nothing => {}
                Default::Constant(value) => {
                    set_attribute(instance, field.name.bind(py), value.bind(py))?
                }
                Default::Factory(factory) => {
                    set_attribute(instance, field.name.bind(py), &factory.bind(py).call0()?)?
                }
            }
        }
        let none = py.None();
        set_attribute(instance, intern!(py, "__pydantic_extra__"), none.bind(py))?;
        set_attribute(instance, intern!(py, "__pydantic_private__"), none.bind(py))?;
        let state = InstanceState::made(py, self.mapper.clone_ref(py), self.names(py, mask)?)?;
        set_attribute(
            instance,
            intern!(py, "_sa_instance_state"),
            state.bind(py).as_any(),
        )?;
        if used == values.len() {
            return Ok(true);
        }
        for (at, field) in self.fields.iter().enumerate() {
            if mask & (1 << at) != 0 {
                let alias = field.alias.as_ref().map(|alias| alias.bind(py));
                let name = match alias {
                    Some(alias) if values.contains(alias)? => alias,
                    _ => field.name.bind(py),
                };
                values.del_item(name)?;
            }
        }
        Ok(false)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.mapper)?;
        for field in &self.fields {
            match &field.default {
                Default::Constant(value) | Default::Factory(value) => visit.call(value)?,
                Default::Nothing => {}
            }
        }
        Ok(())
    }
}
