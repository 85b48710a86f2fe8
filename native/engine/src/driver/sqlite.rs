//! SQLite stepped on the caller's thread: statement cache, transactions, rows without copies.

mod batch;
mod bind;
mod cache;
mod cursor;
mod error;
mod ffi;
mod function;

use std::sync::Arc;

pub use ffi::InterruptHandle;
pub(crate) use ffi::Stored;
pub use function::{Aggregate, Collation, Function, Reply, Signature};

use super::{
    Control, Done, Isolation, RowSink, SqliteOptions, State, already_begun, control_of, first_word,
};
use crate::decode::{self, Cell};
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};
use cache::StatementCache;
use cursor::Cursors;
use ffi::{Handle, Statement};

/// An open SQLite database.
pub struct Connection {
    // Declared before the handle: statements are finalized before the database closes.
    cache: StatementCache,
    cursors: Cursors,
    handle: Handle,
    /// Several borrowers use this connection at once (a database in memory); BEGIN joins an open transaction.
    shared: bool,
}

impl Connection {
    /// Open the database.
    ///
    /// # Errors
    /// `Kind::Connect` with SQLite's message ("unable to open database file").
    pub fn open(options: &SqliteOptions) -> Result<Self> {
        let handle = Handle::open(options)?;
        let mut connection = Connection {
            cache: StatementCache::new(options.statement_cache),
            cursors: Cursors::default(),
            handle,
            shared: false,
        };
        // The bundled library is built with foreign keys on.
        let pragma = if options.foreign_keys {
            "PRAGMA foreign_keys=ON"
        } else {
            "PRAGMA foreign_keys=OFF"
        };
        connection
            .execute_script(pragma)
            .map_err(Error::while_connecting)?;
        if let Some(opened) = options.opened {
            opened(&mut connection).map_err(Error::while_connecting)?;
        }
        Ok(connection)
    }

    /// Let several borrowers use this connection in turns.
    pub(crate) fn share(&mut self) {
        self.shared = true;
    }

    /// Run one statement on this thread. See [`super::Connection::execute`].
    ///
    /// # Errors
    /// Whatever SQLite refuses, and text that is not the planned type.
    pub fn execute_sync(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let Some(mut statement) = self.take(sql)? else {
            return Ok(Done::default());
        };
        let result = self.run(&mut statement, binds, out, sink);
        if statement.is_lasting() {
            self.cache.put(sql, statement);
        }
        result
    }

    fn run(
        &self,
        statement: &mut Statement,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        Self::check_count(statement, binds.len())?;
        let readonly = statement.readonly();
        let changes_before = self.handle.total_changes();
        let (mut rows, mut wanted) = (0, true);
        let mut names: Option<Arc<[String]>> = None;
        let mut cells: Vec<Cell<'static>> = Vec::new();
        statement.run(
            &self.handle,
            |binder| {
                for (index, (value, kind)) in binds.iter().enumerate() {
                    let at = std::ffi::c_int::try_from(index + 1)
                        .map_err(|_| Error::data("too many values"))?;
                    bind::bind(binder, at, value, kind)?;
                }
                Ok(())
            },
            |row| {
                rows += 1;
                if !wanted {
                    return Ok(());
                }
                let width = names
                    .get_or_insert_with(|| announce(row.columns(), sink))
                    .len();
                let mut current = decode::recycle(std::mem::take(&mut cells));
                for index in 0..width {
                    current.push(decode::sqlite::cell(
                        row.value(index),
                        decode::planned(out, index),
                    )?);
                }
                wanted = sink.row(&current);
                cells = decode::recycle(current);
                Ok(())
            },
        )?;
        let names = names.unwrap_or_else(|| announce(statement.columns(), sink));
        let changed = self.handle.total_changes() != changes_before;
        Ok(Done {
            rowcount: match (readonly, changed) {
                (true, _) => rows,
                (false, true) => self.handle.changes(),
                (false, false) => 0,
            },
            lastrowid: if readonly || !changed {
                None
            } else {
                Some(self.handle.last_rowid())
            },
            columns: names,
        })
    }

    /// Return what the columns of a statement are called. See [`super::Connection::describe`].
    ///
    /// # Errors
    /// A statement that does not compile.
    pub fn describe(&mut self, sql: &str) -> Result<Arc<[String]>> {
        let Some(statement) = self.take(sql)? else {
            return Ok(Arc::default());
        };
        let names = statement.columns();
        if statement.is_lasting() {
            self.cache.put(sql, statement);
        }
        Ok(names)
    }

    fn check_count(statement: &Statement, given: usize) -> Result<()> {
        let expected = statement.parameter_count();
        if expected == given {
            return Ok(());
        }
        Err(Error::new(
            Kind::Programming,
            format!(
                "Incorrect number of bindings supplied. The current statement uses {expected}, and there are {given} \
                 supplied."
            ),
        ))
    }

    fn take(&mut self, sql: &str) -> Result<Option<Statement>> {
        if let Some(statement) = self.cache.take(sql) {
            return Ok(Some(statement));
        }
        // PRAGMA and DDL texts seldom come back, and some PRAGMAs act while they are prepared.
        let lasting = control_of(sql) != Control::Other;
        let (statement, rest) = self.handle.prepare(sql, lasting)?;
        let tail = sql.get(rest..).unwrap_or("");
        if !tail.trim().is_empty() && self.handle.prepare(tail, false)?.0.is_some() {
            return Err(Error::new(
                Kind::Programming,
                "You can only execute one statement at a time.",
            ));
        }
        Ok(statement)
    }

    /// Run several statements, dropping their rows.
    ///
    /// # Errors
    /// The first failure.
    pub fn execute_script(&mut self, sql: &str) -> Result<()> {
        let mut rest = sql;
        while !rest.is_empty() {
            let (statement, tail) = self.handle.prepare(rest, false)?;
            if let Some(mut statement) = statement {
                statement.run(&self.handle, |_| Ok(()), |_| Ok(()))?;
            }
            rest = rest.get(tail..).unwrap_or("");
        }
        Ok(())
    }

    /// Tell whether a transaction must be open before this statement runs; as Python's sqlite3, a read needs none.
    /// With a level asked for, all but what SQLite refuses inside a transaction, or ignores there, belongs to it.
    ///
    /// # Errors
    /// A statement that does not compile.
    pub fn needs_transaction(&mut self, sql: &str, isolation: Option<Isolation>) -> Result<bool> {
        const OUTSIDE: [&str; 9] = [
            "PRAGMA", "ATTACH", "DETACH", "VACUUM", "EXPLAIN", "BEGIN", "COMMIT", "END", "ROLLBACK",
        ];
        let first = first_word(sql);
        let is = |word: &str| first.eq_ignore_ascii_case(word);
        if OUTSIDE.iter().any(|word| is(word)) {
            return Ok(false);
        }
        if isolation.is_some() {
            return Ok(true);
        }
        if is("WITH") {
            let statement = self.take(sql)?;
            let reads = statement.as_ref().is_some_and(Statement::readonly);
            if let Some(statement) = statement {
                self.cache.put(sql, statement);
            }
            return Ok(!reads);
        }
        Ok(!is("SELECT") && !is("VALUES"))
    }

    fn control(&mut self, sql: &'static str) -> Result<()> {
        let statement = self.take(sql)?;
        if let Some(mut statement) = statement {
            let result = statement.run(&self.handle, |_| Ok(()), |_| Ok(()));
            self.cache.put(sql, statement);
            return result;
        }
        Ok(())
    }

    /// Start a transaction; on a shared connection an open one is joined.
    ///
    /// # Errors
    /// A database locked past the busy timeout (`IMMEDIATE`, `EXCLUSIVE`).
    pub fn begin(&mut self, isolation: Option<Isolation>) -> Result<()> {
        if self.handle.in_transaction() {
            return if self.shared {
                Ok(())
            } else {
                Err(already_begun())
            };
        }
        match isolation {
            None | Some(Isolation::Serializable) => self.control("BEGIN"),
            Some(Isolation::Immediate) => self.control("BEGIN IMMEDIATE"),
            Some(Isolation::Exclusive) => self.control("BEGIN EXCLUSIVE"),
            Some(Isolation::ReadUncommitted) => {
                self.execute_script("PRAGMA read_uncommitted=1")?;
                self.control("BEGIN")
            }
            Some(Isolation::ReadCommitted | Isolation::RepeatableRead) => Err(Error::interface(
                "SQLite has the isolation levels READ UNCOMMITTED and SERIALIZABLE",
            )),
        }
    }

    /// Commit an open transaction.
    ///
    /// # Errors
    /// Deferred foreign keys, a full disk, a database locked by a reader. The transaction then stays open.
    pub fn commit(&mut self) -> Result<()> {
        if self.handle.in_transaction() {
            self.control("COMMIT")
        } else {
            Ok(())
        }
    }

    /// Roll an open transaction back.
    ///
    /// # Errors
    /// An I/O failure.
    pub fn rollback(&mut self) -> Result<()> {
        if self.handle.in_transaction() {
            self.control("ROLLBACK")
        } else {
            Ok(())
        }
    }

    /// Return SQLite's own answer; it is never unknown.
    pub fn state(&self) -> State {
        if self.handle.in_transaction() {
            State::InTransaction
        } else {
            State::Idle
        }
    }

    /// Return a handle that interrupts the running statement from another thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.handle.interrupt_handle()
    }
}

/// Tell the sink the names; a statement without columns has none to tell.
fn announce(names: Arc<[String]>, sink: &mut dyn RowSink) -> Arc<[String]> {
    if !names.is_empty() {
        sink.columns(&names.iter().map(String::as_str).collect::<Vec<_>>());
    }
    names
}
