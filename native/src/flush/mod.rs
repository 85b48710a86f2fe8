//! The flush's work on many instances at once: reading their values into rows, and writing back what the database made.
//! Which instances and in which order is the unit of work's business (`orm/unitofwork`).

mod batch;
mod change;
mod insert;
mod instance;
mod plan;
mod record;
mod session;
mod shape;

pub use batch::RowBatch;
pub use change::ChangePlan;
pub use plan::InsertPlan;
pub use shape::RowShape;

use pyo3::prelude::*;

/// Add the classes and functions of a flush to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<instance::Face>()?;
    module.add_class::<InsertPlan>()?;
    module.add_class::<ChangePlan>()?;
    module.add_class::<RowShape>()?;
    module.add_class::<RowBatch>()?;
    module.add_function(wrap_pyfunction!(insert::gather, module)?)?;
    module.add_function(wrap_pyfunction!(change::gather_changes, module)?)?;
    record::register(module)?;
    session::register(module)
}
