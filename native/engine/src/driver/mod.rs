//! One connection type over the three databases: execute, transactions, state. Knows SQL text and values,
//! not statements and not Python.

mod batch;
mod cancel;
mod connection;
mod control;
pub mod mysql;
mod options;
pub mod postgres;
mod server;
pub mod sqlite;

use std::sync::Arc;

pub use batch::{Batch, BatchText, Written};
pub use cancel::Canceller;
pub use connection::Connection;
pub use options::{ConnectOptions, ServerOptions, SqliteOptions};

pub(crate) use control::{Control, already_begun, control_of, first_word, mentions, state_after};

pub use crate::decode::{Cell, Compound, RowSink};
use crate::error::{Error, Result};

/// What is known about the transaction of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Idle,
    InTransaction,
    /// A call was dropped half-way or failed; only ROLLBACK or close is right.
    Unknown,
}

/// The end of one executed statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Rows changed, or rows returned by a statement that only reads.
    pub rowcount: u64,
    pub lastrowid: Option<i64>,
    /// Column names; empty when the statement returns no rows.
    pub columns: Arc<[String]>,
}

/// How a transaction is isolated; each database takes the levels it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
    /// SQLite only: `BEGIN IMMEDIATE`.
    Immediate,
    /// SQLite only: `BEGIN EXCLUSIVE`.
    Exclusive,
}

impl Isolation {
    /// Read a level as SQLAlchemy spells it.
    ///
    /// # Errors
    /// `Kind::Interface` for any other text.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(match text.to_ascii_uppercase().replace('_', " ").as_str() {
            "READ UNCOMMITTED" => Isolation::ReadUncommitted,
            "READ COMMITTED" => Isolation::ReadCommitted,
            "REPEATABLE READ" => Isolation::RepeatableRead,
            "SERIALIZABLE" => Isolation::Serializable,
            "IMMEDIATE" => Isolation::Immediate,
            "EXCLUSIVE" => Isolation::Exclusive,
            _ => {
                return Err(Error::interface(format!(
                    "Invalid value '{text}' for isolation_level"
                )));
            }
        })
    }

    pub(crate) fn standard_name(self) -> Result<&'static str> {
        Ok(match self {
            Isolation::ReadUncommitted => "READ UNCOMMITTED",
            Isolation::ReadCommitted => "READ COMMITTED",
            Isolation::RepeatableRead => "REPEATABLE READ",
            Isolation::Serializable => "SERIALIZABLE",
            Isolation::Immediate | Isolation::Exclusive => {
                return Err(Error::interface(
                    "IMMEDIATE and EXCLUSIVE are isolation levels of SQLite only",
                ));
            }
        })
    }
}
