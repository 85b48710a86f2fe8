//! Functions and collations that a program adds to a SQLite connection. What they do is the program's; how SQLite calls
//! them is `ffi`'s.

use std::cmp::Ordering;

use super::Connection;
use crate::decode::{Cell, sqlite};
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

use super::ffi::Stored;

/// What a function gives back: a value, or why there is none.
pub type Reply = std::result::Result<Value, String>;

/// A function over the arguments of one call.
pub type Call = Box<dyn Fn(&[Cell<'_>]) -> Reply + Send>;

/// Makes the state of a new group.
pub type Start = Box<dyn Fn() -> std::result::Result<Box<dyn Aggregate>, String> + Send>;

/// Compares two texts.
pub type Collation = Box<dyn Fn(&str, &str) -> Ordering + Send>;

/// A function over the rows of a group.
pub trait Aggregate: Send {
    /// Take the arguments of one row.
    ///
    /// # Errors
    /// Why the statement fails.
    fn step(&mut self, arguments: &[Cell<'_>]) -> std::result::Result<(), String>;

    /// Return the value of the group.
    ///
    /// # Errors
    /// Why the statement fails.
    fn finish(&mut self) -> Reply;
}

/// What SQL calls by a name.
pub enum Function {
    Scalar(Call),
    Aggregate(Start),
}

/// How a function is called.
pub struct Signature<'n> {
    pub name: &'n str,
    /// The number of arguments; -1 for any.
    pub arity: i32,
    /// Whether equal arguments always give an equal value.
    pub deterministic: bool,
}

impl Connection {
    /// Add a function, or with None take it away.
    ///
    /// # Errors
    /// A name or a number of arguments that SQLite refuses, and a statement that uses the function now.
    pub fn define(&mut self, signature: &Signature<'_>, function: Option<Function>) -> Result<()> {
        self.handle.define(signature, function)
    }

    /// Add a collation, or with None take it away.
    ///
    /// # Errors
    /// A name that SQLite refuses, and a statement that uses the collation now.
    pub fn collate(&mut self, name: &str, collation: Option<Collation>) -> Result<()> {
        self.handle.collate(name, collation)
    }
}

/// Return an argument of a function as it is stored.
pub(super) fn argument(stored: Stored<'_>) -> Result<Cell<'_>> {
    sqlite::cell(stored, &SqlType::Null)
}

/// Name what SQLite has refused.
pub(super) fn refused(what: &str, name: &str, report: Error) -> Error {
    let message = format!("{what} {name:?} cannot be set: {}", report.message);
    Error {
        message: message.into(),
        ..report
    }
}
