//! PostgreSQL over one sqlx connection: our own BEGIN/COMMIT/ROLLBACK and our own record of the transaction,
//! parameters encoded for the types the server expects, rows handed over in chunks.

mod connect;
mod encode;

use futures_util::StreamExt;
use rustc_hash::FxHashMap;
use sqlx::postgres::{PgArguments, PgConnection, PgRow, PgTypeInfo};
use sqlx::{AssertSqlSafe, Column, Connection as _, Either, Executor, Row, SqlSafeStr, Statement};

use super::{
    Control, Done, Isolation, RowSink, ServerOptions, State, already_begun, control_of, state_after,
};
use crate::decode::postgres::Decoder;
use crate::decode::{self, Cell, planned};
use crate::error::{Error, Kind, Result};
use crate::types::{SqlType, Value};

/// Rows decoded in one burst.
const CHUNK: usize = 512;
/// Texts remembered before the server-side statements are dropped with them.
const REMEMBERED: usize = 2000;

/// How the parameters of a text are known.
enum Parameters {
    /// Declared by the plan when the text was first prepared.
    Declared(Box<[u32]>),
    /// Inferred by the server, or declared differently at different times: ask the prepared statement.
    Ask,
}

/// An open PostgreSQL connection.
pub struct Connection {
    inner: PgConnection,
    state: State,
    /// sqlx caches statements by text alone, so a text must keep its parameter types.
    parameters: FxHashMap<Box<str>, Parameters>,
}

impl Connection {
    /// Connect and log in.
    ///
    /// # Errors
    /// `Kind::Connect` from the network or the server; `Kind::Interface` for an unknown option.
    pub async fn connect(options: &ServerOptions) -> Result<Self> {
        let inner = connect::connect(options).await?;
        Ok(Connection {
            inner,
            state: State::Idle,
            parameters: FxHashMap::default(),
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
        let mut delivered = false;
        let mut result = self
            .run(sql, control, binds, out, sink, &mut delivered)
            .await;
        if let Err(error) = &result
            && is_stale_plan(error)
            && before == State::Idle
            && !delivered
        {
            self.forget().await?;
            result = self
                .run(sql, control, binds, out, sink, &mut delivered)
                .await;
        }
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
            // A COMMIT that fails ends the transaction.
            Err(_) if control == Control::Ends => State::Idle,
            Err(_) => before,
        };
    }

    async fn forget(&mut self) -> Result<()> {
        self.parameters.clear();
        self.inner.clear_cached_statements().await?;
        Ok(())
    }

    async fn run(
        &mut self,
        sql: &str,
        control: Control,
        binds: &[(Value, SqlType)],
        out: &[SqlType],
        sink: &mut dyn RowSink,
        delivered: &mut bool,
    ) -> Result<Done> {
        let arguments = self.arguments(sql, binds).await?;
        // Utility statements are not worth a cached statement.
        let persistent = control == Control::Data || !binds.is_empty();
        let mut done = Done::default();
        let mut decoders: Vec<Decoder> = Vec::new();
        let mut failure = None;
        {
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(persistent);
            let mut chunks = self.inner.fetch_many(query).ready_chunks(CHUNK);
            let mut wanted = true;
            while let Some(chunk) = chunks.next().await {
                let mut cells: Vec<Cell<'static>> = Vec::with_capacity(decoders.len());
                for item in chunk {
                    match item? {
                        Either::Left(end) => done.rowcount += end.rows_affected(),
                        Either::Right(row) if wanted => {
                            if !*delivered {
                                *delivered = true;
                                done.columns = announce(row.columns(), sink);
                                decoders = decoders_of(&row, out);
                            }
                            let mut current = decode::recycle(std::mem::take(&mut cells));
                            match fill(&row, &decoders, out, &mut current) {
                                Ok(()) => wanted = sink.row(&current),
                                Err(error) => {
                                    // The answer is still read to its end, so that the connection stays usable.
                                    failure = Some(error);
                                    wanted = false;
                                }
                            }
                            cells = decode::recycle(current);
                        }
                        Either::Right(_) => {}
                    }
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        if !*delivered && persistent {
            // Cached by now: no round trip.
            let statement = self
                .inner
                .prepare_with(AssertSqlSafe(sql).into_sql_str(), &[])
                .await?;
            if !statement.columns().is_empty() {
                done.columns = announce(statement.columns(), sink);
            }
        }
        Ok(done)
    }

    /// Encode the values for the types this text's parameters have.
    async fn arguments(&mut self, sql: &str, binds: &[(Value, SqlType)]) -> Result<PgArguments> {
        if binds.is_empty() {
            return Ok(PgArguments::default());
        }
        let declared: Box<[u32]> = binds
            .iter()
            .map(|(_, kind)| encode::declared_oid(kind))
            .collect();
        let all_declared = !declared.contains(&0);
        match self.parameters.get_mut(sql) {
            Some(Parameters::Declared(known)) if *known == declared => {
                return encode::by_oid(&declared, binds);
            }
            Some(known) => *known = Parameters::Ask,
            None => {
                if self.parameters.len() >= REMEMBERED {
                    self.forget().await?;
                }
                let known = if all_declared {
                    Parameters::Declared(declared.clone())
                } else {
                    Parameters::Ask
                };
                self.parameters.insert(sql.into(), known);
                if all_declared {
                    return encode::by_oid(&declared, binds);
                }
            }
        }
        let types: Vec<PgTypeInfo> = declared.iter().map(|oid| encode::type_info(*oid)).collect();
        let statement = self
            .inner
            .prepare_with(AssertSqlSafe(sql).into_sql_str(), &types)
            .await?;
        match statement.parameters() {
            Some(Either::Left(types)) => encode::by_type(types, binds),
            _ => Err(Error::new(
                Kind::Internal,
                "the prepared statement does not tell its parameters",
            )),
        }
    }

    /// Run several statements by the simple protocol.
    ///
    /// # Errors
    /// The first failure; statements without their own BEGIN are rolled back together.
    pub async fn execute_script(&mut self, sql: &str) -> Result<()> {
        let before = self.enter()?;
        let result = self.simple(sql).await;
        self.leave(before, &result, control_of(sql));
        result
    }

    async fn simple(&mut self, sql: &str) -> Result<()> {
        let mut stream = self.inner.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)));
        while let Some(item) = stream.next().await {
            item?;
        }
        Ok(())
    }

    /// Start a transaction.
    ///
    /// # Errors
    /// `Kind::Interface` when one is open already.
    pub async fn begin(&mut self, isolation: Option<Isolation>) -> Result<()> {
        if self.state == State::InTransaction {
            return Err(already_begun());
        }
        match isolation {
            None => self.execute_script("BEGIN").await,
            Some(level) => {
                let sql = format!("BEGIN ISOLATION LEVEL {}", level.standard_name()?);
                self.execute_script(&sql).await
            }
        }
    }

    /// Commit an open transaction.
    ///
    /// # Errors
    /// Deferred constraints and serialization failures; the transaction is over then, too.
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

fn announce<C: Column>(columns: &[C], sink: &mut dyn RowSink) -> Vec<String> {
    let names: Vec<&str> = columns.iter().map(Column::name).collect();
    sink.columns(&names);
    names.into_iter().map(str::to_owned).collect()
}

fn decoders_of(row: &PgRow, out: &[SqlType]) -> Vec<Decoder> {
    row.columns()
        .iter()
        .enumerate()
        .map(|(index, column)| Decoder::new(column.type_info(), planned(out, index)))
        .collect()
}

fn fill<'r>(
    row: &'r PgRow,
    decoders: &[Decoder],
    out: &[SqlType],
    cells: &mut Vec<Cell<'r>>,
) -> Result<()> {
    for (index, decoder) in decoders.iter().enumerate() {
        let value = row.try_get_raw(index)?;
        cells.push(match value.as_bytes() {
            Ok(bytes) => decoder.cell(bytes, planned(out, index))?,
            // The only failure of `as_bytes` is NULL.
            Err(_) => Cell::Null,
        });
    }
    Ok(())
}

/// DDL after the statement was prepared changed its columns.
fn is_stale_plan(error: &Error) -> bool {
    error.code.as_deref() == Some("0A000")
        && error
            .message
            .starts_with("cached plan must not change result type")
}
