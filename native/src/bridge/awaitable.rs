//! `Operation`: what an awaitable call returns. It listens to a future; the work belongs to a task of the engine.

use std::sync::Arc;

use parking_lot::Mutex;
use pyo3::exceptions::PyStopIteration;
use pyo3::intern;
use pyo3::prelude::*;

use super::cancel::Cancel;

/// A started call. Await it once; cancelling the waiter asks the call to stop.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Operation {
    future: Py<PyAny>,
    iterator: Mutex<Option<Py<PyAny>>>,
    cancel: Arc<Cancel>,
}

impl Operation {
    pub fn new(future: Py<PyAny>, cancel: Arc<Cancel>) -> Self {
        Operation {
            future,
            iterator: Mutex::new(None),
            cancel,
        }
    }

    fn iterator<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(iterator) = &*self.iterator.lock() {
            return Ok(iterator.bind(py).clone());
        }
        let iterator = self
            .future
            .bind(py)
            .call_method0(intern!(py, "__await__"))?;
        *self.iterator.lock() = Some(iterator.clone().unbind());
        Ok(iterator)
    }
}

#[pymethods]
impl Operation {
    fn __await__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.iterator(py)?.call_method0(intern!(py, "__next__"))
    }

    fn send<'py>(
        &self,
        py: Python<'py>,
        _value: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.__next__(py)
    }

    /// Hand an exception to the waiter; a cancellation also asks the call to stop.
    #[pyo3(signature = (*arguments))]
    fn throw<'py>(
        &self,
        py: Python<'py>,
        arguments: &Bound<'py, pyo3::types::PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.cancel.raise();
        self.iterator(py)?
            .call_method1(intern!(py, "throw"), arguments)
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.cancel.raise();
        let iterator = self.iterator(py)?;
        match iterator.call_method0(intern!(py, "close")) {
            Err(error) if error.is_instance_of::<PyStopIteration>(py) => Ok(()),
            other => other.map(drop),
        }
    }
}
