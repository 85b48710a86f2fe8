//! The connection: one enum over the three databases, each call handed to the one that is open.

use std::sync::Arc;

use super::{ConnectOptions, Done, Isolation, RowSink, State, mysql, postgres, sqlite};
use crate::error::{Error, Result};
use crate::types::{Dialect, SqlType, Value};

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

    /// Tell whether the server has INSERT .. RETURNING.
    pub fn insert_returning(&self) -> bool {
        match self {
            Connection::Sqlite(_) | Connection::Postgres(_) => true,
            Connection::Mysql(inner) => inner.insert_returning(),
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

    /// Return what the columns of a statement are called, without running it.
    ///
    /// # Errors
    /// A statement that the database refuses.
    pub async fn describe(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
    ) -> Result<Arc<[String]>> {
        match self {
            Connection::Sqlite(inner) => inner.describe(sql),
            Connection::Postgres(inner) => inner.describe(sql, binds).await,
            Connection::Mysql(inner) => inner.describe(sql).await,
        }
    }

    /// Run a statement whose rows are fetched bit by bit; returns the number to fetch by.
    ///
    /// The rows of MySQL are read by whoever needs the connection next, if they were not fetched before.
    ///
    /// # Errors
    /// As [`Connection::execute`].
    pub async fn open_cursor(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
    ) -> Result<u64> {
        match self {
            Connection::Sqlite(inner) => inner.open_cursor(sql, binds, out),
            Connection::Postgres(inner) => inner.open_cursor(sql, binds, out).await,
            Connection::Mysql(inner) => inner.open_cursor(sql, binds, out).await,
        }
    }

    /// Fetch up to `count` rows; fewer are the last ones.
    ///
    /// # Errors
    /// Whatever the database refuses, and a cursor that ended with its transaction.
    pub async fn fetch(
        &mut self,
        cursor: u64,
        count: usize,
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        match self {
            Connection::Sqlite(inner) => inner.fetch(cursor, count, sink),
            Connection::Postgres(inner) => inner.fetch(cursor, count, sink).await,
            Connection::Mysql(inner) => inner.fetch(cursor, count, sink).await,
        }
    }

    /// Close a cursor; one that is closed stays so.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn close_cursor(&mut self, cursor: u64) -> Result<()> {
        match self {
            Connection::Sqlite(inner) => {
                inner.close_cursor(cursor);
                Ok(())
            }
            Connection::Postgres(inner) => inner.close_cursor(cursor).await,
            Connection::Mysql(inner) => inner.close_cursor(cursor).await,
        }
    }

    /// Close what is open when the connection goes back to its pool. PostgreSQL's cursors end with their transaction.
    pub async fn close_cursors(&mut self) {
        match self {
            Connection::Sqlite(inner) => inner.close_cursors(),
            Connection::Postgres(inner) => inner.close_cursors().await,
            Connection::Mysql(inner) => inner.close_cursors().await,
        }
    }

    /// Close the cursors of a SQLite connection that was interrupted: while one of them stands between two rows, SQLite
    /// keeps interrupting, the next statement too.
    pub fn end_interrupt(&mut self) {
        if let Connection::Sqlite(inner) = self {
            inner.close_cursors();
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

    /// Tell whether a transaction that the program has begun has to be open before this statement runs.
    ///
    /// `pure` is a statement the compiler knows to be a read without locks and without functions of unknown effect.
    /// PostgreSQL under READ COMMITTED gives each statement a snapshot of its own, so such a read needs no transaction.
    /// SQLite's drivers begin before the first change: what is read before holds no lock, and PRAGMA has its effect.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn needs_transaction(
        &mut self,
        sql: &str,
        pure: bool,
        isolation: Option<Isolation>,
    ) -> Result<bool> {
        match self {
            Connection::Sqlite(inner) => inner.needs_transaction(sql, isolation),
            Connection::Postgres(inner) if pure && isolation.is_none() => {
                Ok(!inner.reads_committed().await?)
            }
            Connection::Postgres(_) | Connection::Mysql(_) => Ok(true),
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
