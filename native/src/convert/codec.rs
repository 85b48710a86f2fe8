//! The program's own functions for JSON documents (`json_serializer`, `json_deserializer` of an engine), in force while one
//! of its calls is encoded or its rows are built.

use std::cell::RefCell;
use std::sync::Arc;

use pyo3::prelude::*;

/// What turns documents into text and text into documents; absent, the engine does it.
pub struct Codec {
    pub dumps: Option<Py<PyAny>>,
    pub loads: Option<Py<PyAny>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Codec>>> = const { RefCell::new(None) };
}

/// Restores what was in force before, also when a panic passes.
struct Former(Option<Arc<Codec>>);

impl Drop for Former {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Run `work` with the functions of an engine in force.
pub fn within<T>(codec: Option<&Arc<Codec>>, work: impl FnOnce() -> T) -> T {
    let Some(codec) = codec else { return work() };
    let _former = Former(CURRENT.replace(Some(codec.clone())));
    work()
}

fn current<'py>(
    py: Python<'py>,
    choose: impl Fn(&Codec) -> Option<&Py<PyAny>>,
) -> Option<Bound<'py, PyAny>> {
    CURRENT.with_borrow(|codec| {
        let function = codec.as_ref().and_then(|codec| choose(codec))?;
        Some(function.bind(py).clone())
    })
}

/// Return the function that serializes, if the program has one.
pub fn dumps(py: Python<'_>) -> Option<Bound<'_, PyAny>> {
    current(py, |codec| codec.dumps.as_ref())
}

/// Return the function that deserializes, if the program has one.
pub fn loads(py: Python<'_>) -> Option<Bound<'_, PyAny>> {
    current(py, |codec| codec.loads.as_ref())
}
