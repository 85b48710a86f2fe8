//! Python values to engine values and back. Types decide; a value that does not fit its type is a clear error.

pub mod bind;
pub mod codec;
pub mod compound;
pub mod json;
pub mod result;
pub mod scalar;
pub mod temporal;
