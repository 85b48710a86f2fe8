//! Statements that stand between two rows: what they read comes as it is fetched.

use rustc_hash::FxHashMap;

use super::ffi::Statement;
use super::{Connection, announce, bind};
use crate::decode;
use crate::driver::{Done, RowSink};
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};

/// The cursors of one connection, by number.
#[derive(Default)]
pub(super) struct Cursors {
    open: FxHashMap<u64, Cursor>,
    last: u64,
}

struct Cursor {
    statement: Statement,
    out: Box<[SqlType]>,
}

impl Connection {
    /// Start a statement. See [`super::super::Connection::open_cursor`].
    ///
    /// # Errors
    /// What SQLite refuses, and a wrong number of values.
    pub fn open_cursor(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
    ) -> Result<u64> {
        let Some(mut statement) = self.take(sql)? else {
            return Err(Error::new(
                Kind::Programming,
                "there is no statement to run",
            ));
        };
        Self::check_count(&statement, binds.len())?;
        statement.start(|binder| {
            for (at, (value, kind)) in (1..).zip(binds) {
                bind::bind(binder, at, value, kind)?;
            }
            Ok(())
        })?;
        self.cursors.last += 1;
        let out = out.into();
        self.cursors
            .open
            .insert(self.cursors.last, Cursor { statement, out });
        Ok(self.cursors.last)
    }

    /// Step to the next rows. See [`super::super::Connection::fetch`].
    ///
    /// # Errors
    /// What SQLite refuses, and text that is not the planned type.
    pub fn fetch(&mut self, cursor: u64, count: usize, sink: &mut dyn RowSink) -> Result<Done> {
        let Some(open) = self.cursors.open.get_mut(&cursor) else {
            return Err(Error::interface("the cursor is closed"));
        };
        let mut done = Done::default();
        let mut cells = Vec::new();
        let mut ended = false;
        while done.rowcount < count as u64 {
            let Some(row) = open.statement.step(&self.handle)? else {
                ended = true;
                break;
            };
            if done.rowcount == 0 {
                done.columns = announce(row.columns(), sink);
            }
            done.rowcount += 1;
            let mut current = decode::recycle(std::mem::take(&mut cells));
            for index in 0..done.columns.len() {
                let kind = decode::planned(&open.out, index);
                current.push(decode::sqlite::cell(row.value(index), kind)?);
            }
            let wanted = sink.row(&current);
            cells = decode::recycle(current);
            if !wanted {
                break;
            }
        }
        if done.rowcount == 0 {
            done.columns = announce(open.statement.columns(), sink);
        }
        if ended {
            self.close_cursor(cursor);
        }
        Ok(done)
    }

    /// Close a cursor; its read lock goes with it.
    pub fn close_cursor(&mut self, cursor: u64) {
        self.cursors.open.remove(&cursor);
    }

    /// Close all cursors.
    pub fn close_cursors(&mut self) {
        self.cursors.open.clear();
    }
}
