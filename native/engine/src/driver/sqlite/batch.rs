//! Many rows through one prepared statement: SQLite's quickest way, since a row costs one step and no parsing.

use std::ffi::c_int;

use super::{Connection, announce, bind};
use crate::decode::{self, Cell};
use crate::driver::batch::Written;
use crate::driver::{Done, RowSink};
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

impl Connection {
    /// Run `sql` once for each row of `values`; `keys` asks for the rowid of each.
    ///
    /// # Errors
    /// The first row SQLite refuses.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn write_each(
        &mut self,
        sql: &str,
        types: &[SqlType],
        rows: usize,
        values: &[Value],
        keys: bool,
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Written> {
        let Some(mut statement) = self.take(sql)? else {
            return Ok(Written::default());
        };
        let mut written = Written::default();
        let mut result = Ok(());
        if statement.parameter_count() == types.len() {
            written.done.columns = announce(statement.columns(), sink);
            written.keys.reserve(if keys { rows } else { 0 });
            let width = written.done.columns.len();
            let mut cells: Vec<Cell<'static>> = Vec::new();
            for number in 0..rows {
                let row = &values[number * types.len()..(number + 1) * types.len()];
                result = statement.run(
                    &self.handle,
                    |binder| {
                        for (at, (value, kind)) in (1 as c_int..).zip(row.iter().zip(types)) {
                            bind::bind(binder, at, value, kind)?;
                        }
                        Ok(())
                    },
                    |row| {
                        let mut current = decode::recycle(std::mem::take(&mut cells));
                        for index in 0..width {
                            let kind = decode::planned(out, index);
                            current.push(decode::sqlite::cell(row.value(index), kind)?);
                        }
                        sink.row(&current);
                        cells = decode::recycle(current);
                        Ok(())
                    },
                );
                if result.is_err() {
                    break;
                }
                written.done.rowcount += self.handle.changes();
                if keys {
                    written.keys.push(self.handle.last_rowid());
                }
            }
        } else {
            result = Err(Error::interface(
                "a row has not as many values as the statement",
            ));
        }
        if statement.is_lasting() {
            self.cache.put(sql, statement);
        }
        written.done = Done {
            lastrowid: Some(self.handle.last_rowid()),
            ..written.done
        };
        result.map(|()| written)
    }
}
