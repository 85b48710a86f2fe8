//! `Operation`: what an awaitable call returns. It listens to a future; the work belongs to a task of the engine.

use std::sync::Arc;

use parking_lot::Mutex;
use pyo3::exceptions::PyStopIteration;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};

use super::cancel::Cancel;

/// A started call. Await it once; cancelling the waiter asks the call to stop.
#[pyclass(frozen, module = "sqlmodel_rs._native")]
pub struct Operation {
    /// Absent when the call had ended before anybody could wait for it.
    future: Option<Py<PyAny>>,
    answer: Mutex<Option<Py<PyAny>>>,
    iterator: Mutex<Option<Py<PyAny>>>,
    cancel: Arc<Cancel>,
}

impl Operation {
    pub fn new(future: Py<PyAny>, cancel: Arc<Cancel>) -> Self {
        Operation {
            future: Some(future),
            answer: Mutex::new(None),
            iterator: Mutex::new(None),
            cancel,
        }
    }

    /// Make the awaitable of a call that has ended: awaiting it gives the answer at once.
    pub fn ended(answer: Py<PyAny>) -> Self {
        Operation {
            future: None,
            answer: Mutex::new(Some(answer)),
            iterator: Mutex::new(None),
            cancel: Arc::default(),
        }
    }

    fn iterator<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(iterator) = &*self.iterator.lock() {
            return Ok(iterator.bind(py).clone());
        }
        let iterator = match &self.future {
            Some(future) => future.bind(py).call_method0(intern!(py, "__await__"))?,
            // An iterator that is spent, for an answer that was given.
            None => PyTuple::empty(py).try_iter()?.into_any(),
        };
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
        let answer = self.answer.lock().take();
        if let Some(answer) = answer {
            return Err(PyStopIteration::new_err((answer,)));
        }
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
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.cancel.raise();
        if self.future.is_none() {
            let thrown = arguments.get_item(0)?;
            return Err(match thrown.cast::<PyType>() {
                Ok(class) => PyErr::from_type(class.clone(), ()),
                Err(_) => PyErr::from_value(thrown),
            });
        }
        self.iterator(py)?
            .call_method1(intern!(py, "throw"), arguments)
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.cancel.raise();
        if self.future.is_none() {
            return Ok(());
        }
        let iterator = self.iterator(py)?;
        match iterator.call_method0(intern!(py, "close")) {
            Err(error) if error.is_instance_of::<PyStopIteration>(py) => Ok(()),
            other => other.map(drop),
        }
    }
}
