//! Server-side cursors: the server keeps the rows, a statement of its own fetches the next ones.

use rustc_hash::FxHashMap;

use super::Connection;
use crate::driver::{Done, RowSink, State};
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

/// The cursors of one connection, by number.
#[derive(Default)]
pub(super) struct Cursors {
    open: FxHashMap<u64, Cursor>,
    last: u64,
}

struct Cursor {
    out: Box<[SqlType]>,
    /// It outlives the transaction it was declared in, so it has to be closed by a word.
    held: bool,
}

impl Cursors {
    /// Forget the cursors that ended with their transaction.
    pub(super) fn follow(&mut self, state: State) {
        if state == State::Idle && !self.open.is_empty() {
            self.open.retain(|_, cursor| cursor.held);
        }
    }
}

fn name(number: u64) -> String {
    format!("sqlmodel_rs_{number}")
}

impl Connection {
    /// Declare a cursor. See [`super::super::Connection::open_cursor`].
    ///
    /// # Errors
    /// Whatever the server refuses.
    pub async fn open_cursor(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
    ) -> Result<u64> {
        let number = self.cursors.last + 1;
        // A cursor ends with its transaction, and without one with its own statement.
        let held = self.server.state == State::Idle;
        let hold = if held { " WITH HOLD" } else { "" };
        let declare = format!("DECLARE {} NO SCROLL CURSOR{hold} FOR {sql}", name(number));
        self.execute(&declare, binds, &[], &mut Dropped).await?;
        self.cursors.last = number;
        let out = out.into();
        self.cursors.open.insert(number, Cursor { out, held });
        Ok(number)
    }

    /// Fetch the next rows. See [`super::super::Connection::fetch`].
    ///
    /// # Errors
    /// Whatever the server refuses, and a cursor that ended with its transaction.
    pub async fn fetch(
        &mut self,
        cursor: u64,
        count: usize,
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let Some(open) = self.cursors.open.get(&cursor) else {
            return Err(Error::interface("the cursor is closed"));
        };
        let out = open.out.clone();
        let fetch = format!("FETCH FORWARD {count} FROM {}", name(cursor));
        let done = self.execute(&fetch, &[], &out, sink).await?;
        if done.rowcount < count as u64 {
            self.close_cursor(cursor).await?;
        }
        Ok(done)
    }

    /// Close a cursor.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn close_cursor(&mut self, cursor: u64) -> Result<()> {
        let Some(open) = self.cursors.open.remove(&cursor) else {
            return Ok(());
        };
        if !open.held && self.server.state != State::InTransaction {
            return Ok(());
        }
        match self.server.script(&format!("CLOSE {}", name(cursor))).await {
            Err(error) if error.fatal => Err(error),
            // Gone already, or the transaction has failed and takes it along.
            _ => Ok(()),
        }
    }

    /// Close what would outlive its transaction.
    pub async fn close_cursors(&mut self) {
        let open = std::mem::take(&mut self.cursors.open);
        if open.values().any(|cursor| cursor.held) && self.server.state == State::Idle {
            // A connection that fails here is found lost at its next use.
            let _ = self.server.script("CLOSE ALL").await;
        }
    }
}

/// Takes no rows.
struct Dropped;

impl RowSink for Dropped {
    fn columns(&mut self, _names: &[&str]) {}

    fn row(&mut self, _cells: &[crate::driver::Cell<'_>]) -> bool {
        false
    }
}
