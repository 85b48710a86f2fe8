//! The engine: statements in, SQL out, rows back. This crate does not know Python.

pub mod types;

pub use types::{Dialect, SqlType, Value};
