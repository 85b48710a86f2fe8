//! One statement for many rows: in as few executions as the database takes, in the rows' order.

use std::sync::Arc;

use super::{Connection, Done, RowSink};
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

/// Rows of one statement of arrays; more would only hold more memory at once.
const ROWS_OF_ARRAYS: usize = 5_000;
/// Bytes of one statement's values, as far as rows are put together: a row is sent whatever its size.
const BYTES: usize = 8_000_000;

/// How the rows are sent.
#[derive(Clone, Debug)]
pub enum BatchText {
    /// The statement runs once a row; `keys` asks for the key the database counted for each.
    Each { sql: String, keys: bool },
    /// Texts of several rows each, the longest first, the last one for a single row.
    Repeated(Vec<(usize, String)>),
    /// `many` has one parameter a column, an array of its values; `one` is for a single row.
    Arrays { one: String, many: String },
}

impl BatchText {
    /// Return one of the texts.
    #[must_use]
    pub fn sql(&self) -> &str {
        match self {
            BatchText::Each { sql, .. } | BatchText::Arrays { one: sql, .. } => sql,
            BatchText::Repeated(texts) => texts.first().map_or("", |(_, sql)| sql),
        }
    }
}

/// Rows of one INSERT, UPDATE or DELETE, their values one row after the other.
#[derive(Clone, Debug)]
pub struct Batch {
    pub text: Arc<BatchText>,
    pub types: Arc<[SqlType]>,
    pub rows: usize,
    pub values: Vec<Value>,
}

/// What a batch did; `keys` as [`BatchText::Each`] asks.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub done: Done,
    pub keys: Vec<i64>,
}

impl Written {
    fn add(&mut self, done: Done) {
        self.done.rowcount += done.rowcount;
        self.done.lastrowid = done.lastrowid.or(self.done.lastrowid);
        self.done.columns = done.columns;
    }
}

impl Connection {
    /// Return how many bytes the values of one statement may have.
    fn statement_bytes(&self) -> usize {
        match self {
            Connection::Mysql(mysql) => mysql.packet_bytes().min(BYTES),
            _ => BYTES,
        }
    }

    /// Run a batch; the rows of RETURNING go to the sink.
    ///
    /// # Errors
    /// The first statement the database refuses; what ran before it stays in the transaction.
    pub async fn write(
        &mut self,
        batch: Batch,
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Written> {
        let Batch {
            text,
            types,
            rows,
            values,
        } = batch;
        let mut written = Written::default();
        if let (Connection::Sqlite(sqlite), BatchText::Each { sql, keys }) = (&mut *self, &*text) {
            return sqlite.write_each(sql, &types, rows, &values, *keys, out, sink);
        }
        let mut values = values.into_iter();
        match &*text {
            BatchText::Each { sql, keys } => {
                for _ in 0..rows {
                    let binds = take(&mut values, &types, 1);
                    let done = self.execute(sql, &binds, out, sink).await?;
                    if *keys {
                        written.keys.extend(done.lastrowid);
                    }
                    written.add(done);
                }
            }
            BatchText::Repeated(texts) => {
                let bytes = self.statement_bytes();
                let mut rest = rows;
                while rest > 0 {
                    let fitting = fitting(values.as_slice(), types.len(), rest, bytes);
                    let Some((size, sql)) =
                        texts.iter().find(|(size, _)| (1..=fitting).contains(size))
                    else {
                        return Err(Error::interface("no text for a single row"));
                    };
                    rest -= size;
                    let binds = take(&mut values, &types, *size);
                    written.add(self.execute(sql, &binds, out, sink).await?);
                }
            }
            BatchText::Arrays { one, .. } if rows == 1 => {
                let binds = take(&mut values, &types, 1);
                written.add(self.execute(one, &binds, out, sink).await?);
            }
            BatchText::Arrays { many, .. } => {
                let mut rest = rows;
                while rest > 0 {
                    let most = rest.min(ROWS_OF_ARRAYS);
                    let size = fitting(values.as_slice(), types.len(), most, BYTES);
                    rest -= size;
                    let binds = turn(&mut values, &types, size);
                    written.add(self.execute(many, &binds, out, sink).await?);
                }
            }
        }
        Ok(written)
    }
}

/// Count the rows, one at least and `most` at most, whose values have no more than so many bytes.
fn fitting(values: &[Value], width: usize, most: usize, bytes: usize) -> usize {
    let mut sum = 0_usize;
    let rows = values.chunks(width.max(1)).take(most).take_while(|row| {
        sum = sum.saturating_add(row.iter().map(size_of).sum());
        sum <= bytes
    });
    rows.count().max(1).min(most)
}

/// Return about how many bytes a value is sent in.
fn size_of(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Json(text) | Value::Decimal(text) => text.len() + 9,
        Value::Bytes(bytes) => bytes.len() + 9,
        Value::Array(items) => items.iter().map(size_of).sum(),
        _ => 16,
    }
}

/// Take the values of some rows, each with its column's type.
fn take(
    values: &mut impl Iterator<Item = Value>,
    types: &[SqlType],
    rows: usize,
) -> Vec<(Value, SqlType)> {
    values
        .take(rows * types.len())
        .zip(types.iter().cloned().cycle())
        .collect()
}

/// Turn rows into one array a column.
fn turn(
    values: &mut impl Iterator<Item = Value>,
    types: &[SqlType],
    rows: usize,
) -> Vec<(Value, SqlType)> {
    let mut columns: Vec<Vec<Value>> = types.iter().map(|_| Vec::with_capacity(rows)).collect();
    for _ in 0..rows {
        for column in &mut columns {
            column.extend(values.next());
        }
    }
    columns
        .into_iter()
        .zip(types)
        .map(|(column, ty)| {
            let item = Box::new(ty.clone());
            (
                Value::Array(column),
                SqlType::Array {
                    item,
                    dimensions: 1,
                },
            )
        })
        .collect()
}
