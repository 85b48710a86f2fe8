//! What the compiler has to say to the program: errors of `sqlmodel_rs.exc`, and warnings.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use sqlmodel_rs_engine::compile::{CompileError, Warning};

/// Turn an engine error into `sqlmodel_rs.exc.CompileError` (or its kin).
pub(super) fn raise(py: Python<'_>, error: &CompileError) -> PyErr {
    let class = match error {
        CompileError::UnsupportedElement { flavor, element } => {
            return constructed(py, "UnsupportedCompilationError", (flavor, element));
        }
        CompileError::NothingLeftToSelectFrom => "InvalidRequestError",
        CompileError::UnsupportedType { .. } | CompileError::Unsupported { .. } => "CompileError",
        CompileError::MultipleTables { .. } => "UnsupportedCriteriaError",
        CompileError::IdentifierTooLong { .. } => "IdentifierError",
        _ => "CompileError",
    };
    exception(py, class, &error.to_string())
}

/// Build an exception of `sqlmodel_rs.exc` by name.
pub fn exception(py: Python<'_>, class: &str, message: &str) -> PyErr {
    constructed(py, class, (message,))
}

fn constructed<'py>(py: Python<'py>, class: &str, arguments: impl PyCallArgs<'py>) -> PyErr {
    match py
        .import("sqlmodel_rs.exc")
        .and_then(|module| module.getattr(class)?.call1(arguments))
    {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// Give the compiler's warnings to Python's, each with its class.
pub(super) fn warn(py: Python<'_>, warnings: &[Warning]) -> PyResult<()> {
    let module = py.import("sqlmodel_rs.warning")?;
    for warning in warnings {
        let class = match warning {
            Warning::DistinctOn => "SADeprecationWarning",
            Warning::Cartesian(_) => "SAWarning",
        };
        module.call_method1(
            "warn_of_program",
            (warning.message(), module.getattr(class)?),
        )?;
    }
    Ok(())
}
