//! MySQL and MariaDB over one sqlx connection: our own transaction statements and our own record of the state,
//! rows handed over in chunks and decoded by our plan.

mod connect;
mod encode;

use futures_util::StreamExt;
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Column, Connection as _, Either, Executor, Row, SqlSafeStr, Statement};

use super::{
    Control, Done, Isolation, RowSink, ServerOptions, State, already_begun, control_of, state_after,
};
use crate::decode::mysql::Decoder;
use crate::decode::{self, Cell, planned};
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};
use encode::WireTypes;

/// Rows decoded in one burst.
const CHUNK: usize = 512;

/// An open MySQL connection.
pub struct Connection {
    inner: MySqlConnection,
    state: State,
    types: WireTypes,
}

impl Connection {
    /// Connect and log in.
    ///
    /// # Errors
    /// `Kind::Connect` from the network or the server; `Kind::Interface` for an unknown option.
    pub async fn connect(options: &ServerOptions) -> Result<Self> {
        let (inner, types) = connect::connect(options).await?;
        Ok(Connection {
            inner,
            state: State::Idle,
            types,
        })
    }

    /// Run one statement. See [`super::Connection::execute`].
    ///
    /// # Errors
    /// Whatever the server refuses, and values that do not fit their parameter.
    pub async fn execute(
        &mut self,
        sql: &str,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let control = control_of(sql);
        let before = self.enter()?;
        // MySQL refuses some statements in prepared form (1295); what takes no values and returns no cells goes as text.
        let result = if control != Control::Data && binds.is_empty() && !returns_rows(sql) {
            self.simple(sql).await
        } else {
            self.run(sql, control, binds, out, sink).await
        };
        self.leave(before, &result, control);
        result
    }

    /// Until `leave`, a dropped future leaves the state unknown.
    fn enter(&mut self) -> Result<State> {
        let before = self.state;
        if before == State::Unknown {
            return Err(Error::new(
                Kind::Operational,
                "the connection was left in an unknown state; roll back or close it",
            ));
        }
        self.state = State::Unknown;
        Ok(before)
    }

    fn leave<T>(&mut self, before: State, result: &Result<T>, control: Control) {
        self.state = match result {
            Ok(_) => state_after(control, before),
            Err(error) if error.fatal => State::Unknown,
            Err(_) => before,
        };
    }

    async fn run(
        &mut self,
        sql: &str,
        control: Control,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
    ) -> Result<Done> {
        let arguments = encode::arguments(&self.types, binds)?;
        let persistent = control == Control::Data || !binds.is_empty();
        if !binds.is_empty() || sql.contains('?') {
            self.check_count(sql, binds.len()).await?;
        }
        let mut done = Done::default();
        let (mut rows, mut last_id) = (0, 0);
        let mut decoders: Option<Vec<Decoder>> = None;
        let mut failure = None;
        {
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(persistent);
            let mut chunks = self.inner.fetch_many(query).ready_chunks(CHUNK);
            let mut wanted = true;
            while let Some(chunk) = chunks.next().await {
                let mut cells: Vec<Cell<'static>> = Vec::new();
                for item in chunk {
                    match item? {
                        Either::Left(end) => {
                            done.rowcount += end.rows_affected();
                            last_id = last_id.max(end.last_insert_id());
                        }
                        Either::Right(row) => {
                            rows += 1;
                            if !wanted {
                                continue;
                            }
                            let decoders = decoders.get_or_insert_with(|| {
                                done.columns = announce(row.columns(), sink);
                                decoders_of(&row)
                            });
                            let mut current = decode::recycle(std::mem::take(&mut cells));
                            match fill(&row, decoders, out, &mut current) {
                                Ok(()) => wanted = sink.row(&current),
                                Err(error) => {
                                    // The answer is still read to its end, so that the connection stays usable.
                                    failure = Some(error);
                                    wanted = false;
                                }
                            }
                            cells = decode::recycle(current);
                        }
                    }
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        if decoders.is_none() && persistent {
            // Cached by now: no round trip.
            let statement = self
                .inner
                .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
                .await?;
            if !statement.columns().is_empty() {
                done.columns = announce(statement.columns(), sink);
            }
        }
        // The end of a result set reports no affected rows; every row of RETURNING is one.
        done.rowcount = done.rowcount.max(rows);
        done.lastrowid = i64::try_from(last_id).ok().filter(|id| *id != 0);
        Ok(done)
    }

    /// Refuse a wrong number of values here: sqlx would notice it half-way and wait for ever at the next statement.
    async fn check_count(&mut self, sql: &str, given: usize) -> Result<()> {
        let statement = self
            .inner
            .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
            .await?;
        match statement.parameters() {
            Some(Either::Right(expected)) if expected != given => Err(Error::new(
                Kind::Programming,
                format!(
                    "the statement has {expected} placeholders but {given} parameters were passed"
                ),
            )),
            _ => Ok(()),
        }
    }

    async fn simple(&mut self, sql: &str) -> Result<Done> {
        let mut done = Done::default();
        let mut stream = self.inner.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)));
        while let Some(item) = stream.next().await {
            if let Either::Left(end) = item? {
                done.rowcount += end.rows_affected();
            }
        }
        Ok(done)
    }

    /// Run several statements by the text protocol.
    ///
    /// # Errors
    /// The first failure; what ran before it stays.
    pub async fn execute_script(&mut self, sql: &str) -> Result<()> {
        let before = self.enter()?;
        let result = self.simple(sql).await.map(drop);
        self.leave(before, &result, control_of(sql));
        result
    }

    /// Start a transaction.
    ///
    /// # Errors
    /// `Kind::Interface` when one is open already.
    pub async fn begin(&mut self, isolation: Option<Isolation>) -> Result<()> {
        if self.state == State::InTransaction {
            return Err(already_begun());
        }
        if let Some(level) = isolation {
            let sql = format!("SET TRANSACTION ISOLATION LEVEL {}", level.standard_name()?);
            self.execute_script(&sql).await?;
        }
        self.execute_script("BEGIN").await
    }

    /// Commit an open transaction.
    ///
    /// # Errors
    /// A lost connection, or a cluster that refuses the transaction.
    pub async fn commit(&mut self) -> Result<()> {
        if self.state == State::Idle {
            Ok(())
        } else {
            self.execute_script("COMMIT").await
        }
    }

    /// Roll back; also brings a connection of unknown state back to idle.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn rollback(&mut self) -> Result<()> {
        if self.state == State::Idle {
            return Ok(());
        }
        let abandoned = self.state == State::Unknown;
        self.state = State::Unknown;
        if abandoned {
            self.drain().await?;
        }
        self.simple("ROLLBACK").await?;
        self.state = State::Idle;
        Ok(())
    }

    /// Read what a dropped statement left unread. Its error, if it failed, comes first and is nobody's any more.
    async fn drain(&mut self) -> Result<()> {
        match self.inner.ping().await {
            Ok(()) => Ok(()),
            Err(sqlx::Error::Database(_)) => Ok(self.inner.ping().await?),
            Err(error) => Err(error.into()),
        }
    }

    /// Ask the server for a sign of life.
    ///
    /// # Errors
    /// A lost connection.
    pub async fn ping(&mut self) -> Result<()> {
        let before = self.enter()?;
        let result = self.inner.ping().await.map_err(Error::from);
        self.leave(before, &result, Control::Other);
        result
    }

    /// Say goodbye and close.
    ///
    /// # Errors
    /// A connection that was lost already.
    pub async fn close(self) -> Result<()> {
        Ok(self.inner.close().await?)
    }

    /// Return what is known about the transaction.
    pub fn state(&self) -> State {
        self.state
    }
}

/// Statements outside the data language that answer with rows; all of them can be prepared.
fn returns_rows(sql: &str) -> bool {
    let word: String = super::skip_comments(sql)
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    matches!(
        word.to_ascii_uppercase().as_str(),
        "SHOW"
            | "DESCRIBE"
            | "DESC"
            | "EXPLAIN"
            | "CALL"
            | "ANALYZE"
            | "CHECK"
            | "OPTIMIZE"
            | "REPAIR"
            | "CHECKSUM"
    )
}

fn announce<C: Column>(columns: &[C], sink: &mut dyn RowSink) -> Vec<String> {
    let names: Vec<&str> = columns.iter().map(Column::name).collect();
    sink.columns(&names);
    names.into_iter().map(str::to_owned).collect()
}

fn decoders_of(row: &MySqlRow) -> Vec<Decoder> {
    row.columns()
        .iter()
        .map(|column| Decoder::new(column.type_info()))
        .collect()
}

fn fill<'r>(
    row: &'r MySqlRow,
    decoders: &[Decoder],
    out: &[SqlType],
    cells: &mut Vec<Cell<'r>>,
) -> Result<()> {
    for (index, decoder) in decoders.iter().enumerate() {
        cells.push(decoder.cell(row.try_get_raw(index)?, planned(out, index))?);
    }
    Ok(())
}
