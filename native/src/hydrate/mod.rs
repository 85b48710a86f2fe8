//! Rows to Python objects: plans of entities, rows kept between threads, and the builder that makes instances.

mod batch;
mod builder;
mod collector;
mod hearing;
mod plan;

pub use batch::Batch;
pub use builder::{Builder, Shape};
pub use collector::Pause;
pub use hearing::register;
pub use plan::EntityPlan;
