//! Calls between Python and the engine: blocking ones on the caller's thread, awaitable ones through a completion queue.

pub mod answer;
pub mod awaitable;
pub mod blocking;
pub mod cancel;
mod culprit;
pub mod direct;
pub mod many;
pub mod prepared;
pub mod queue;
pub mod request;
pub mod statement;
pub mod work;
