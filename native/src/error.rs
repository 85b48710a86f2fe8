//! Engine errors and Python errors as exceptions of `sqlmodel_rs.exc`, with the statement they belong to.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use sqlmodel_rs_engine::error::{Error, Kind};

/// Build the exception for what the engine reported. `params` is shown with the statement.
pub fn from_engine(
    py: Python<'_>,
    error: &Error,
    sql: Option<&str>,
    params: Option<&Bound<'_, PyAny>>,
) -> PyErr {
    let build = || -> PyResult<PyErr> {
        let arguments = (
            error.kind.name(),
            &*error.message,
            error.code.as_deref(),
            error.table.as_deref(),
            error.column.as_deref(),
            error.constraint.as_deref(),
            sql,
            params,
        );
        let made = py
            .import("sqlmodel_rs.exc")?
            .getattr("_from_driver")?
            .call1(arguments)?;
        // The pool's timeout has no such attribute, and never means a lost connection.
        if error.fatal && made.hasattr("connection_invalidated")? {
            made.setattr("connection_invalidated", true)?;
        }
        let raised = PyErr::from_value(made.clone());
        if let Ok(orig) = made.getattr("orig")
            && !orig.is_none()
        {
            raised.set_cause(py, Some(PyErr::from_value(orig)));
        }
        Ok(raised)
    };
    build().unwrap_or_else(|error| error)
}

/// Build an exception of `sqlmodel_rs.exc` by its name.
pub fn named(py: Python<'_>, class: &str, message: &str) -> PyErr {
    match py
        .import("sqlmodel_rs.exc")
        .and_then(|module| module.getattr(class)?.call1((message,)))
    {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// Wrap what went wrong with a parameter, as SQLAlchemy does: `(builtins.ValueError) text`, statement, parameters;
/// `name` is the parameter's.
pub fn statement_error(
    py: Python<'_>,
    orig: PyErr,
    sql: &str,
    params: Option<&Bound<'_, PyAny>>,
    name: Option<&str>,
) -> PyErr {
    let build = || -> PyResult<PyErr> {
        let exc = py.import("sqlmodel_rs.exc")?;
        let value = orig.value(py);
        let wrapped_already = value.is_instance(&exc.getattr("StatementError")?)?;
        if !value.is_instance_of::<PyException>()
            || wrapped_already
            || value.is_instance(&exc.getattr("DontWrapMixin")?)?
        {
            return Ok(orig.clone_ref(py));
        }
        let class = value.get_type();
        let message = format!(
            "({}.{}) {}{}",
            class.module()?,
            class.qualname()?,
            value.str()?,
            name.map_or(String::new(), |name| format!(" (parameter '{name}')")),
        );
        let made = exc
            .getattr("StatementError")?
            .call1((message, sql, params, value))?;
        let raised = PyErr::from_value(made);
        raised.set_cause(py, Some(orig.clone_ref(py)));
        Ok(raised)
    };
    build().unwrap_or_else(|error| error)
}

/// Say that the engine broke, with what the panic said.
pub fn panicked(payload: &(dyn Any + Send)) -> Error {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    Error::new(
        Kind::Internal,
        format!("the engine failed unexpectedly: {text}"),
    )
    .lost()
}

/// The place where the engine panics next, for the tests of a debug build.
#[cfg(debug_assertions)]
static FAULT: parking_lot::Mutex<Option<String>> = parking_lot::Mutex::new(None);

/// Make the engine panic when it comes to `place` next: compile, execute, build or release. Debug builds only.
#[cfg(debug_assertions)]
#[pyfunction]
pub fn _panic_at(place: String) {
    *FAULT.lock() = Some(place);
}

/// A place where tests let the engine panic; nothing in a release build.
#[inline]
pub fn fault(place: &str) {
    #[cfg(debug_assertions)]
    {
        let hit = FAULT.lock().take_if(|wanted| wanted == place).is_some();
        assert!(!hit, "injected in {place}");
    }
    #[cfg(not(debug_assertions))]
    let _ = place;
}

/// Run engine code; a panic becomes `Kind::Internal`.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panicked(&*payload)))
}

/// Run a call from Python; a panic raises `exc.InternalError` instead of pyo3's PanicException.
pub fn shielded<T>(py: Python<'_>, call: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|payload| Err(from_engine(py, &panicked(&*payload), None, None)))
}
