//! What the columns of a statement are called, asked without running it.

use pyo3::prelude::*;

use super::Connection;
use crate::bridge::answer::Outcomes;
use crate::bridge::awaitable::Operation;
use crate::error;
use crate::lower::Compiled;

/// Ask what the columns of a statement are called: the keys of the result, which has no rows.
#[pyfunction]
#[pyo3(signature = (connection, compiled, params=None))]
fn describe(
    connection: &Bound<'_, Connection>,
    compiled: &Bound<'_, Compiled>,
    params: Option<&Bound<'_, PyAny>>,
) -> PyResult<Outcomes> {
    let py = compiled.py();
    error::shielded(py, || {
        let connection = connection.get();
        let request = connection.request(compiled, params, None, false)?;
        connection.run(py, request.describing())
    })
}

/// Ask what the columns of a statement are called; await the result.
#[pyfunction]
#[pyo3(signature = (connection, compiled, params=None))]
fn describe_async(
    connection: &Bound<'_, Connection>,
    compiled: &Bound<'_, Compiled>,
    params: Option<&Bound<'_, PyAny>>,
) -> PyResult<Operation> {
    let py = compiled.py();
    error::shielded(py, || {
        let connection = connection.get();
        let request = connection.request(compiled, params, None, false)?;
        connection.start(py, request.describing())
    })
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(describe, module)?)?;
    module.add_function(wrap_pyfunction!(describe_async, module)?)
}
