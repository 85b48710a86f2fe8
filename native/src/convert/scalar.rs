//! Python classes that values are made of (`uuid.UUID`, `decimal.Decimal`, `enum.Enum`), found once, and UUIDs themselves.

use pyo3::exceptions::PyAttributeError;
use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

struct UuidClass {
    class: Py<PyType>,
    /// `SafeUUID.unknown`, what `uuid.UUID(int=...)` stores.
    unknown: Py<PyAny>,
}

static UUID: PyOnceLock<UuidClass> = PyOnceLock::new();
static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static ENUM: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DUMPS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

fn uuid_class(py: Python<'_>) -> PyResult<&UuidClass> {
    UUID.get_or_try_init(py, || {
        let module = py.import("uuid")?;
        Ok(UuidClass {
            class: module.getattr("UUID")?.cast_into::<PyType>()?.unbind(),
            unknown: module.getattr("SafeUUID")?.getattr("unknown")?.unbind(),
        })
    })
}

fn class<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyType>>,
    module: &str,
    name: &str,
) -> PyResult<&'py Bound<'py, PyType>> {
    Ok(cell
        .get_or_try_init(py, || {
            py.import(module)?
                .getattr(name)?
                .cast_into::<PyType>()
                .map(Bound::unbind)
                .map_err(PyErr::from)
        })?
        .bind(py))
}

/// Return `decimal.Decimal`.
pub fn decimal_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    class(py, &DECIMAL, "decimal", "Decimal")
}

/// Return `enum.Enum`.
pub fn enum_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    class(py, &ENUM, "enum", "Enum")
}

fn function<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyAny>>,
    name: &str,
) -> PyResult<&'py Bound<'py, PyAny>> {
    Ok(cell
        .get_or_try_init(py, || py.import("json")?.getattr(name).map(Bound::unbind))?
        .bind(py))
}

/// Return `json.dumps`.
pub fn json_dumps(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    function(py, &DUMPS, "dumps")
}

/// Return `json.loads`.
pub fn json_loads(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    function(py, &LOADS, "loads")
}

/// Build a `uuid.UUID` through its slots; its constructor would cost ten times as much.
pub fn uuid_object(py: Python<'_>, number: u128) -> PyResult<Bound<'_, PyAny>> {
    let uuid = uuid_class(py)?;
    let object = new_instance(uuid.class.bind(py))?;
    set_attribute(
        &object,
        intern!(py, "int"),
        number.into_pyobject(py)?.as_any(),
    )?;
    set_attribute(&object, intern!(py, "is_safe"), uuid.unknown.bind(py))?;
    Ok(object)
}

/// Return the number of a `uuid.UUID`, or None for anything else.
pub fn uuid_number(value: &Bound<'_, PyAny>) -> PyResult<Option<u128>> {
    let py = value.py();
    if !value.is_instance(uuid_class(py)?.class.bind(py))? {
        return Ok(None);
    }
    value.getattr(intern!(py, "int"))?.extract().map(Some)
}

/// Call `object.__new__(class)`: no `__init__`, and attribute storage as CPython prepares it for plain instances.
pub fn new_instance<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    // SAFETY: `object`'s tp_new with an empty tuple and no keywords returns a new reference, or null with an exception.
    unsafe {
        let Some(new) = (*std::ptr::addr_of_mut!(ffi::PyBaseObject_Type)).tp_new else {
            return Err(pyo3::exceptions::PySystemError::new_err(
                "object has no __new__",
            ));
        };
        let empty = pyo3::types::PyTuple::empty(py);
        Bound::from_owned_ptr_or_err(
            py,
            new(class.as_type_ptr(), empty.as_ptr(), std::ptr::null_mut()),
        )
    }
}

/// Read an attribute as `object` does, past `__getattr__`; None where there is none.
pub fn plain_attribute<'py>(
    object: &Bound<'py, PyAny>,
    name: &Bound<'_, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = object.py();
    // SAFETY: two live references; the answer is a new one, or null with an exception set.
    let found = unsafe {
        let found = ffi::PyObject_GenericGetAttr(object.as_ptr(), name.as_ptr());
        Bound::from_owned_ptr_or_err(py, found)
    };
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_instance_of::<PyAttributeError>(py) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Set an attribute the way `object.__setattr__` does, past any `__setattr__` of the class.
#[inline]
pub fn set_attribute(
    object: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    value: &Bound<'_, PyAny>,
) -> PyResult<()> {
    // SAFETY: three live references; the call takes its own.
    let done =
        unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
    if done == 0 {
        Ok(())
    } else {
        Err(PyErr::fetch(object.py()))
    }
}

/// A place in instances of one class: the member descriptor of a slot, called without looking it up each time, or a name.
pub struct Place {
    name: Py<PyString>,
    slot: Option<(Py<PyAny>, ffi::descrsetfunc)>,
}

impl Place {
    /// Find where instances of `class` keep `name`.
    pub fn of(class: &Bound<'_, PyType>, name: &Bound<'_, PyString>) -> PyResult<Place> {
        let found = class.getattr_opt(name)?;
        let slot = found.and_then(|found| {
            // SAFETY: the type of a live object; a slot's descriptor writes to instances of its class and of subclasses.
            let set = unsafe {
                let own = ffi::Py_TYPE(found.as_ptr());
                if own == &raw mut ffi::PyMemberDescr_Type {
                    (*own).tp_descr_set
                } else {
                    None
                }
            };
            set.map(|set| (found.unbind(), set))
        });
        Ok(Place {
            name: name.clone().unbind(),
            slot,
        })
    }

    /// Show the collector what is held.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match &self.slot {
            Some((descriptor, _)) => visit.call(descriptor),
            None => Ok(()),
        }
    }

    /// Put a value there, past any `__setattr__` of the class.
    #[inline]
    pub fn set(&self, object: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let Some((descriptor, set)) = &self.slot else {
            return set_attribute(object, self.name.bind(object.py()), value);
        };
        // SAFETY: three live references; the descriptor checks that the object is an instance of its class.
        let done = unsafe { set(descriptor.as_ptr(), object.as_ptr(), value.as_ptr()) };
        if done == 0 {
            Ok(())
        } else {
            Err(PyErr::fetch(object.py()))
        }
    }
}
