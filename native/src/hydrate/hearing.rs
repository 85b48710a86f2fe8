//! Who is told of the instances that rows make and fill again: one function for the process, asked while somebody listens.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

static HEARD: AtomicBool = AtomicBool::new(false);
static FUNCTION: Mutex<Option<Py<PyAny>>> = Mutex::new(None);

/// Whether anybody is told of instances.
#[inline]
pub fn heard() -> bool {
    HEARD.load(Ordering::Relaxed)
}

/// Tell of an instance that a row has made.
pub fn tell_loaded(object: &Bound<'_, PyAny>) -> PyResult<()> {
    tell(object, true, object.py().None().into_bound(object.py()))
}

/// Tell of an instance that a row has filled again: the attributes, or None when that was all of them.
pub fn tell_refreshed(
    object: &Bound<'_, PyAny>,
    names: Option<Vec<Bound<'_, PyString>>>,
) -> PyResult<()> {
    let py = object.py();
    let names = match names {
        Some(names) => PyList::new(py, names)?.into_any(),
        None => py.None().into_bound(py),
    };
    tell(object, false, names)
}

fn tell(object: &Bound<'_, PyAny>, fresh: bool, names: Bound<'_, PyAny>) -> PyResult<()> {
    let function = FUNCTION
        .lock()
        .as_ref()
        .map(|function| function.clone_ref(object.py()));
    if let Some(function) = function {
        function.bind(object.py()).call1((object, fresh, names))?;
    }
    Ok(())
}

/// Call `function(instance, is_new, names)` for each instance that a row makes or fills again; None: nobody listens.
#[pyfunction]
pub fn hear_rows(function: Option<Py<PyAny>>) {
    HEARD.store(function.is_some(), Ordering::Relaxed);
    *FUNCTION.lock() = function;
}

/// Add the module's functions.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(hear_rows, module)?)
}
