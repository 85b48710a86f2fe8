//! Python's door to the engine: module `sqlmodel_rs._native`.

use pyo3::prelude::*;

pub mod bridge;
pub mod connection;
pub mod construct;
pub mod convert;
pub mod engine;
pub mod error;
pub mod flush;
pub mod hydrate;
pub mod identity;
pub mod lower;
pub mod process;
pub mod state;
pub mod types;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    process::watch();
    module.add_class::<types::TypeSpec>()?;
    module.add_class::<bridge::awaitable::Operation>()?;
    module.add_class::<connection::Connection>()?;
    module.add_class::<construct::Constructor>()?;
    module.add_class::<bridge::answer::Outcomes>()?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<hydrate::EntityPlan>()?;
    module.add_class::<identity::IdentityMap>()?;
    module.add_class::<state::InstanceState>()?;
    connection::describe::register(module)?;
    connection::function::register(module)?;
    flush::register(module)?;
    hydrate::register(module)?;
    lower::register(module)?;
    #[cfg(debug_assertions)]
    module.add_function(wrap_pyfunction!(error::_panic_at, module)?)?;
    let stop = wrap_pyfunction!(bridge::queue::_stop_waking, module)?;
    module
        .py()
        .import("atexit")?
        .call_method1("register", (stop,))?;
    Ok(())
}
