//! The engine: statements in, SQL out, rows back. This crate does not know Python.

pub mod compile;
pub mod ddl;
pub mod decode;
pub mod dialect;
pub mod driver;
pub mod error;
pub mod ir;
mod park;
pub mod pool;
mod transaction;
pub mod types;

pub use smol_str::SmolStr;
pub use types::{Dialect, SqlType, Value};
