//! The transaction of one borrower of a connection: begun by the program, told to the database when a statement needs it.
//! What a program reads before that costs no round trip for BEGIN and none for ROLLBACK.

use crate::driver::{
    Batch, Connection, Control, Done, Isolation, RowSink, State, Written, already_begun, control_of,
};
use crate::error::{Error, Kind, Result};
use crate::pool::Guard;
use crate::types::{Dialect, SqlType, Value};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Each statement is its own transaction.
    #[default]
    None,
    /// Statements belong to a transaction, which may not be open yet.
    Wanted,
    /// The program's own COMMIT or ROLLBACK text has ended it (PostgreSQL; the others begin another one).
    Ended,
    /// A read failed before the transaction was open: PostgreSQL refuses what follows until its end.
    Failed,
}

/// What a borrower has begun.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    phase: Phase,
    level: Option<Isolation>,
    /// A statement of this borrower ran inside the open transaction.
    used: bool,
}

impl Transaction {
    /// Open the transaction if the statement needs one.
    async fn open(&mut self, connection: &mut Connection, sql: &str, pure: bool) -> Result<()> {
        if !self.takes(sql)? {
            return Ok(());
        }
        if connection.state() == State::Idle {
            if !connection.needs_transaction(sql, pure, self.level).await? {
                return Ok(());
            }
            connection.begin(self.level).await?;
        }
        self.used = true;
        Ok(())
    }

    /// Tell whether the statement belongs to the transaction.
    fn takes(&mut self, sql: &str) -> Result<bool> {
        match self.phase {
            Phase::Wanted => Ok(true),
            Phase::None | Phase::Ended => Ok(false),
            Phase::Failed if control_of(sql) == Control::Ends => {
                self.phase = Phase::Ended;
                Ok(false)
            }
            Phase::Failed => Err(Error::new(
                Kind::Internal,
                "current transaction is aborted, commands ignored until end of transaction block",
            )
            .with_code("25P02")),
        }
    }

    /// Draw the conclusions from a statement that was sent.
    fn after<T>(&mut self, connection: &Connection, result: &Result<T>) {
        let outside = connection.state() == State::Idle;
        if self.phase != Phase::Wanted || !outside || connection.dialect() != Dialect::Postgres {
            return;
        }
        match result {
            _ if self.used => self.phase = Phase::Ended,
            // Without a code the statement never reached the server.
            Err(error) if error.code.is_some() => self.phase = Phase::Failed,
            _ => {}
        }
    }

    /// Nothing of this borrower is in the database's transaction, which may be another borrower's.
    fn is_untold(&self, connection: &Connection) -> bool {
        self.phase == Phase::Wanted && !self.used && connection.state() != State::Unknown
    }
}

impl Guard<'_> {
    /// Begin a transaction. The database is told with the first statement that needs it; locks asked for by
    /// `IMMEDIATE` and `EXCLUSIVE` are taken now.
    ///
    /// # Errors
    /// `Kind::Interface` when one is open already, or for a level the database does not have.
    pub async fn begin(&mut self, level: Option<Isolation>) -> Result<()> {
        let (connection, transaction) = self.parts()?;
        if transaction.phase != Phase::None {
            return Err(already_begun());
        }
        // What is open by other means (the program's own BEGIN, a pool that resets nothing) is joined.
        let joins = connection.state() == State::InTransaction;
        let locks = !joins && matches!(level, Some(Isolation::Immediate | Isolation::Exclusive));
        if locks {
            connection.begin(level).await?;
        }
        *transaction = Transaction {
            phase: Phase::Wanted,
            level,
            used: locks,
        };
        Ok(())
    }

    /// Run one statement, in the transaction if one was begun. See [`Connection::execute`] and, for `pure`,
    /// [`Connection::needs_transaction`].
    ///
    /// # Errors
    /// Whatever the database refuses, and values that do not fit their declared type.
    pub async fn execute(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
        pure: bool,
    ) -> Result<Done> {
        let (connection, transaction) = self.parts()?;
        transaction.open(connection, sql, pure).await?;
        let result = connection.execute(sql, binds, out, sink).await;
        transaction.after(connection, &result);
        result
    }

    /// Run a batch, in the transaction if one was begun. See [`Connection::write`].
    ///
    /// # Errors
    /// Whatever the database refuses, and values that do not fit their declared type.
    pub async fn write(
        &mut self,
        batch: Batch,
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Written> {
        let (connection, transaction) = self.parts()?;
        transaction
            .open(connection, batch.text.sql(), false)
            .await?;
        let result = connection.write(batch, out, sink).await;
        transaction.after(connection, &result);
        result
    }

    /// Run a statement whose rows are fetched bit by bit. See [`Connection::open_cursor`].
    ///
    /// # Errors
    /// As [`Guard::execute`].
    pub async fn open_cursor(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
    ) -> Result<u64> {
        let (connection, transaction) = self.parts()?;
        transaction.open(connection, sql, false).await?;
        connection.open_cursor(sql, binds, out).await
    }

    /// As [`Guard::execute`], on SQLite and on this thread.
    ///
    /// # Errors
    /// As [`Guard::execute`]; `Kind::Interface` on another database.
    pub fn execute_here(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let (connection, transaction) = self.parts()?;
        let Connection::Sqlite(sqlite) = connection else {
            return Err(Error::interface("only SQLite runs on the caller's thread"));
        };
        if transaction.takes(sql)? {
            if sqlite.state() == State::InTransaction {
                transaction.used = true;
            } else if sqlite.needs_transaction(sql, transaction.level)? {
                sqlite.begin(transaction.level)?;
                transaction.used = true;
            }
        }
        sqlite.execute_sync(sql, binds, out, sink)
    }

    /// Commit what was begun; what the database was not told of needs no word.
    ///
    /// # Errors
    /// What the database refuses at commit. SQLite's transaction then stays open.
    pub async fn commit(&mut self) -> Result<()> {
        let (connection, transaction) = self.parts()?;
        if !transaction.is_untold(connection) {
            let result = connection.commit().await;
            if result.is_err() && connection.state() != State::Idle {
                return result;
            }
            *transaction = Transaction::default();
            return result;
        }
        *transaction = Transaction::default();
        Ok(())
    }

    /// Roll back what was begun.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn rollback(&mut self) -> Result<()> {
        let (connection, transaction) = self.parts()?;
        let untold = transaction.is_untold(connection);
        *transaction = Transaction::default();
        if untold {
            return Ok(());
        }
        connection.rollback().await
    }

    /// Tell whether a transaction was begun, or may be open.
    pub fn in_transaction(&self) -> bool {
        let begun = matches!(self.transaction().phase, Phase::Wanted | Phase::Failed);
        begun || self.state() != State::Idle
    }
}
