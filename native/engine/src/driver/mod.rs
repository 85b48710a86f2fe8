//! One connection type over the three databases: execute, transactions, state. Knows SQL text and values,
//! not statements and not Python.

pub mod mysql;
mod options;
pub mod postgres;
pub mod sqlite;

pub use options::{ConnectOptions, ServerOptions, SqliteOptions};

pub use crate::decode::{Cell, RowSink};
use crate::error::{Error, Kind, Result};
use crate::types::{Dialect, SqlType, Value};

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
    pub columns: Vec<String>,
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

/// An open connection.
pub enum Connection {
    Sqlite(sqlite::Connection),
    Postgres(Box<postgres::Connection>),
    Mysql(Box<mysql::Connection>),
}

impl Connection {
    /// Open a connection.
    ///
    /// # Errors
    /// `Kind::Connect`, or `Kind::Interface` for options the database does not know.
    pub async fn connect(options: &ConnectOptions) -> Result<Self> {
        Ok(match options {
            ConnectOptions::Sqlite(options) => {
                Connection::Sqlite(sqlite::Connection::open(options)?)
            }
            ConnectOptions::Postgres(options) => {
                Connection::Postgres(Box::new(postgres::Connection::connect(options).await?))
            }
            ConnectOptions::Mysql(options) => {
                Connection::Mysql(Box::new(mysql::Connection::connect(options).await?))
            }
        })
    }

    /// Return the database this connection speaks to.
    pub fn dialect(&self) -> Dialect {
        match self {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
            Connection::Mysql(_) => Dialect::Mysql,
        }
    }

    /// Run one statement and hand its rows to the sink.
    ///
    /// `out` is the decode plan, a type a column; where it is empty or `SqlType::Null` the database's type decides.
    ///
    /// # Errors
    /// Whatever the database refuses, and values that do not fit their declared type.
    pub async fn execute(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        match self {
            Connection::Sqlite(inner) => inner.execute_sync(sql, binds, out, sink),
            Connection::Postgres(inner) => inner.execute(sql, binds, out, sink).await,
            Connection::Mysql(inner) => inner.execute(sql, binds, out, sink).await,
        }
    }

    /// Run one statement on SQLite without a future.
    ///
    /// # Errors
    /// As [`Connection::execute`]; `Kind::Interface` on another database.
    pub fn execute_sync(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        match self {
            Connection::Sqlite(inner) => inner.execute_sync(sql, binds, out, sink),
            _ => Err(Error::interface("execute_sync is for SQLite")),
        }
    }

    /// Run several statements separated by semicolons, without values; rows are dropped.
    ///
    /// # Errors
    /// The first failure; what ran before it stays as the database's transaction rules say.
    pub async fn execute_script(&mut self, sql: &str) -> Result<()> {
        match self {
            Connection::Sqlite(inner) => inner.execute_script(sql),
            Connection::Postgres(inner) => inner.execute_script(sql).await,
            Connection::Mysql(inner) => inner.execute_script(sql).await,
        }
    }

    /// Start a transaction.
    ///
    /// # Errors
    /// `Kind::Interface` when one is open already, or for a level the database does not have.
    pub async fn begin(&mut self, isolation: Option<Isolation>) -> Result<()> {
        match self {
            Connection::Sqlite(inner) => inner.begin(isolation),
            Connection::Postgres(inner) => inner.begin(isolation).await,
            Connection::Mysql(inner) => inner.begin(isolation).await,
        }
    }

    /// Commit; without a transaction nothing happens.
    ///
    /// # Errors
    /// What the database refuses at commit (deferred constraints, serialization).
    pub async fn commit(&mut self) -> Result<()> {
        match self {
            Connection::Sqlite(inner) => inner.commit(),
            Connection::Postgres(inner) => inner.commit().await,
            Connection::Mysql(inner) => inner.commit().await,
        }
    }

    /// Roll back; without a transaction nothing happens.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn rollback(&mut self) -> Result<()> {
        match self {
            Connection::Sqlite(inner) => inner.rollback(),
            Connection::Postgres(inner) => inner.rollback().await,
            Connection::Mysql(inner) => inner.rollback().await,
        }
    }

    /// Ask the server for a sign of life.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn ping(&mut self) -> Result<()> {
        match self {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(inner) => inner.ping().await,
            Connection::Mysql(inner) => inner.ping().await,
        }
    }

    /// Close, telling the server. Dropping a connection only closes its socket.
    ///
    /// # Errors
    /// A connection that was lost already.
    pub async fn close(self) -> Result<()> {
        match self {
            Connection::Sqlite(inner) => {
                drop(inner);
                Ok(())
            }
            Connection::Postgres(inner) => inner.close().await,
            Connection::Mysql(inner) => inner.close().await,
        }
    }

    /// Return what is known about the transaction.
    pub fn state(&self) -> State {
        match self {
            Connection::Sqlite(inner) => inner.state(),
            Connection::Postgres(inner) => inner.state(),
            Connection::Mysql(inner) => inner.state(),
        }
    }

    /// Return a handle that stops the running statement from another thread (SQLite).
    pub fn interrupt_handle(&self) -> Option<sqlite::InterruptHandle> {
        match self {
            Connection::Sqlite(inner) => Some(inner.interrupt_handle()),
            _ => None,
        }
    }
}

/// What a statement's first words do to the transaction of its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Begins,
    Ends,
    /// A statement that may return rows or change them.
    Data,
    /// DDL, SET, SAVEPOINT and the rest.
    Other,
}

/// Classify a statement by its first words, comments skipped.
pub(crate) fn control_of(sql: &str) -> Control {
    let rest = skip_comments(sql);
    let mut words = rest
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .take(3)
        .map(str::to_ascii_uppercase);
    let (first, second, third) = (words.next(), words.next(), words.next());
    match first.as_deref() {
        Some("BEGIN") => Control::Begins,
        Some("START") if second.as_deref() == Some("TRANSACTION") => Control::Begins,
        Some("ROLLBACK") if second.as_deref() == Some("TO") || third.as_deref() == Some("TO") => {
            Control::Other
        }
        Some("COMMIT" | "ROLLBACK") if second.as_deref() == Some("PREPARED") => Control::Other,
        Some("COMMIT" | "END" | "ROLLBACK" | "ABORT") => Control::Ends,
        Some(
            "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH" | "VALUES" | "REPLACE" | "TABLE"
            | "MERGE",
        ) => Control::Data,
        _ => Control::Other,
    }
}

fn skip_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    loop {
        let next = if let Some(line) = rest.strip_prefix("--") {
            line.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(block) = rest.strip_prefix("/*") {
            block.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return rest;
        };
        rest = next.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    }
}

pub(crate) fn already_begun() -> Error {
    Error::new(
        Kind::Interface,
        "a transaction is already begun on this connection",
    )
}

/// Return the state a connection has after a statement of this class succeeded.
pub(crate) fn state_after(control: Control, before: State) -> State {
    match control {
        Control::Begins => State::InTransaction,
        Control::Ends => State::Idle,
        Control::Data | Control::Other => before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_decide() {
        for (sql, expected) in [
            ("BEGIN", Control::Begins),
            (" /* a */ -- b\n start transaction", Control::Begins),
            ("commit;", Control::Ends),
            ("ROLLBACK TO SAVEPOINT a", Control::Other),
            ("ROLLBACK WORK TO a", Control::Other),
            ("ROLLBACK", Control::Ends),
            ("(SELECT 1)", Control::Data),
            ("with x as (select 1) select * from x", Control::Data),
            ("CREATE TABLE begin_x (id int)", Control::Other),
            ("", Control::Other),
        ] {
            assert_eq!(control_of(sql), expected, "{sql}");
        }
    }
}
