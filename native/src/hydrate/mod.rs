//! Rows to Python objects: plans of entities, rows kept between threads, and the builder that makes instances.

mod batch;
mod builder;
mod collector;
mod hearing;
mod plan;
mod related;

pub use batch::Batch;
pub use builder::{Builder, Shape};
pub use collector::Pause;
pub use plan::EntityPlan;

/// Add the functions of the module.
pub fn register(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
    hearing::register(module)?;
    related::register(module)
}
