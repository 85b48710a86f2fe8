//! The engine: statements in, SQL out, rows back. This crate does not know Python.

pub mod compile;
pub mod ddl;
pub mod decode;
pub mod dialect;
pub mod driver;
pub mod error;
pub mod ir;
pub mod pool;
pub mod types;

pub use types::{Dialect, SqlType, Value};
