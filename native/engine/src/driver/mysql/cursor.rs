//! Rows that are read from the socket as they are fetched. The connection is busy meanwhile: a statement that needs it
//! reads the rest first, into memory.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use futures_util::StreamExt;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use sqlx::mysql::{MySqlArguments, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Column, Executor, Row, SqlSafeStr, Statement};

use super::{CHUNK, Connection, Decoder, control_of, decoders_of, encode, fill};
use crate::decode;
use crate::driver::{Done, RowSink, State};
use crate::error::{Error, Result};
use crate::types::{SqlType, Value};

/// The cursors of one connection, by number.
#[derive(Default)]
pub(super) struct Cursors {
    open: FxHashMap<u64, Cursor>,
    last: u64,
    /// The cursor whose rows are still on the wire.
    streaming: Option<u64>,
}

/// Owns the connection while it reads, and gives it back at the end.
type Reading = Pin<Box<dyn Future<Output = (MySqlConnection, Result<()>)> + Send>>;

struct Cursor {
    sql: Box<str>,
    binds: Box<[(Value, SqlType)]>,
    reading: Option<Reading>,
    read: Arc<Mutex<Read>>,
    decoders: Option<Vec<Decoder>>,
    out: Box<[SqlType]>,
    failed: Option<Error>,
}

/// What came from the wire and was not fetched yet.
#[derive(Default)]
struct Read {
    rows: VecDeque<MySqlRow>,
    names: Vec<String>,
    /// With so many rows at hand no more are read.
    limit: usize,
}

async fn read_all(
    mut connection: MySqlConnection,
    sql: String,
    arguments: MySqlArguments,
    read: Arc<Mutex<Read>>,
) -> (MySqlConnection, Result<()>) {
    let result = read_rows(&mut connection, &sql, arguments, &read).await;
    (connection, result)
}

async fn read_rows(
    connection: &mut MySqlConnection,
    sql: &str,
    arguments: MySqlArguments,
    read: &Mutex<Read>,
) -> Result<()> {
    {
        let mut rows = connection.fetch(sqlx::query_with(AssertSqlSafe(sql), arguments));
        while let Some(row) = rows.next().await {
            read.lock().rows.push_back(row?);
            // Whoever fetches polls again when there is room.
            poll_fn(|_| {
                let read = read.lock();
                if read.rows.len() < read.limit {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })
            .await;
        }
    }
    // Cached by now: no round trip.
    let statement = connection
        .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
        .await?;
    read.lock().names = statement
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    Ok(())
}

impl Connection {
    /// Start to read. See [`super::super::Connection::open_cursor`].
    ///
    /// # Errors
    /// A wrong number of values; what the server refuses shows with the first rows.
    pub async fn open_cursor(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
    ) -> Result<u64> {
        self.settle(sql, control_of(sql)).await?;
        let arguments = encode::arguments(&self.types, binds)?;
        let before = self.server.enter()?;
        let result = self.check_count(sql, binds.len()).await;
        self.leave(before, &result, sql, control_of(sql));
        result?;
        let Some(inner) = self.server.inner.take() else {
            return Err(Error::interface("the connection is busy"));
        };
        self.cursors.last += 1;
        let number = self.cursors.last;
        let read = Arc::new(Mutex::new(Read::default()));
        let reading = read_all(inner, sql.to_owned(), arguments, read.clone());
        self.cursors.streaming = Some(number);
        self.cursors.open.insert(
            number,
            Cursor {
                reading: Some(Box::pin(reading)),
                read,
                decoders: None,
                sql: sql.into(),
                binds: binds.into(),
                out: out.into(),
                failed: None,
            },
        );
        Ok(number)
    }

    /// Take the next rows. See [`super::super::Connection::fetch`].
    ///
    /// # Errors
    /// Whatever the server refuses.
    pub async fn fetch(
        &mut self,
        cursor: u64,
        count: usize,
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        self.read_until(cursor, count).await;
        let Some(open) = self.cursors.open.get_mut(&cursor) else {
            return Err(Error::interface("the cursor is closed"));
        };
        let mut done = Done::default();
        let mut cells = Vec::new();
        while done.rowcount < count as u64 {
            let Some(row) = open.read.lock().rows.pop_front() else {
                break;
            };
            if done.rowcount == 0 {
                done.columns = super::announce(row.columns(), &open.sql, &open.binds, sink);
            }
            done.rowcount += 1;
            let decoders = open.decoders.get_or_insert_with(|| decoders_of(&row));
            let mut current = decode::recycle(std::mem::take(&mut cells));
            fill(&row, decoders, &open.out, &mut current)?;
            let wanted = sink.row(&current);
            cells = decode::recycle(current);
            if !wanted {
                break;
            }
        }
        if done.rowcount < count as u64 {
            if let Some(error) = open.failed.take() {
                self.cursors.open.remove(&cursor);
                return Err(error);
            }
            if done.rowcount == 0 {
                done.columns = std::mem::take(&mut open.read.lock().names).into();
                sink.columns(&done.columns.iter().map(String::as_str).collect::<Vec<_>>());
            }
            self.cursors.open.remove(&cursor);
        }
        Ok(done)
    }

    /// Read until `count` rows of a cursor are at hand, or all. Dropped half-way it can be called again.
    async fn read_until(&mut self, cursor: u64, count: usize) {
        let Some(open) = self.cursors.open.get_mut(&cursor) else {
            return;
        };
        let Some(reading) = open.reading.as_mut() else {
            return;
        };
        open.read.lock().limit = count.max(CHUNK);
        let read = &open.read;
        let ended = poll_fn(|context| match reading.as_mut().poll(context) {
            Poll::Ready(end) => Poll::Ready(Some(end)),
            Poll::Pending if read.lock().rows.len() >= count => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await;
        let Some((connection, result)) = ended else {
            return;
        };
        open.reading = None;
        open.failed = result.err();
        if open.failed.as_ref().is_some_and(|error| error.fatal) {
            self.server.state = State::Unknown;
        }
        self.server.inner = Some(connection);
        self.cursors.streaming = None;
    }

    /// Read what a stream has left, so that the connection is free.
    pub(super) async fn finish_stream(&mut self) -> Result<()> {
        if let Some(cursor) = self.cursors.streaming {
            self.read_until(cursor, usize::MAX).await;
        }
        Ok(())
    }

    /// Close a cursor; what is left of its rows is read and dropped.
    ///
    /// # Errors
    /// None today.
    pub async fn close_cursor(&mut self, cursor: u64) -> Result<()> {
        while self.cursors.streaming == Some(cursor) {
            self.read_until(cursor, CHUNK).await;
            if let Some(open) = self.cursors.open.get(&cursor) {
                open.read.lock().rows.clear();
            }
        }
        self.cursors.open.remove(&cursor);
        Ok(())
    }

    /// Close all cursors.
    pub async fn close_cursors(&mut self) {
        if let Some(cursor) = self.cursors.streaming {
            // Closing a cursor reports nothing.
            let _ = self.close_cursor(cursor).await;
        }
        self.cursors.open.clear();
    }
}
