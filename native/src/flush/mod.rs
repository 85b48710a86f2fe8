//! The flush's work on many instances at once: reading their values into rows, and writing back what the database made.
//! Which instances and in which order is the unit of work's business (`orm/unitofwork`).

mod batch;
mod instance;
mod plan;
mod session;

pub use batch::InsertBatch;
pub use plan::{InsertPlan, InsertShape};

use pyo3::prelude::*;

/// Add the classes and functions of a flush to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<InsertPlan>()?;
    module.add_class::<InsertShape>()?;
    module.add_class::<InsertBatch>()?;
    module.add_function(wrap_pyfunction!(batch::gather, module)?)?;
    session::register(module)
}
